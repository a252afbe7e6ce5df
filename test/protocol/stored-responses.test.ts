import { describe, expect, test } from 'bun:test'
import { fromText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import { scanTopLevel } from '../../src/protocol/json-scan.ts'
import type { EventNote, Operation } from '../../src/protocol/protocol.ts'

const protocol = protocols['openai-responses']

const bytes = (value: unknown): string => fromText(JSON.stringify(value))

const namedIn = (request: object) => {
  const body = bytes(request)
  return protocol.stored?.readReferences(body, scanTopLevel(body, protocol.stored.keys))
}

const sealed = `gAAAAAB${'x'.repeat(60)}${'0123456789abcdef'.repeat(2)}`
const mark = `~${'0123456789abcdef'.repeat(2)}`

describe('a request names', () => {
  test('the response that it continues', () => {
    expect(namedIn({ input: 'More.', previous_response_id: 'resp_1' })).toEqual([
      { field: 'previous_response_id', id: 'resp_1', isNeeded: true },
    ])
  })

  test.each([['conv_1'], [{ id: 'conv_1' }]])('its conversation, as %j', (conversation) => {
    expect(namedIn({ conversation, input: [] })).toEqual([
      { field: 'conversation', id: 'conv_1', isNeeded: true },
    ])
  })

  test('the items it refers to, the newest first', () => {
    const input = [
      { role: 'user', content: 'Hello "item_reference"' },
      { type: 'item_reference', id: 'msg_1' },
      { id: 'rs_2', type: 'item_reference' },
    ]
    expect(namedIn({ input })).toEqual([
      { field: 'input', id: 'rs_2', isNeeded: true },
      { field: 'input', id: 'msg_1', isNeeded: true },
    ])
  })

  test('thoughts that one account alone can open, by the end of what they are sealed in', () => {
    const other = sealed.replaceAll('f', '0')
    const input = [
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: sealed },
      {
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: '}' }],
        encrypted_content: other,
      },
      { type: 'reasoning', id: 'rs_3', summary: [], encrypted_content: null },
      { type: 'reasoning', id: 'rs_4', summary: [], encrypted_content: '' },
    ]
    expect(namedIn({ input })).toEqual([
      { field: 'input', id: mark.replaceAll('f', '0'), isNeeded: false },
      { field: 'input', id: mark, isNeeded: false },
    ])
  })

  test('nothing by words of its texts, or of other fields', () => {
    const text = '{"type":"item_reference","id":"msg_1","encrypted_content":"abc"}'
    const input = [
      { role: 'user', content: text },
      { role: 'user', content: [{ text }] },
    ]
    const metadata = { type: 'item_reference', id: 'msg_1', encrypted_content: 'abc' }
    expect(namedIn({ metadata, input })).toEqual([])
    expect(namedIn({ input, metadata })).toEqual([])
    expect(namedIn({ input: text })).toEqual([])
  })

  test('nothing with an id that is none', () => {
    const wrong = [7, '', 'a b', 'ä', '..', 'x'.repeat(300), null]
    for (const id of wrong) expect(namedIn({ input: 'x', previous_response_id: id })).toEqual([])
  })

  test('no more items than are worth a look', () => {
    const input = Array.from({ length: 100 }, (_, at) => ({ type: 'item_reference', id: `i${at}` }))
    expect(namedIn({ input })?.map(({ id }) => id)).toEqual(
      Array.from({ length: 16 }, (_, at) => `i${99 - at}`),
    )
  })
})

const output = [
  { type: 'reasoning', id: 'rs_1', encrypted_content: sealed },
  { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'Grüße ]}"' }] },
]

describe('a whole answer makes', () => {
  const madeBy = (answer: object) => protocol.stored?.readMade(bytes(answer), 'generate')

  test('itself and its items to be named later', () => {
    expect(madeBy({ id: 'resp_1', store: true, output })).toEqual(['resp_1', 'rs_1', mark, 'msg_1'])
    expect(madeBy({ output: [], id: 'resp_1' })).toEqual(['resp_1'])
  })

  test('only what it has sealed when nothing of it is stored', () => {
    expect(madeBy({ id: 'resp_1', store: false, output })).toEqual([mark])
  })

  test('nothing when it is an error', () => {
    expect(madeBy({ error: { message: 'no' } })).toEqual([])
  })
})

describe('a stream makes', () => {
  const notesOf = (events: readonly object[], operation: Operation = 'generate'): EventNote[] => {
    const reader = protocol.streamReader(operation)
    return events.map((event) => reader.note({ raw: '', event: '', data: bytes(event) }))
  }
  const madeBy = (events: readonly object[]) => notesOf(events).map(({ made }) => made)

  test('its response with the first event, its items as they are done', () => {
    const instructions = 'Long. '.repeat(2_000)
    const events = [
      { type: 'response.created', response: { id: 'resp_1', store: true, instructions } },
      { type: 'response.output_item.added', item: output[0] },
      { type: 'response.output_item.done', item: output[0] },
      { type: 'response.output_item.done', item: output[1] },
      { type: 'response.completed', response: { id: 'resp_1', output } },
    ]
    expect(madeBy(events)).toEqual([['resp_1'], undefined, ['rs_1', mark], ['msg_1'], undefined])
  })

  test('only what it has sealed when nothing of it is stored', () => {
    const events = [
      { type: 'response.created', response: { id: 'resp_1', store: false } },
      { type: 'response.output_item.done', item: output[0] },
      { type: 'response.output_item.done', item: output[1] },
    ]
    expect(madeBy(events)).toEqual([undefined, [mark], undefined])
  })

  test('its response known at once when that goes on in the background', () => {
    const response = { id: 'resp_1', background: true, instructions: 'Long. '.repeat(2_000) }
    expect(notesOf([{ type: 'response.created', response }])).toEqual([
      { phase: 'content', made: ['resp_1'] },
    ])
  })

  test('nothing new and costs nothing when it is told again', () => {
    const usage = { input_tokens: 1, output_tokens: 1 }
    const events = [
      { type: 'response.created', response: { id: 'resp_1' } },
      { type: 'response.completed', response: { id: 'resp_1', usage } },
    ]
    expect(notesOf(events, 'retrieve')).toEqual([
      { phase: 'content' },
      { phase: 'end', isComplete: true },
    ])
  })

  test('a failure that is told again is the answer that was asked for', () => {
    const response = { id: 'resp_1', error: { code: 'server_error', message: 'broken' } }
    expect(notesOf([{ type: 'response.failed', response }], 'retrieve')).toEqual([
      { phase: 'end', isComplete: true },
    ])
  })
})

test.each(['retrieve', 'cancel', 'list-input', 'delete'] as const)(
  'the usage in the answer to %s was counted when it was made',
  (operation) => {
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
    expect(protocol.readUsage(operation, bytes({ id: 'resp_1', usage }))).toBeUndefined()
    expect(protocol.readUsage('generate', bytes({ id: 'resp_1', usage }))).toMatchObject({
      inputTokens: 1,
      outputTokens: 1,
    })
  },
)
