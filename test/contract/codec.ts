import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Answer } from '../../src/ir/answer.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import type { Prompt } from '../../src/ir/prompt.ts'
import { Report } from '../../src/ir/report.ts'
import { unfoldAnswer } from '../../src/ir/unfold.ts'
import { noUsage, totalTokens } from '../../src/ir/usage.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import type { Asked, Codec } from '../../src/protocol/codec.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Framing } from '../../src/protocol/protocol.ts'
import { readPieces } from '../support/codec-streams.ts'
import { cutAt } from '../support/pieces.ts'
import { comparableAnswer, comparablePrompt } from './comparable.ts'
import { grammarFaults } from './event-grammar.ts'
import { promptsFor, type Expressible } from './neutral-prompt.ts'
import { countedIds } from '../support/counted-ids.ts'

/** What a codec shows of itself to be put through the suite. */
export type CodecSample = {
  readonly codec: Codec
  readonly expressible: Expressible
  /** Answers that it can tell. */
  readonly answers: fc.Arbitrary<Answer>
  readonly framings: readonly Framing[]
  /** A whole answer with all counts that its protocol has, and how many tokens that are by the vendor's own sum. */
  readonly counted: { readonly body: JsonObject; readonly total: number }
}

/** What every codec must do. */
export const codecContract = (sample: CodecSample): void => {
  describe(`${sample.codec.id} keeps the contract of a codec`, () => {
    requestContract(sample)
    answerContract(sample)
    for (const framing of sample.framings) streamContract(sample, framing)
    usageContract(sample)
  })
}

const runs = { numRuns: 60 }

const requestContract = ({ codec, expressible }: CodecSample): void => {
  test('a prompt that is written is read as what it was', () => {
    fc.assert(
      fc.property(promptsFor(expressible), (prompt) => {
        expect(comparablePrompt(rewritten(codec, prompt))).toEqual(comparablePrompt(prompt))
      }),
      runs,
    )
  })

  test('a prompt that is read is written as what it was', () => {
    fc.assert(
      fc.property(promptsFor(expressible), (prompt) => {
        const body = written(codec, prompt)
        expect(written(codec, reread(codec, body, prompt))).toEqual(body)
      }),
      runs,
    )
  })
}

const answerContract = ({ codec, answers }: CodecSample): void => {
  test('an answer that is written is read as what it was', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const body = codec.writeAnswer(answer, askedFor())
        expect(comparableAnswer(readBack(codec, body))).toEqual(comparableAnswer(answer))
      }),
      runs,
    )
  })
}

const streamContract = ({ codec, answers }: CodecSample, framing: Framing): void => {
  test(`${framing}: a stream that is written is read as what it was, and keeps the grammar`, () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const events = readPieces(codec, [writeStream(codec, answer, framing)], { framing })
        expect(grammarFaults(events)).toEqual([])
        expect(events.at(-1)?.type).toBe('end')
        expect(comparableAnswer(foldAnswer(events))).toEqual(comparableAnswer(answer))
      }),
      runs,
    )
  })

  test(`${framing}: a stream tells what the whole answer tells`, () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const events = readPieces(codec, [writeStream(codec, answer, framing)], { framing })
        const whole = readBack(codec, codec.writeAnswer(answer, askedFor()))
        expect(comparableAnswer(foldAnswer(events))).toEqual(comparableAnswer(whole))
      }),
      runs,
    )
  })

  test(`${framing}: a stream is the same wherever it is cut`, () => {
    fc.assert(
      fc.property(answers, fc.array(fc.nat(), { maxLength: 20 }), (answer, cuts) => {
        const stream = writeStream(codec, answer, framing)
        expect(readPieces(codec, cutAt(stream, cuts), { framing })).toEqual(
          readPieces(codec, [stream], { framing }),
        )
      }),
      runs,
    )
  })

  test(`${framing}: what came of a stream that breaks off keeps the grammar`, () => {
    fc.assert(
      fc.property(answers, fc.double({ min: 0, max: 1, noNaN: true }), (answer, share) => {
        const stream = writeStream(codec, answer, framing)
        const come = stream.slice(0, Math.floor(stream.length * share))
        expect(grammarFaults(readPieces(codec, [come], { framing }))).toEqual([])
      }),
      runs,
    )
  })
}

const usageContract = ({ codec, counted }: CodecSample): void => {
  test('the buckets of usage are disjoint: their sum is what the vendor sums up', () => {
    const { usage } = readBack(codec, counted.body)
    expect(totalTokens({ ...noUsage, ...usage })).toBe(counted.total)
  })

  test('usage that is written is read as what it was', () => {
    const answer = readBack(codec, counted.body)
    const again = readBack(codec, codec.writeAnswer(answer, askedFor()))
    expect(again.usage).toEqual(answer.usage)
  })
}

const askedFor = (framing: Framing = 'sse'): Asked => ({
  prompt: {
    model: 'some-model',
    isStreaming: false,
    system: [],
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
    tools: [],
    sampling: {},
    wantsUsage: true,
  },
  model: 'some-model',
  now: 1_790_000_000,
  ids: countedIds(),
  framing,
})

const written = (codec: Codec, prompt: Prompt): JsonObject => {
  const report = new Report()
  const body = codec.writeRequest(prompt, report)
  expect(report.refusal).toBeUndefined()
  return body
}

const reread = (codec: Codec, body: JsonObject, { model, isStreaming }: Prompt): Prompt => {
  const onWire: JsonObject = JSON.parse(JSON.stringify(body))
  const read = codec.readRequest(onWire, { model, isStreaming })
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

const rewritten = (codec: Codec, prompt: Prompt): Prompt =>
  reread(codec, written(codec, prompt), prompt)

const readBack = (codec: Codec, body: JsonObject): Answer => {
  const answer = codec.readAnswer(JSON.parse(JSON.stringify(body)), countedIds())
  if (answer === undefined) throw new Error('this is no answer')
  return answer
}

const writeStream = (codec: Codec, answer: Answer, framing: Framing): string => {
  const writer = codec.openWriter(askedFor(framing))
  return fromText(
    unfoldAnswer(answer)
      .map((event) => writer.write(event))
      .join(''),
  )
}
