import { describe, expect, test } from 'bun:test'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { grammarFaults } from '../../contract/event-grammar.ts'
import { framed, readText } from './streams.ts'

const created = { type: 'response.created', response: { id: 'resp_1', model: 'm', created_at: 1 } }
const completed = (output: readonly unknown[] = []): JsonObject => ({
  type: 'response.completed',
  response: { id: 'resp_1', status: 'completed', output },
})
const added = (index: number, item: object): JsonObject => ({
  type: 'response.output_item.added',
  output_index: index,
  item,
})
const done = (index: number, item: object): JsonObject => ({
  ...added(index, item),
  type: 'response.output_item.done',
})
const delta = (type: string, index: number, text: string, more: object = {}): JsonObject => ({
  type: `response.${type}.delta`,
  output_index: index,
  delta: text,
  ...more,
})
const message = (text: string): JsonObject => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
})
const search = { type: 'web_search_call', action: { type: 'search', query: 'a' } }

const read = (...payloads: readonly JsonObject[]): AnswerEvent[] => readText(framed(payloads))

const partsOf = (events: readonly AnswerEvent[]): unknown => {
  expect(grammarFaults(events)).toEqual([])
  return foldAnswer(events).choices[0]?.parts.map(({ type, ...part }) =>
    'text' in part ? [type, part.text] : [type],
  )
}

const deltasOf = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.type === 'delta' ? event.text : '')).join('')

describe('a stream', () => {
  test.each([
    ['tells nothing but its end', [completed([message('Hi')])]],
    ['tells no deltas', [added(0, message('')), done(0, message('Hi')), completed()]],
    ['is cut within its deltas', [delta('output_text', 0, 'H'), completed([message('Hi')])]],
    ['tells no items', [delta('output_text', 0, 'Hi'), completed()]],
    [
      'does not close its items',
      [added(0, message('')), delta('output_text', 0, 'Hi'), completed()],
    ],
  ])('that %s is read all the same', (_name, payloads) => {
    expect(partsOf(read(created, ...payloads))).toEqual([['text', 'Hi']])
  })

  test('that begins late begins', () => {
    expect(read(completed([message('Hi')]))[0]).toEqual({ type: 'start', id: 'resp_1', model: '' })
  })

  test('whose items overlap has one after the other', () => {
    const events = read(
      created,
      added(0, search),
      added(1, message('')),
      delta('output_text', 1, 'Hi'),
      done(1, message('Hi')),
      done(0, search),
      added(2, message('')),
      delta('output_text', 2, 'there'),
      completed(),
    )
    expect(partsOf(events)).toEqual([['web-search'], ['text', 'Hi'], ['text', 'there']])
  })

  test('has calls that overlap', () => {
    const call = (id: string, given = ''): JsonObject => ({
      type: 'function_call',
      call_id: id,
      name: 'find',
      arguments: given,
    })
    const events = read(
      created,
      added(0, call('c1')),
      added(1, call('c2')),
      delta('function_call_arguments', 0, '{"a"'),
      delta('function_call_arguments', 1, '{"b"'),
      delta('function_call_arguments', 0, ':1}'),
      done(0, call('c1', '{"a":1}')),
      done(1, call('c2', '{"b":2}')),
      completed(),
    )
    expect(grammarFaults(events)).toEqual([])
    expect(foldAnswer(events).choices[0]).toMatchObject({
      parts: [
        { id: 'c1', arguments: '{"a":1}' },
        { id: 'c2', arguments: '{"b":2}' },
      ],
      finish: { reason: 'tool-calls' },
    })
  })

  test('has the paragraphs of a thought as one', () => {
    const thought = {
      type: 'reasoning',
      id: 'rs_1',
      encrypted_content: 'sealed',
      summary: [{ text: 'One' }, { text: 'Two' }],
    }
    const events = read(
      created,
      added(0, { type: 'reasoning', id: 'rs_1', summary: [] }),
      delta('reasoning_summary_text', 0, 'One', { summary_index: 0 }),
      delta('reasoning_summary_text', 0, 'Two', { summary_index: 1 }),
      done(0, thought),
      completed(),
    )
    expect(partsOf(events)).toEqual([['thinking', 'One\n\nTwo']])
    expect(deltasOf(events)).toBe('One\n\nTwo')
    expect(events).toContainEqual({ type: 'proof', choice: 0, part: 0, proof: 'sealed' })
  })

  test('that tells a thought twice says it once', () => {
    const events = read(
      created,
      added(0, { type: 'reasoning', summary: [] }),
      delta('reasoning_summary_text', 0, 'Short', { summary_index: 0 }),
      delta('reasoning_text', 0, 'At length', { content_index: 0 }),
      completed(),
    )
    expect(partsOf(events)).toEqual([['thinking', 'Short']])
  })

  test('tells at the end of an item what only then is known', () => {
    const annotation = { type: 'url_citation', url: 'https://a.b' }
    const text = { type: 'output_text', text: 'Hi', annotations: [annotation] }
    const events = read(
      created,
      added(0, { type: 'message', id: 'msg_1', content: [] }),
      delta('output_text', 0, 'Hi'),
      done(0, { type: 'message', id: 'msg_1', status: 'incomplete', content: [text] }),
      completed(),
    )
    const citation = { url: 'https://a.b' }
    expect(events).toContainEqual({ type: 'citation', choice: 0, part: 0, citation })
    expect(foldAnswer(events).choices[0]?.parts).toEqual([
      {
        type: 'text',
        text: 'Hi',
        citations: [citation],
        extras: { item: { id: 'msg_1', status: 'incomplete' } },
      },
    ])
  })

  test('whose call changes its id keeps the one that it began with', () => {
    const call = { type: 'function_call', name: 'find', arguments: '{}' }
    const events = read(
      created,
      added(0, { ...call, id: 'fc_1', call_id: 'c1' }),
      done(0, { ...call, id: 'fc_2', call_id: 'c2' }),
      completed(),
    )
    expect(foldAnswer(events).choices[0]?.parts).toMatchObject([
      { id: 'c1', extras: { id: 'fc_2' } },
    ])
  })

  test('may think openly', () => {
    const events = read(
      created,
      added(0, { type: 'reasoning', id: 'rs_1', summary: [] }),
      delta('reasoning_text', 0, 'Hm', { content_index: 0 }),
      completed(),
    )
    expect(partsOf(events)).toEqual([['thinking', 'Hm']])
  })

  test('ends with what ended it', () => {
    const ended = (response: object): unknown =>
      foldAnswer(
        read(created, { type: 'response.incomplete', response: { output: [], ...response } }),
      ).choices[0]?.finish
    expect(ended({ incomplete_details: { reason: 'max_output_tokens' } })).toEqual({
      reason: 'length',
      word: 'max_output_tokens',
    })
    expect(ended({ incomplete_details: { reason: 'content_filter' } })).toEqual({
      reason: 'content-filter',
      word: 'content_filter',
    })
    expect(ended({})).toEqual({ reason: 'other', word: 'incomplete' })
  })

  test.each([
    [{ type: 'error', code: 'server_error', message: 'Grüße' }, 'Grüße'],
    [{ type: 'error', error: { message: 'Nested' } }, 'Nested'],
    [{ type: 'response.failed', response: { error: { code: 'a', message: 'Failed' } } }, 'Failed'],
    [{ error: { message: 'Bare' } }, 'Bare'],
  ])('that fails is over: %j', (payload, text) => {
    expect(read(created, payload, completed())).toEqual([
      { type: 'start', id: 'resp_1', model: 'm', createdAt: 1 },
      { type: 'error', error: expect.objectContaining({ message: text }) },
    ])
  })

  test.each([['data: {"type":\n\n'], ['data: []\n\n'], ['data: {}\n\n']])(
    'of something else is malformed: %j',
    (text) => {
      expect(readText(text)).toEqual([{ type: 'malformed' }])
    },
  )

  test('that only closes was cut', () => {
    const events = read(created, delta('output_text', 0, 'Hi'))
    expect(events.map(({ type }) => type)).toEqual(['start', 'part-start', 'delta'])
  })

  test('says nothing by what is only a sign', () => {
    expect(readText(': ping\n\ndata: [DONE]\n\ndata: {"type":"keepalive"}\n\n')).toEqual([])
  })
})
