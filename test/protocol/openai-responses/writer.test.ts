import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Finish } from '../../../src/ir/answer.ts'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'
import { objectAt, type JsonObject } from '../../../src/protocol/json.ts'
import { fromText } from '../../../src/protocol/bytes.ts'
import { pieces } from '../../support/pieces.ts'
import { answers, askedTools } from './answers.ts'
import { comparable } from './comparable.ts'
import { grammarFaults } from '../../contract/event-grammar.ts'
import { askedWith, payloadsOf, readPieces, readText, writeEvents } from './streams.ts'

const writtenOf = (name: string): JsonObject[] => {
  const answer = answers[name]
  if (answer === undefined) throw new Error(name)
  return payloadsOf(writeEvents(unfoldAnswer(answer), askedWith(askedTools)))
}

const typesOf = (name: string): unknown =>
  writtenOf(name).map(({ type }) => String(type).replace('response.', ''))

const begun: readonly AnswerEvent[] = [
  { type: 'start', id: 'r', model: 'm' },
  { type: 'part-start', choice: 0, part: 0, head: { type: 'text', text: '' } },
  { type: 'delta', choice: 0, part: 0, text: 'Hi' },
]

describe('a written stream', () => {
  test.each(Object.entries(answers))('of %s reads as what was written', (_name, answer) => {
    const events = readText(writeEvents(unfoldAnswer(answer), askedWith(askedTools)))
    expect(grammarFaults(events)).toEqual([])
    const facts = (value: unknown): unknown =>
      comparable(
        JSON.parse(JSON.stringify(value), (key, member) => (key === 'extras' ? undefined : member)),
      )
    expect(facts(foldAnswer(events))).toEqual(facts(answer))
  })

  test.each(Object.entries(answers))('of %s reads the same however it is cut', (_name, answer) => {
    const bytes = fromText(writeEvents(unfoldAnswer(answer), askedWith(askedTools)))
    const once = readPieces([bytes])
    fc.assert(
      fc.property(pieces(fc.constant(bytes)), (cut) => {
        expect(readPieces(cut)).toEqual(once)
      }),
      { numRuns: 20 },
    )
  })

  test.each(Object.keys(answers))('of %s is numbered from nought', (name) => {
    const numbers = writtenOf(name).map((payload) => payload['sequence_number'])
    expect(numbers).toEqual(numbers.map((_, place) => place))
  })

  test.each(Object.keys(answers))('of %s names each event', (name) => {
    const answer = answers[name]
    const stream =
      answer === undefined ? '' : writeEvents(unfoldAnswer(answer), askedWith(askedTools))
    const names = Array.from(stream.matchAll(/^event: (.+)$/gm), ([, type]) => type)
    expect(names).toEqual(payloadsOf(stream).map(({ type }) => String(type)))
  })

  test.each(Object.keys(answers))('of %s ends with its items as they were told', (name) => {
    const payloads = writtenOf(name)
    const items = payloads
      .filter(({ type }) => type === 'response.output_item.done')
      .map(({ item }) => item)
    expect(objectAt(payloads.at(-1), 'response')?.['output']).toEqual(items)
  })

  test('of a text has all its stations', () => {
    expect(typesOf('a cited text')).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.annotation.added',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ])
  })

  test('of thoughts, calls and what the upstream did has theirs', () => {
    expect(typesOf('thoughts with and without a text')).toEqual(
      expect.arrayContaining([
        'reasoning_summary_part.added',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.done',
        'reasoning_summary_part.done',
      ]),
    )
    expect(typesOf('calls of functions and of tools with free text')).toEqual(
      expect.arrayContaining([
        'function_call_arguments.delta',
        'function_call_arguments.done',
        'custom_tool_call_input.delta',
        'custom_tool_call_input.done',
      ]),
    )
    expect(typesOf('what the upstream did by itself')).toEqual(
      expect.arrayContaining([
        'web_search_call.searching',
        'web_search_call.completed',
        'code_interpreter_call_code.delta',
        'code_interpreter_call_code.done',
        'code_interpreter_call.completed',
        'image_generation_call.completed',
      ]),
    )
  })

  test('tells citations as they come', () => {
    const citation = { url: 'https://a.b', title: 'A', start: 0, end: 2 }
    const stream = writeEvents([...begun, { type: 'citation', choice: 0, part: 0, citation }])
    expect(payloadsOf(stream).at(-1)).toEqual({
      type: 'response.output_text.annotation.added',
      sequence_number: 5,
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      annotation_index: 0,
      annotation: {
        type: 'url_citation',
        url: 'https://a.b',
        title: 'A',
        start_index: 0,
        end_index: 2,
      },
    })
  })

  test('tells a citation of all of a text when all of it has come', () => {
    const citation = { url: 'https://a.b', title: 'A' }
    const stream = writeEvents([
      ...begun,
      { type: 'citation', choice: 0, part: 0, citation },
      { type: 'delta', choice: 0, part: 0, text: ' there' },
      { type: 'part-end', choice: 0, part: 0 },
    ])
    const added = payloadsOf(stream).filter(
      ({ type }) => type === 'response.output_text.annotation.added',
    )
    expect(added).toMatchObject([{ annotation: { start_index: 0, end_index: 8 } }])
  })

  test('has one paragraph of a thought, whatever it had before', () => {
    const summary = [
      { type: 'summary_text', text: 'One' },
      { type: 'summary_text', text: 'Two' },
    ]
    const head: Part = { type: 'thinking', text: '', extras: { summary } }
    const stream = writeEvents([
      { type: 'start', id: 'r', model: 'm' },
      { type: 'part-start', choice: 0, part: 0, head },
      { type: 'delta', choice: 0, part: 0, text: 'One\n\nTwo' },
      { type: 'part-end', choice: 0, part: 0 },
    ])
    expect(objectAt(payloadsOf(stream).at(-1), 'item')?.['summary']).toEqual([
      { type: 'summary_text', text: 'One\n\nTwo' },
    ])
  })

  test('leaves further choices out', () => {
    const other: AnswerEvent = {
      type: 'part-start',
      choice: 1,
      part: 0,
      head: { type: 'text', text: 'No' },
    }
    expect(writeEvents([...begun, other])).toBe(writeEvents(begun))
  })

  test('leaves failures to those who write them', () => {
    expect(writeEvents([...begun, { type: 'malformed' }])).toBe(writeEvents(begun))
  })
})

describe('a written answer', () => {
  const ended = (finish: Finish): unknown => {
    const { status, incomplete_details } = codec.writeAnswer(
      { id: 'r', model: 'm', choices: [{ index: 0, parts: [], finish }], usage: {} },
      askedWith(),
    )
    return [status, incomplete_details]
  }

  test.each([
    ['stop', ['completed', null]],
    ['stop-sequence', ['completed', null]],
    ['tool-calls', ['completed', null]],
    ['refusal', ['incomplete', { reason: 'content_filter' }]],
    ['other', ['completed', null]],
    ['length', ['incomplete', { reason: 'max_output_tokens' }]],
    ['context-length', ['incomplete', { reason: 'max_output_tokens' }]],
    ['content-filter', ['incomplete', { reason: 'content_filter' }]],
    ['pause', ['incomplete', {}]],
    ['malformed-call', ['incomplete', {}]],
  ] as const)('that ended by %s is %j', (reason, ending) => {
    expect(ended({ reason })).toEqual(ending)
  })

  test('repeats what was asked', () => {
    const request = {
      instructions: 'Be kind.',
      max_output_tokens: 100,
      metadata: { team: 'red' },
      parallel_tool_calls: false,
      reasoning: { effort: 'low', summary: 'auto' },
      temperature: 0.5,
      text: { format: { type: 'text' }, verbosity: 'low' },
      tool_choice: { type: 'function', name: 'find' },
      tools: [{ type: 'function', name: 'find', parameters: null }],
      top_p: 0.9,
      user: 'u-1',
    }
    const answer = { id: '', model: '', choices: [], usage: {} }
    expect(codec.writeAnswer(answer, askedWith(request))).toMatchObject({
      ...request,
      id: 'resp_1',
      object: 'response',
      created_at: 1_700_000_000,
      model: 'gpt-5',
      usage: null,
    })
  })

  test('tells nothing that another protocol told of itself', () => {
    const answer = {
      id: '',
      model: '',
      choices: [],
      usage: {},
      extras: { system_fingerprint: 'fp' },
    }
    expect(codec.writeAnswer(answer, askedWith())).not.toHaveProperty('system_fingerprint')
  })

  test('has 0 where the details of its usage are required and unknown', () => {
    const answer = { id: '', model: '', choices: [], usage: { inputTokens: 9, outputTokens: 1 } }
    expect(codec.writeAnswer(answer, askedWith())['usage']).toEqual({
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 10,
    })
  })

  test('tells usage in the totals of this interface', () => {
    const { usage } = answers['a text'] ?? { usage: {} }
    const answer = { id: '', model: '', choices: [], usage }
    expect(codec.writeAnswer(answer, askedWith())['usage']).toEqual({
      input_tokens: 12,
      input_tokens_details: { cached_tokens: 3, cache_write_tokens: 2 },
      output_tokens: 9,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 21,
    })
  })
})

describe('a response that is no answer', () => {
  test.each([
    [{ object: 'response' }],
    [{ output: [], status: 'failed', error: { message: 'No' } }],
    [{ output: [], status: 'queued' }],
  ])('is not read: %j', (body) => {
    expect(codec.readAnswer(body, { next: () => '' })).toBeUndefined()
  })
})
