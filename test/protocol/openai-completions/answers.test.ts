import { afterAll, describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import OpenAI from 'openai'
import type { Answer, Finish } from '../../../src/ir/answer.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { isObject, parseText, type JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-completions/codec.ts'
import { describeRecorded, fixturesOf } from '../../support/fixtures.ts'
import { grammarFaults } from '../../contract/event-grammar.ts'
import { pieces } from '../../support/pieces.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { askedWith, chunksOf, noIds, readPieces, readText, writeEvents } from './streams.ts'

const usageAsked = askedWith({ stream_options: { include_usage: true } })

const streams = recordedStreams()
  .filter(({ protocol }) => protocol === 'openai-completions')
  .map((stream) => ({ name: stream.name, bytes: asServerSentEvents(stream) }))

describeRecorded('a recorded stream', () => {
  test.each(streams)('$name reads the same however it is cut', ({ bytes }) => {
    const once = readPieces([bytes])
    expect(grammarFaults(once)).toEqual([])
    fc.assert(
      fc.property(pieces(fc.constant(bytes)), (cut) => {
        expect(readPieces(cut)).toEqual(once)
      }),
      { numRuns: 10 },
    )
  })

  test.each(streams)('$name is written so that it reads as the same answer', ({ bytes }) => {
    const events = readPieces([bytes])
    const answer = foldAnswer(events)
    expect(foldAnswer(readText(writeEvents(events, usageAsked)))).toEqual(answer)
    expect(codec.readAnswer(codec.writeAnswer(answer, usageAsked), noIds)).toEqual(answer)
  })
})

const recorded = fixturesOf('openai-completion', '.json')
  .map(({ name, bytes }) => ({ name, body: parseText(bytes) }))
  .filter((answer): answer is { name: string; body: JsonObject } => isObject(answer.body))

describeRecorded('a recorded answer', () => {
  test.each(recorded)('$name is written as it was read', ({ body }) => {
    const answer = codec.readAnswer(body, noIds)
    if (answer === undefined) throw new Error('not read')
    expect(codec.writeAnswer(answer, askedWith())).toEqual(body)
  })
})

const answerOf = (parts: readonly Part[], finish: Finish = { reason: 'stop' }): Answer => ({
  id: 'msg_1',
  model: 'a-model',
  choices: [{ index: 0, parts, finish }],
  usage: {},
})

const chances = [
  { token: 'Once', logprob: -0.5, top: [{ token: 'Twice', logprob: -1 }] },
  { token: ' upon', logprob: -0.1, top: [] },
]
const probable = answerOf([{ type: 'text', text: 'Once upon', logprobs: chances }])

const facts = (answer: Answer | undefined): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value) =>
    ['word', 'createdAt', 'extras'].includes(key) ? undefined : value,
  )

describe('what is written', () => {
  test('reads as it was, with several choices and their probabilities', () => {
    const [first] = probable.choices
    const answer = {
      ...probable,
      choices: [0, 1].map((index) => ({ ...Object(first), index })),
    }
    const stream = readText(writeEvents(unfoldAnswer(answer), askedWith()))
    expect(grammarFaults(stream)).toEqual([])
    expect(facts(foldAnswer(stream))).toEqual(facts(answer))
    expect(facts(codec.readAnswer(codec.writeAnswer(answer, askedWith()), noIds))).toEqual(
      facts(answer),
    )
  })

  test('has probabilities in four lists', () => {
    expect(codec.writeAnswer(probable, askedWith())).toMatchObject({
      choices: [
        {
          logprobs: {
            tokens: ['Once', ' upon'],
            token_logprobs: [-0.5, -0.1],
            top_logprobs: [{ Twice: -1 }, {}],
            text_offset: [0, 4],
          },
        },
      ],
    })
  })

  test('is words alone, after the prompt where that was asked for', () => {
    const parts: readonly Part[] = [
      { type: 'thinking', text: 'Hm.' },
      { type: 'text', text: ' a time' },
      { type: 'refusal', text: ' No.' },
    ]
    const asked = askedWith({ prompt: 'Once upon', echo: true })
    expect(codec.writeAnswer(answerOf(parts), asked)).toMatchObject({
      id: 'msg_1',
      object: 'text_completion',
      choices: [{ text: 'Once upon a time No.', index: 0, finish_reason: 'stop' }],
    })
    const chunks = chunksOf(writeEvents(unfoldAnswer(answerOf(parts)), asked))
    expect(chunks.map(({ choices }) => Object(choices)[0]?.text)).toEqual([
      'Once upon',
      ' a time',
      ' No.',
      '',
    ])
  })

  test.each<readonly [Finish['reason'], string]>([
    ['stop', 'stop'],
    ['stop-sequence', 'stop'],
    ['length', 'length'],
    ['context-length', 'length'],
    ['tool-calls', 'stop'],
    ['refusal', 'content_filter'],
    ['content-filter', 'content_filter'],
    ['pause', 'length'],
    ['malformed-call', 'length'],
    ['other', 'stop'],
  ])('ends with %s by %s', (reason, word) => {
    expect(codec.writeAnswer(answerOf([], { reason }), askedWith())).toMatchObject({
      choices: [{ finish_reason: word }],
    })
  })
})

const told = { body: '' }
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: () => new Response(told.body, { headers: { 'content-type': 'text/event-stream' } }),
})
afterAll(() => server.stop(true))

test('the official client takes a stream', async () => {
  const answer = answerOf([{ type: 'text', text: 'Grüße' }], { reason: 'length' })
  told.body = writeEvents(unfoldAnswer(answer), usageAsked)
  const client = new OpenAI({
    baseURL: `http://127.0.0.1:${server.port}`,
    apiKey: 'k',
    maxRetries: 0,
  })
  const stream = await client.completions.create({ model: 'm', prompt: 'Hi', stream: true })
  const chunks = await Array.fromAsync(stream)
  expect(chunks.map(({ choices }) => choices)).toMatchObject([
    [{ text: 'Grüße', finish_reason: null }],
    [{ text: '', finish_reason: 'length' }],
  ])
})
