import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Answer, Finish } from '../../../src/ir/answer.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { isObject, listAt, objectAt, type JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { grammarFaults } from '../../contract/event-grammar.ts'
import { choicesAnswer } from '../../support/neutral.ts'
import { answers } from './answers.ts'
import { askedWith, chunksOf, done, readText, writeEvents } from './streams.ts'
import { countedIds } from '../../support/counted-ids.ts'

const usageAsked = { stream_options: { include_usage: true } }

/** Without what only chat knows, and the word that only it has for the end. */
const facts = (answer: Answer | undefined): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value) =>
    ['extras', 'word', 'createdAt'].includes(key) ? undefined : value,
  )

const written = (
  parts: readonly Part[],
  finish: Finish = { reason: 'stop' },
  asked = askedWith(),
) =>
  codec.writeAnswer({ id: '', model: '', choices: [{ index: 0, parts, finish }], usage: {} }, asked)

const choiceOf = (body: JsonObject): JsonObject => {
  const [choice] = listAt(body, 'choices')
  return isObject(choice) ? choice : {}
}

const messageOf = (...args: Parameters<typeof written>): unknown =>
  objectAt(choiceOf(written(...args)), 'message')

const streamed = (
  parts: readonly Part[],
  finish: Finish = { reason: 'stop' },
  asked = askedWith(),
) =>
  writeEvents(
    unfoldAnswer({ id: '', model: '', choices: [{ index: 0, parts, finish }], usage: {} }),
    asked,
  )

const deltasOf = (...args: Parameters<typeof streamed>): unknown[] =>
  chunksOf(streamed(...args)).map((chunk) => choiceOf(chunk)['delta'])

const call: Part = {
  type: 'tool-call',
  kind: 'function',
  id: 'c1',
  name: 'a',
  arguments: '{"x":1}',
}

describe('what is written reads as it was', () => {
  test.each(Object.entries(answers))('whole, with %s', (_name, answer) => {
    const body = JSON.parse(JSON.stringify(codec.writeAnswer(answer, askedWith())))
    expect(facts(codec.readAnswer(body, countedIds()))).toEqual(facts(answer))
  })

  test.each(Object.entries(answers))('as a stream, with %s', (_name, answer) => {
    const events = readText(writeEvents(unfoldAnswer(answer), askedWith(usageAsked)))
    expect(grammarFaults(events)).toEqual([])
    expect(facts(foldAnswer(events))).toEqual(facts(answer))
  })

  test('whatever it is', () => {
    fc.assert(
      fc.property(choicesAnswer, (answer) => {
        const stream = writeEvents(unfoldAnswer(answer), askedWith(usageAsked))
        const body = codec.writeAnswer(answer, askedWith())
        expect(facts(foldAnswer(readText(stream)))).toEqual(facts(answer))
        expect(facts(codec.readAnswer(body, countedIds()))).toEqual(facts(answer))
      }),
    )
  })
})

describe('a stream', () => {
  test('says who speaks, then the text, then why it ended', () => {
    const answer: Part = { type: 'text', text: 'Hi' }
    const choice = { index: 0, logprobs: null, finish_reason: null }
    const head = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'some-model',
    }
    const stream = streamed([answer])
    expect(stream.endsWith(done)).toBe(true)
    expect(chunksOf(stream)).toEqual([
      { ...head, choices: [{ ...choice, delta: { role: 'assistant', content: '' } }] },
      { ...head, choices: [{ ...choice, delta: { content: 'Hi' } }] },
      { ...head, choices: [{ ...choice, delta: {}, finish_reason: 'stop' }] },
    ])
  })

  test('tells usage at its end, to those who asked', () => {
    const { usage } = Object(answers['a text'])
    const asked = askedWith(usageAsked)
    const events = unfoldAnswer({ id: '', model: '', choices: [], usage })
    expect(chunksOf(writeEvents(events, asked))).toMatchObject([
      {
        choices: [],
        usage: {
          prompt_tokens: 100,
          completion_tokens: 50,
          total_tokens: 150,
          prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
          completion_tokens_details: { reasoning_tokens: 20 },
        },
      },
    ])
    expect(chunksOf(writeEvents(events))).toEqual([])
  })

  test('counts calls, and names each once', () => {
    const other = { ...call, id: 'c2', arguments: '{}' } as const
    expect(deltasOf([call, other], { reason: 'tool-calls' })).toEqual([
      { role: 'assistant', content: null },
      {
        tool_calls: [
          { index: 0, id: 'c1', type: 'function', function: { name: 'a', arguments: '' } },
        ],
      },
      { tool_calls: [{ index: 0, function: { arguments: '{"x":1}' } }] },
      {
        tool_calls: [
          { index: 1, id: 'c2', type: 'function', function: { name: 'a', arguments: '' } },
        ],
      },
      { tool_calls: [{ index: 1, function: { arguments: '{}' } }] },
      {},
    ])
  })

  test('gives a call without arguments an empty object', () => {
    const place = { choice: 0, part: 0 }
    const stream = writeEvents([
      { type: 'start', id: '', model: '' },
      { type: 'part-start', ...place, head: { ...call, arguments: '' } as Part },
      { type: 'part-end', ...place },
    ])
    expect(choiceOf(chunksOf(stream).at(-1) ?? {})['delta']).toEqual({
      tool_calls: [{ index: 0, function: { arguments: '{}' } }],
    })
  })

  test('tells a text that came only at its end', () => {
    const place = { choice: 0, part: 0 }
    const stream = writeEvents([
      { type: 'start', id: '', model: '' },
      { type: 'part-start', ...place, head: { type: 'text', text: '' } },
      { type: 'part-end', ...place, final: { type: 'text', text: 'Hello' } },
    ])
    expect(choiceOf(chunksOf(stream).at(-1) ?? {})['delta']).toEqual({ content: 'Hello' })
  })

  test('tells a thought’s text as it comes, and once more beside its proof', () => {
    expect(deltasOf([{ type: 'thinking', text: 'Hm.', proof: 'c2ln' }])).toEqual([
      { role: 'assistant', content: null },
      { reasoning_content: 'Hm.' },
      {
        reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', signature: 'c2ln', index: 0 }],
      },
      {},
    ])
  })
})

describe('an answer', () => {
  test('of calls alone has no content', () => {
    expect(messageOf([call], { reason: 'tool-calls' })).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'a', arguments: '{"x":1}' } }],
    })
  })

  test('to a client of functions has the first call, in its form', () => {
    const asked = askedWith({ functions: [{ name: 'a' }] })
    const choice = choiceOf(written([call, call], { reason: 'tool-calls' }, asked))
    expect(choice).toMatchObject({
      message: { function_call: { name: 'a', arguments: '{"x":1}' } },
      finish_reason: 'function_call',
    })
    expect(deltasOf([call, call], { reason: 'tool-calls' }, asked).slice(1, 4)).toEqual([
      { function_call: { name: 'a', arguments: '' } },
      { function_call: { arguments: '{"x":1}' } },
      {},
    ])
  })

  test('cites with indices into the whole content', () => {
    const parts: readonly Part[] = [
      { type: 'text', text: 'One. ' },
      { type: 'text', text: 'Two.', citations: [{ url: 'https://a.example', title: 'A' }] },
    ]
    const annotations = [
      {
        type: 'url_citation',
        url_citation: { start_index: 5, end_index: 9, title: 'A', url: 'https://a.example' },
      },
    ]
    expect(messageOf(parts)).toMatchObject({ content: 'One. Two.', annotations })
    expect(deltasOf(parts)).toContainEqual({ annotations })
  })

  test('that cites nothing names the pages that were found', () => {
    const parts: readonly Part[] = [
      {
        type: 'web-search',
        id: 's',
        queries: ['q'],
        results: [{ url: 'https://a.example', title: 'A' }],
      },
      { type: 'text', text: 'Hi' },
    ]
    const annotations = [
      {
        type: 'url_citation',
        url_citation: { start_index: 2, end_index: 2, title: 'A', url: 'https://a.example' },
      },
    ]
    expect(messageOf(parts)).toMatchObject({ content: 'Hi', annotations })
    expect(deltasOf(parts)).toContainEqual({ annotations })
  })

  test.each<[Finish, string]>([
    [{ reason: 'stop' }, 'stop'],
    [{ reason: 'stop-sequence' }, 'stop'],
    [{ reason: 'length' }, 'length'],
    [{ reason: 'context-length' }, 'length'],
    [{ reason: 'refusal' }, 'content_filter'],
    [{ reason: 'content-filter' }, 'content_filter'],
    [{ reason: 'pause' }, 'length'],
    [{ reason: 'malformed-call' }, 'length'],
    [{ reason: 'other' }, 'stop'],
    [{ reason: 'other', word: 'insufficient_system_resource' }, 'insufficient_system_resource'],
  ])('that ends with %o ends with %s', (finish, word) => {
    expect(choiceOf(written([{ type: 'text', text: 'Hi' }], finish))['finish_reason']).toBe(word)
  })

  test('with calls tells the client to run them', () => {
    expect(choiceOf(written([call], { reason: 'stop' }))['finish_reason']).toBe('tool_calls')
  })

  test('that was held back says why', () => {
    const finish = { reason: 'refusal', message: 'Against the rules.' } as const
    expect(messageOf([], finish)).toMatchObject({ content: null, refusal: 'Against the rules.' })
    expect(deltasOf([], finish)).toContainEqual({ refusal: 'Against the rules.' })
  })
})
