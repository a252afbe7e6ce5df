import { describe, expect, test } from 'bun:test'
import type { Part } from '../../../src/ir/part.ts'
import type { Message } from '../../../src/ir/prompt.ts'
import { write } from './message.ts'
import { assistant, call, result, text, user } from './write-parts.ts'

const use = (id: string) => ({ type: 'tool_use', id, name: 'f', input: { a: 1 } })
const used = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' })

describe('a conversation for Anthropic', () => {
  test('takes turns, with the results of tools first', () => {
    const { body, warnings } = write({
      messages: [
        user(text('A')),
        user(text('B')),
        assistant(call('1'), call('2')),
        { role: 'tool', parts: [result('1')] },
        user(text('C')),
        { role: 'tool', parts: [result('2')] },
      ],
    })
    expect(body['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ],
      },
      { role: 'assistant', content: [use('1'), use('2')] },
      { role: 'user', content: [used('1'), used('2'), { type: 'text', text: 'C' }] },
    ])
    expect(warnings).toEqual([])
  })

  test('has a failure where a result is missing', () => {
    const { body, warnings } = write({
      messages: [user(text('A')), assistant(call('1')), user(text('B'))],
    })
    expect(body['messages']).toEqual([
      { role: 'user', content: 'A' },
      { role: 'assistant', content: [use('1')] },
      {
        role: 'user',
        content: [
          { ...used('1'), content: 'No result was given.', is_error: true },
          { type: 'text', text: 'B' },
        ],
      },
    ])
    expect(warnings).toEqual(['messages'])
  })

  test('has results that come late where they belong', () => {
    const { body } = write({
      messages: [
        user(text('A')),
        assistant(call('1')),
        user(text('B')),
        assistant(text('C')),
        { role: 'tool', parts: [result('1')] },
      ],
    })
    expect(body['messages']).toEqual([
      { role: 'user', content: 'A' },
      { role: 'assistant', content: [use('1')] },
      { role: 'user', content: [used('1'), { type: 'text', text: 'B' }] },
      { role: 'assistant', content: 'C' },
    ])
  })

  test('is refused with a result of no call', () => {
    expect(
      write({ messages: [user(text('A')), { role: 'tool', parts: [result('1')] }] }).refusal,
    ).toBe('messages')
  })

  test('has no texts that say nothing, nor messages of them', () => {
    const { body } = write({
      messages: [user(text('A'), text(' ')), assistant(text('\n')), user(text('B'))],
    })
    expect(body['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ],
      },
    ])
  })

  test('does not end with white space of the assistant', () => {
    const { body } = write({ messages: [user(text('A')), assistant(text('B \n'))] })
    expect(body['messages']).toEqual([
      { role: 'user', content: 'A' },
      { role: 'assistant', content: 'B' },
    ])
  })

  test('begins with the user', () => {
    const { body, warnings } = write({ messages: [assistant(text('A')), user(text('B'))] })
    expect(body['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: 'A' },
      { role: 'user' },
    ])
    expect(warnings).toEqual(['messages'])
  })

  test('asks the last of its instructions when there is nothing else', () => {
    const { body, warnings } = write({
      messages: [
        { role: 'system', parts: [text('A')] },
        { role: 'developer', parts: [text('B')] },
      ],
    })
    expect(body).toMatchObject({ system: 'A', messages: [{ role: 'user', content: 'B' }] })
    expect(warnings).toEqual(['messages'])
  })

  test('is refused when it is empty', () => {
    expect(write({ messages: [] }).refusal).toBe('messages')
  })

  const instructed: Message[] = [
    { role: 'system', parts: [text('A')] },
    user(text('B')),
    { role: 'developer', parts: [text('C')] },
    user(text('D')),
    assistant(text('E')),
    { role: 'system', parts: [text('F')] },
    user(text('G')),
  ]

  test('has later instructions behind the user where the model takes them there', () => {
    const { body, warnings } = write({ model: 'claude-opus-4-8', messages: instructed })
    expect(body).toMatchObject({
      system: 'A',
      messages: [
        { role: 'user', content: [{ text: 'B' }, { text: 'D' }] },
        { role: 'system', content: 'C' },
        { role: 'assistant', content: 'E' },
        { role: 'user', content: 'G' },
        { role: 'system', content: 'F' },
      ],
    })
    expect(warnings).toEqual([])
  })

  test('has them in front on all other models, and says so', () => {
    const { body, warnings } = write({ model: 'claude-sonnet-4-5', messages: instructed })
    expect(body).toMatchObject({ system: [{ text: 'A' }, { text: 'C' }, { text: 'F' }] })
    expect(warnings).toEqual(['messages'])
  })

  test("has the assistant's images in the turn after", () => {
    const image: Part = {
      type: 'image',
      source: { type: 'data', mediaType: 'image/png', data: 'AA==' },
    }
    const { body, warnings } = write({
      messages: [user(text('A')), assistant(text('B'), image), user(text('C'))],
    })
    expect(body['messages']).toMatchObject([
      { content: 'A' },
      { content: 'B' },
      { content: [{ type: 'image' }, { text: 'C' }] },
    ])
    expect(warnings).toEqual(['messages'])
  })

  test('has no thoughts without a signature, nor searches of others', () => {
    const { body, warnings } = write({
      messages: [
        user(text('A')),
        assistant(
          { type: 'thinking', text: 'Hm' },
          { type: 'web-search', id: 'ws_1', queries: ['q'] },
          text('B'),
        ),
        user(text('C')),
      ],
    })
    expect(body['messages']).toMatchObject([{ content: 'A' }, { content: 'B' }, { content: 'C' }])
    expect(warnings).toEqual(['messages', 'messages'])
  })

  test('has no turn of which nothing is left', () => {
    const { body } = write({
      system: [{ type: 'text', text: ' ' }],
      messages: [
        user(text('A')),
        assistant({ type: 'thinking', text: 'Hm' }, { type: 'web-search', id: 'w', queries: [] }),
        user(text('B')),
      ],
    })
    expect(body['messages']).toMatchObject([
      { role: 'user', content: [{ text: 'A' }, { text: 'B' }] },
    ])
    expect(body).not.toHaveProperty('system')
  })

  test('keeps at most four marks, the last ones', () => {
    const marked: Part[] = ['A', 'B', 'C', 'D', 'E', 'F'].map((said) => ({
      type: 'text',
      text: said,
      cache: {},
    }))
    const { body, warnings } = write({ messages: [user(...marked)] })
    expect(JSON.stringify(body).match(/cache_control/g)?.length).toBe(4)
    expect(body['messages']).toMatchObject([
      { content: [{ text: 'A' }, {}, {}, {}, {}, { cache_control: { type: 'ephemeral' } }] },
    ])
    expect(warnings).toEqual(['cache'])
  })
})

describe('media for Anthropic', () => {
  const written = (part: Part) => write({ messages: [user(part, text('A'))] })

  test.each([
    ['audio', { type: 'audio', source: { type: 'data', mediaType: 'audio/wav', data: 'AA==' } }],
    ['video', { type: 'video', source: { type: 'url', url: 'https://example.com/a.mp4' } }],
    [
      'an image of another type',
      { type: 'image', source: { type: 'data', mediaType: 'image/tiff', data: 'AA==' } },
    ],
    [
      'a document of another type',
      { type: 'document', source: { type: 'data', mediaType: 'application/msword', data: 'AA==' } },
    ],
    ['a file of another vendor', { type: 'document', source: { type: 'file', id: 'file-abc' } }],
  ] as [string, Part][])('%s is refused', (_name, part) => {
    expect(written(part).refusal).toBe('messages')
  })

  test('a document in a text format is text', () => {
    const data = Buffer.from('Grüße').toString('base64')
    const { body } = written({
      type: 'document',
      title: 'a.md',
      source: { type: 'data', mediaType: 'text/markdown', data },
    })
    expect(body['messages']).toMatchObject([
      {
        content: [
          {
            type: 'document',
            title: 'a.md',
            source: { type: 'text', media_type: 'text/plain', data: 'Grüße' },
          },
          {},
        ],
      },
    ])
  })
})
