import { describe, expect, test } from 'bun:test'
import type { Part } from '../../../src/ir/part.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'
import { listAt, type JsonObject } from '../../../src/protocol/json.ts'
import { askedWith, payloadsOf, promptOf, writeEvents } from './streams.ts'

const zip = {
  type: 'namespace',
  name: 'mcp__zip',
  description: 'Links.',
  tools: [{ type: 'function', name: 'find', parameters: { type: 'object' } }],
}

const namesOf = (tools: readonly JsonObject[]): unknown =>
  promptOf({ tools }).tools.map((tool) => ('name' in tool ? tool.name : tool.type))

const call = (name: string, given: object): Part => ({
  type: 'tool-call',
  kind: 'function',
  id: 'c1',
  name,
  arguments: JSON.stringify(given),
})

/** The item that a client gets for a call of one of its tools by an upstream of another protocol. */
const itemOf = (tool: JsonObject, part: Part): unknown => {
  const answer = {
    id: '',
    model: '',
    choices: [{ index: 0, parts: [part], finish: { reason: 'tool-calls' } as const }],
    usage: {},
  }
  const whole = codec.writeAnswer(answer, askedWith({ tools: [tool] }))
  const [item] = listAt(whole, 'output')
  const stream = writeEvents(unfoldAnswer(answer), askedWith({ tools: [tool] }))
  const done = payloadsOf(stream).find(({ type }) => type === 'response.output_item.done')
  expect({ ...Object(done?.['item']), id: '' }).toEqual({ ...Object(item), id: '' })
  return item
}

const partsOf = (tools: readonly JsonObject[], input: readonly JsonObject[]): unknown =>
  promptOf({ tools, input }).messages.map(({ role, parts }) => [role, ...parts])

describe('the tools of a namespace', () => {
  test('are functions by both names', () => {
    expect(namesOf([zip, { ...zip, name: 'mcp__zap__' }])).toEqual([
      'mcp__zip__find',
      'mcp__zap__find',
    ])
  })

  test('make way for a function that has the name already', () => {
    const plain = { type: 'function', name: 'mcp__zip__find' }
    expect(namesOf([zip, plain])).toEqual(['mcp__zip__find_2', 'mcp__zip__find'])
  })

  test('are called by their name and their namespace', () => {
    expect(itemOf(zip, call('mcp__zip__find', { a: 1 }))).toEqual({
      type: 'function_call',
      id: 'fc_2',
      call_id: 'c1',
      name: 'find',
      namespace: 'mcp__zip',
      arguments: '{"a":1}',
      status: 'completed',
    })
  })

  test('are known again in the conversation, declared or not', () => {
    const called = (namespace: string): JsonObject => ({
      type: 'function_call',
      call_id: 'c1',
      name: 'find',
      namespace,
      arguments: '{}',
    })
    expect(
      promptOf({
        tools: [zip],
        input: [called('mcp__zip'), called('other')],
      }).messages[0]?.parts.map((part) => (part.type === 'tool-call' ? part.name : '')),
    ).toEqual(['mcp__zip__find', 'other__find'])
  })

  test('may be the one to be called', () => {
    const choice = { type: 'function', name: 'find', namespace: 'mcp__zip' }
    expect(promptOf({ tools: [zip], tool_choice: choice }).toolChoice).toEqual({
      type: 'tool',
      name: 'mcp__zip__find',
    })
  })
})

describe('a tool that OpenAI knows', () => {
  test.each([
    [
      'local_shell',
      { command: ['ls'], working_directory: '/' },
      {
        type: 'local_shell_call',
        action: { type: 'exec', command: ['ls'], env: {}, working_directory: '/' },
      },
    ],
    [
      'local_shell',
      { command: 'ls -l' },
      {
        type: 'local_shell_call',
        action: { type: 'exec', command: ['bash', '-lc', 'ls -l'], env: {} },
      },
    ],
    [
      'shell',
      { commands: ['ls'] },
      {
        type: 'shell_call',
        action: { commands: ['ls'], timeout_ms: null, max_output_length: null },
        environment: null,
      },
    ],
    [
      'apply_patch',
      { type: 'delete_file', path: 'a' },
      { type: 'apply_patch_call', operation: { type: 'delete_file', path: 'a' } },
    ],
  ])('%s is called by an item of its own: %j', (type, given, item) => {
    expect(itemOf({ type }, call(type, given))).toEqual({
      id: expect.any(String),
      call_id: 'c1',
      status: 'completed',
      ...item,
    })
  })

  test('to search for tools is called when the client does it', () => {
    const search = { type: 'tool_search', execution: 'client', parameters: { type: 'object' } }
    expect(itemOf(search, call('tool_search', { query: 'links' }))).toEqual({
      id: expect.any(String),
      type: 'tool_search_call',
      call_id: 'c1',
      status: 'completed',
      execution: 'client',
      arguments: { query: 'links' },
    })
  })

  test('makes way for a function of its name', () => {
    expect(namesOf([{ type: 'shell' }, { type: 'function', name: 'shell' }])).toEqual([
      'shell_2',
      'shell',
    ])
    expect(
      partsOf(
        [{ type: 'shell' }, { type: 'function', name: 'shell' }],
        [{ type: 'shell_call', call_id: 'c1', action: { commands: ['ls'] } }],
      ),
    ).toEqual([['assistant', expect.objectContaining({ type: 'tool-call', name: 'shell_2' })]])
  })

  test('tells its results as a terminal would', () => {
    const output = [
      { stdout: 'a', stderr: 'b', outcome: { type: 'exit', exit_code: 1 } },
      { stdout: '', stderr: '', outcome: { type: 'timeout' } },
    ]
    expect(partsOf([], [{ type: 'shell_call_output', call_id: 'c1', output }])).toEqual([
      [
        'tool',
        expect.objectContaining({
          callId: 'c1',
          parts: [{ type: 'text', text: 'a\nb\n(exit code 1)\n(timed out)' }],
        }),
      ],
    ])
  })

  test('finds the call of a result that names only its item', () => {
    expect(
      promptOf({
        input: [
          {
            type: 'local_shell_call',
            id: 'lsh_1',
            call_id: 'c1',
            action: { type: 'exec', command: ['ls'] },
          },
          { type: 'local_shell_call_output', id: 'lsh_1', output: 'a' },
        ],
      }).messages[1]?.parts,
    ).toEqual([expect.objectContaining({ callId: 'c1' })])
  })

  test('is not offered elsewhere when the vendor runs it', () => {
    const hosted = { type: 'shell', environment: { type: 'container_auto' } }
    expect(promptOf({ tools: [hosted] }).tools).toEqual([
      { type: 'foreign', kind: 'shell', value: hosted },
    ])
  })
})

describe('tools that the conversation brings', () => {
  const found = { type: 'function', name: 'shorten', parameters: { type: 'object' } }

  test.each([
    ['additional_tools', { role: 'developer' }],
    ['tool_search_output', { call_id: 'c1', execution: 'client' }],
  ])('by %s can be called', (type, more) => {
    const { tools } = promptOf({ input: [{ type, ...more, tools: [found] }] })
    expect(tools.map((tool) => ('name' in tool ? tool.name : ''))).toEqual(['shorten'])
  })
})

describe('a turn of the model', () => {
  test('is one message, and the results of its tools another', () => {
    const { messages } = promptOf({
      input: [
        { role: 'user', content: 'Go' },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' },
        { role: 'assistant', content: 'Looking' },
        { type: 'function_call', call_id: 'c1', name: 'a', arguments: '{}' },
        { type: 'function_call', call_id: 'c2', name: 'b', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'one' },
        { type: 'function_call_output', call_id: 'c2', output: 'two' },
        { role: 'assistant', content: 'Done' },
      ],
    })
    expect(messages.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)])).toEqual([
      ['user', 'text'],
      ['assistant', 'thinking', 'text', 'tool-call', 'tool-call'],
      ['tool', 'tool-result', 'tool-result'],
      ['assistant', 'text'],
    ])
  })

  test('is thought and formed as the last update of the settings says', () => {
    const { reasoning, format } = promptOf({
      reasoning: { effort: 'high' },
      input: [
        { type: 'configuration_update', reasoning: { effort: 'low' } },
        { type: 'configuration_update', text: { format: { type: 'json_object' } } },
      ],
    })
    expect([reasoning, format]).toEqual([{ effort: 'low' }, { type: 'json' }])
  })
})
