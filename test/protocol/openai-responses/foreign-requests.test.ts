import { describe, expect, test } from 'bun:test'
import type { Message, Prompt } from '../../../src/ir/prompt.ts'
import { Report } from '../../../src/ir/report.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'

/** A request of a client that speaks another protocol. */
const asked = (more: Partial<Prompt> = {}): Prompt => ({
  model: 'gpt-4o',
  isStreaming: false,
  system: [],
  messages: [],
  tools: [],
  sampling: {},
  ...more,
})

const written = (more: Partial<Prompt>): JsonObject =>
  JSON.parse(JSON.stringify(codec.writeRequest(asked(more), new Report())))

const inputOf = (...messages: readonly Message[]): unknown => written({ messages })['input']

const reported = (more: Partial<Prompt>): unknown => {
  const report = new Report()
  codec.writeRequest(asked(more), report)
  return { refused: report.refusal?.field, warned: report.warnings.map(({ field }) => field) }
}

describe('a request of another protocol', () => {
  test('asks for nothing to be kept', () => {
    expect(written({})).toEqual({ model: 'gpt-4o', input: [], store: false })
  })

  test('asks a model that reasons for its thoughts, so that they can be sent back', () => {
    expect(written({ model: 'o4-mini' })['include']).toEqual(['reasoning.encrypted_content'])
    expect(written({ model: 'gpt-5-chat-latest' })['include']).toBeUndefined()
    expect(written({ model: 'custom', reasoning: { effort: 'low' } })['include']).toEqual([
      'reasoning.encrypted_content',
    ])
  })

  test('has a form that is not strict unless it said so', () => {
    const strictness = (isStrict?: boolean): unknown => {
      const format = { type: 'json-schema' as const, schema: { type: 'object' } }
      return written({ format: isStrict === undefined ? format : { ...format, isStrict } })['text']
    }
    expect([strictness(), strictness(true)]).toMatchObject([
      { format: { name: 'answer', strict: false } },
      { format: { strict: true } },
    ])
  })

  test('has functions that are not strict unless it said so', () => {
    const tools = [
      { type: 'function', name: 'a' },
      { type: 'function', name: 'b', schema: { type: 'object' }, isStrict: true },
    ] as const
    expect(written({ tools })['tools']).toEqual([
      {
        type: 'function',
        name: 'a',
        parameters: { type: 'object', properties: {} },
        strict: false,
      },
      { type: 'function', name: 'b', parameters: { type: 'object' }, strict: true },
    ])
  })

  test.each([
    ['gpt-5.6', { effort: 'max', summary: 'auto' }, { effort: 'max', summary: 'auto' }],
    ['gpt-5.4', { effort: 'max' }, { effort: 'xhigh' }],
    ['gpt-5.1', { effort: 'minimal' }, { effort: 'none' }],
    ['gpt-5.1', { effort: 'none' }, { effort: 'none' }],
    ['gpt-5-mini', { effort: 'none' }, { effort: 'minimal' }],
    ['gpt-5-codex', { effort: 'xhigh' }, { effort: 'high' }],
    ['gpt-5.3-codex', { effort: 'xhigh' }, { effort: 'xhigh' }],
    ['openai/o4-mini', { effort: 'none' }, { effort: 'low' }],
    ['gpt-4o', { effort: 'none' }, undefined],
    ['gpt-4o', { effort: 'high' }, undefined],
    ['grok-4', { effort: 'max' }, { effort: 'max' }],
    ['grok-4', { budgetTokens: 100_000 }, { effort: 'high', summary: 'auto' }],
    ['o3', { budgetTokens: 1024, summary: 'none' }, { effort: 'low' }],
    ['o3', { isAdaptive: true }, { summary: 'auto' }],
    ['o3', { effort: 'low', summary: 'none' }, { effort: 'low' }],
  ] as const)('thinks as %s can: %j', (model, reasoning, wish) => {
    expect(written({ model, reasoning })['reasoning']).toEqual(wish)
  })

  test('is told of a model that does not think', () => {
    expect(reported({ reasoning: { effort: 'high' } })).toEqual({
      refused: undefined,
      warned: ['reasoning'],
    })
  })

  test('has its instructions as one text', () => {
    const system = [
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ] as const
    expect(written({ system })['instructions']).toBe('One\n\nTwo')
  })

  test.each([
    [{ sampling: { stop: ['a'] } }, { refused: 'stop', warned: [] }],
    [{ sampling: { choices: 2 } }, { refused: 'choices', warned: [] }],
    [{ sampling: { stop: [], choices: 1 } }, { refused: undefined, warned: [] }],
    [{ modalities: ['audio'] }, { refused: 'modalities', warned: [] }],
    [
      {
        sampling: {
          topK: 1,
          seed: 1,
          presencePenalty: 1,
          frequencyPenalty: 1,
          logitBias: { a: 1 },
        },
      },
      {
        refused: undefined,
        warned: ['topK', 'seed', 'presencePenalty', 'frequencyPenalty', 'logitBias'],
      },
    ],
    [{ sampling: { maxTokens: 1 } }, { refused: undefined, warned: ['maxTokens'] }],
    [{ endUser: 'u'.repeat(129) }, { refused: undefined, warned: ['endUser'] }],
    [{ serviceTier: 'batch' }, { refused: undefined, warned: ['serviceTier'] }],
  ] as const)('is told what cannot be asked: %j', (prompt, report) => {
    expect(reported(prompt)).toEqual(report)
  })

  test('gets pictures by the tool that makes them', () => {
    expect(written({ modalities: ['text', 'image'] })['tools']).toEqual([
      { type: 'image_generation' },
    ])
  })

  test('gets the tools that the vendor runs by their names here', () => {
    const tools = [
      { type: 'server', tool: 'web-search', kind: 'google_search', allowedDomains: ['a.b'] },
      { type: 'server', tool: 'code', kind: 'code_execution' },
    ] as const
    expect(written({ tools })).toMatchObject({
      include: ['web_search_call.action.sources', 'code_interpreter_call.outputs'],
      tools: [
        { type: 'web_search', filters: { allowed_domains: ['a.b'] } },
        { type: 'code_interpreter', container: { type: 'auto' } },
      ],
    })
  })

  test('has what stands within messages beside them', () => {
    const items = inputOf(
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'Hm', proof: 'sealed' },
          { type: 'text', text: 'Looking' },
          { type: 'tool-call', kind: 'function', id: 'c1', name: 'find', arguments: '{}' },
          { type: 'web-search', id: 'srvtoolu_1', queries: ['a'] },
        ],
      },
      {
        role: 'user',
        parts: [
          {
            type: 'tool-result',
            kind: 'function',
            callId: 'c1',
            parts: [
              { type: 'text', text: 'found' },
              { type: 'image', source: { type: 'data', mediaType: 'image/png', data: 'AAAA' } },
            ],
          },
          { type: 'text', text: 'And?' },
        ],
      },
    )
    expect(items).toEqual([
      {
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: 'Hm' }],
        encrypted_content: 'sealed',
      },
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Looking' }],
      },
      { type: 'function_call', call_id: 'c1', name: 'find', arguments: '{}' },
      {
        type: 'web_search_call',
        status: 'completed',
        action: { type: 'search', query: 'a', queries: ['a'] },
      },
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_text', text: 'found' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
        ],
      },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'And?' }] },
    ])
  })

  test('leaves out thoughts that prove nothing', () => {
    expect(
      inputOf({
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'Hm' },
          { type: 'thinking', text: 'Hm', id: 'rs_1' },
        ],
      }),
    ).toEqual([])
  })

  test('names a document that came without a name, and writes out one that is text', () => {
    const document = (source: object): Message => ({
      role: 'user',
      parts: [{ type: 'document', source } as never],
    })
    expect(
      inputOf(
        document({ type: 'data', mediaType: 'application/pdf', data: 'AAAA' }),
        document({ type: 'text', text: 'Words' }),
      ),
    ).toEqual([
      {
        type: 'message',
        role: 'user',
        content: [
          {
            type: 'input_file',
            file_data: 'data:application/pdf;base64,AAAA',
            filename: 'document.pdf',
          },
        ],
      },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Words' }] },
    ])
  })

  test.each([
    [{ type: 'video', source: { type: 'url', url: 'https://a.b/c.mp4' } }],
    [{ type: 'image', source: { type: 'file', id: 'files/abc' } }],
    [{ type: 'audio', source: { type: 'data', mediaType: 'audio/flac', data: 'A' } }],
  ])('is refused for what cannot be shown: %j', (part) => {
    const messages: readonly Message[] = [{ role: 'user', parts: [part as never] }]
    expect(reported({ messages })).toEqual({ refused: 'messages', warned: [] })
  })
})

describe('a field of this protocol alone', () => {
  test.each([
    ['previous_response_id', 'resp_1', 'refuse'],
    ['conversation', 'conv_1', 'refuse'],
    ['prompt', { id: 'p' }, 'refuse'],
    ['background', true, 'refuse'],
    ['background', false, 'quiet'],
    ['store', true, 'warn'],
    ['store', false, 'quiet'],
    ['store', null, 'quiet'],
    ['truncation', 'auto', 'warn'],
    ['truncation', 'disabled', 'quiet'],
    ['max_tool_calls', 3, 'warn'],
    ['include', ['reasoning.encrypted_content'], 'quiet'],
    ['metadata', { a: 'b' }, 'quiet'],
    ['never_heard_of', 1, 'warn'],
    ['constructor', 1, 'warn'],
  ] as const)('%s: %j is met with "%s" elsewhere', (name, value, fate) => {
    expect(codec.foreignField(name, value)).toBe(fate)
  })
})
