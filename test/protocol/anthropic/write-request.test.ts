import { describe, expect, test } from 'bun:test'
import type { Part } from '../../../src/ir/part.ts'
import type { Message, Prompt } from '../../../src/ir/prompt.ts'
import { write } from './message.ts'

const text = (said: string): Part => ({ type: 'text', text: said })
const user = (...parts: Part[]): Message => ({ role: 'user', parts })
const assistant = (...parts: Part[]): Message => ({ role: 'assistant', parts })
const call = (id: string): Part => ({
  type: 'tool-call',
  id,
  name: 'f',
  arguments: '{"a": 1}',
  kind: 'function',
})
const result = (callId: string): Part => ({
  type: 'tool-result',
  callId,
  kind: 'function',
  parts: [text('ok')],
})
const tool = { type: 'function', name: 'f', schema: { type: 'object' } } as const
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

describe('limits and sampling', () => {
  test.each([
    ['claude-3-haiku-20240307', 4_096],
    ['claude-3-5-sonnet-latest', 8_192],
    ['claude-opus-4-1-20250805', 32_000],
    ['claude-haiku-4-5', 32_000],
    ['claude-opus-5', 32_000],
    ['glm-4.6', 8_192],
  ])('%s gets %i tokens when the client names no limit', (model, limit) => {
    expect(write({ model, sampling: {} }).body['max_tokens']).toBe(limit)
  })

  test('a large budget has room besides', () => {
    const { body } = write({ sampling: {}, reasoning: { budgetTokens: 40_000 } })
    expect(body).toMatchObject({ max_tokens: 56_000, thinking: { budget_tokens: 40_000 } })
  })

  test('a temperature above one is one', () => {
    const { body, warnings } = write({ sampling: { maxTokens: 9, temperature: 1.5 } })
    expect(body['temperature']).toBe(1)
    expect(warnings).toEqual(['temperature'])
  })

  test.each([
    ['claude-3-5-haiku-latest', { temperature: 0.5, top_p: 0.9, top_k: 4 }, []],
    ['claude-sonnet-4-5', { temperature: 0.5, top_k: 4 }, ['topP']],
    ['claude-opus-4-7', {}, ['temperature', 'topP', 'topK']],
  ])('%s gets what it takes of it', (model, taken, told) => {
    const { body, warnings } = write({
      model,
      sampling: { maxTokens: 9, temperature: 0.5, topP: 0.9, topK: 4 },
    })
    const { temperature, top_p, top_k } = body
    expect(JSON.parse(JSON.stringify({ temperature, top_p, top_k }))).toEqual(taken)
    expect(warnings).toEqual(told)
  })

  test('the default temperature goes without saying', () => {
    const { body, warnings } = write({
      model: 'claude-opus-5',
      sampling: { maxTokens: 9, temperature: 1, topP: 1 },
    })
    expect(body).not.toHaveProperty('temperature')
    expect(warnings).toEqual([])
  })

  test('while it thinks a model has no temperature', () => {
    const { body, warnings } = write({
      sampling: { maxTokens: 9_000, temperature: 0 },
      reasoning: { effort: 'low' },
    })
    expect(body).not.toHaveProperty('temperature')
    expect(warnings).toEqual(['temperature'])
  })

  test.each([
    ['choices', { choices: 2 }],
    ['logprobs', { wantsLogprobs: true }],
    ['stop', { stop: ['\n'] }],
  ])('%s is refused', (field, sampling) => {
    expect(write({ sampling }).refusal).toBe(field)
  })

  test('what does not change the meaning is told', () => {
    const sampling = { seed: 1, presencePenalty: 1, frequencyPenalty: 1, logitBias: { a: 1 } }
    const { refusal, warnings } = write({ sampling, verbosity: 'low', serviceTier: 'constructor' })
    expect(refusal).toBeUndefined()
    expect(warnings.toSorted()).toEqual([
      'frequencyPenalty',
      'logitBias',
      'presencePenalty',
      'seed',
      'serviceTier',
      'verbosity',
    ])
  })

  test.each([
    ['modalities', { modalities: ['text', 'audio'] }],
    ['cache', { cache: { content: 'cachedContents/1' } }],
  ] as [string, Partial<Prompt>][])('%s is refused', (field, over) => {
    expect(write(over).refusal).toBe(field)
  })
})

describe('reasoning', () => {
  const written = (model: string, reasoning: Prompt['reasoning'], over: Partial<Prompt> = {}) => {
    const { body, warnings } = write({
      model,
      sampling: { maxTokens: 30_000 },
      ...over,
      ...(reasoning === undefined ? {} : { reasoning }),
    })
    return { thinking: body['thinking'], config: body['output_config'], warnings }
  }
  const nothing = { thinking: undefined, config: undefined }

  test.each([
    ['claude-3-5-haiku-latest', { effort: 'high' }, { ...nothing, warnings: ['reasoning'] }],
    [
      'claude-sonnet-4-5',
      { effort: 'medium' },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 8_192 }, warnings: [] },
    ],
    [
      'claude-sonnet-4-5',
      { effort: 'minimal' },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 1_024 }, warnings: [] },
    ],
    [
      'claude-sonnet-4-5',
      { isAdaptive: true },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 8_192 }, warnings: [] },
    ],
    [
      'claude-sonnet-4-5',
      { budgetTokens: 40_000 },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 22_500 }, warnings: ['reasoning'] },
    ],
    ['claude-sonnet-4-5', { effort: 'none' }, { ...nothing, warnings: [] }],
    [
      'claude-opus-4-6',
      { effort: 'xhigh' },
      { thinking: { type: 'adaptive' }, config: { effort: 'high' }, warnings: [] },
    ],
    [
      'claude-opus-4-6',
      { budgetTokens: 2_000 },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 2_000 }, warnings: [] },
    ],
    [
      'claude-opus-4-8',
      { effort: 'xhigh', summary: 'detailed' },
      {
        thinking: { type: 'adaptive', display: 'summarized' },
        config: { effort: 'xhigh' },
        warnings: [],
      },
    ],
    [
      'claude-opus-4-8',
      { budgetTokens: 2_000 },
      { thinking: { type: 'adaptive' }, config: { effort: 'medium' }, warnings: [] },
    ],
    [
      'claude-opus-5',
      { isAdaptive: true },
      { ...nothing, thinking: { type: 'adaptive' }, warnings: [] },
    ],
    [
      'claude-opus-5',
      { budgetTokens: 0 },
      { ...nothing, thinking: { type: 'disabled' }, warnings: [] },
    ],
    [
      'claude-sonnet-5-5',
      { effort: 'none' },
      { ...nothing, thinking: { type: 'between_tools' }, warnings: [] },
    ],
    [
      'claude-fable-5',
      { effort: 'none' },
      { ...nothing, config: { effort: 'low' }, warnings: ['reasoning'] },
    ],
    [
      'glm-4.6',
      { effort: 'low' },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 1_024 }, warnings: [] },
    ],
  ] as [string, Prompt['reasoning'], object][])('%s with %j', (model, reasoning, expected) => {
    expect(written(model, reasoning)).toEqual(expected as never)
  })

  test('gives way to a call that is forced', () => {
    const over: Partial<Prompt> = { tools: [tool], toolChoice: { type: 'required' } }
    expect(written('claude-sonnet-4-5', { effort: 'low' }, over)).toEqual({
      ...nothing,
      warnings: ['reasoning'],
    })
  })

  test('is left out with too few tokens for any', () => {
    const over: Partial<Prompt> = { sampling: { maxTokens: 1_000 } }
    expect(written('claude-sonnet-4-5', { effort: 'low' }, over)).toEqual({
      ...nothing,
      warnings: ['reasoning'],
    })
  })

  const loop = (...before: Part[]): Partial<Prompt> => ({
    tools: [tool],
    messages: [
      user(text('A')),
      assistant(...before, call('1')),
      { role: 'tool', parts: [result('1')] },
    ],
  })
  const signed: Part = { type: 'thinking', text: 'Hm', proof: 'sig' }

  test('goes on in a loop of tools that began with a signed thought', () => {
    expect(written('claude-sonnet-4-5', { effort: 'low' }, loop(signed))).toMatchObject({
      thinking: { type: 'enabled' },
      warnings: [],
    })
  })

  test('goes on when only its first step began with one, whatever stands beside the results', () => {
    const { messages = [] } = loop(signed)
    const longer: Partial<Prompt> = {
      tools: [tool],
      messages: [...messages, user(text('B')), assistant(call('2')), user(result('2'), text('C'))],
    }
    expect(written('claude-sonnet-4-5', { effort: 'low' }, longer)).toMatchObject({
      thinking: { type: 'enabled' },
      warnings: [],
    })
  })

  test('is left out of a loop that did not', () => {
    expect(written('claude-sonnet-4-5', { effort: 'low' }, loop())).toEqual({
      ...nothing,
      warnings: ['reasoning'],
    })
  })

  test('is adaptive there on models that have both', () => {
    expect(written('claude-opus-4-6', { budgetTokens: 2_000 }, loop())).toMatchObject({
      thinking: { type: 'adaptive' },
      warnings: [],
    })
  })
})

describe('tools', () => {
  test('go as functions, strict ones in the form that is taken', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } } }
    const { body } = write({
      tools: [
        { type: 'function', name: 'f', description: 'F', schema, isStrict: true },
        { type: 'function', name: 'g' },
      ],
    })
    expect(body['tools']).toEqual([
      {
        name: 'f',
        description: 'F',
        strict: true,
        input_schema: {
          type: 'object',
          properties: { n: { type: 'integer', description: '{minimum: 1}' } },
          additionalProperties: false,
        },
      },
      { name: 'g', input_schema: { type: 'object', properties: {} } },
    ])
  })

  test('are not strict on models that do not have it, nor when there are too many', () => {
    const strict = { ...tool, isStrict: true }
    const many = Array.from({ length: 21 }, (_, at) => ({ ...strict, name: `f${at}` }))
    expect(
      JSON.stringify(write({ model: 'claude-3-7-sonnet-latest', tools: [strict] }).body),
    ).not.toContain('strict')
    expect(JSON.stringify(write({ tools: many }).body)).not.toContain('strict')
  })

  test('of the upstream go by its own names', () => {
    const { body } = write({
      tools: [
        {
          type: 'server',
          tool: 'web-search',
          kind: 'google_search',
          maxUses: 2,
          blockedDomains: ['a.example'],
        },
        { type: 'server', tool: 'code', kind: 'code_interpreter', extras: { container: 'c' } },
      ],
    })
    expect(body['tools']).toEqual([
      {
        type: 'web_search_20250305',
        name: 'web_search',
        max_uses: 2,
        blocked_domains: ['a.example'],
      },
      { type: 'code_execution_20250825', name: 'code_execution' },
    ])
  })

  test.each([
    [{ type: 'required' }, undefined, { type: 'any' }],
    [
      { type: 'tool', name: 'f' },
      false,
      { type: 'tool', name: 'f', disable_parallel_tool_use: true },
    ],
    [undefined, false, { type: 'auto', disable_parallel_tool_use: true }],
    [{ type: 'none' }, false, { type: 'none' }],
    [{ type: 'allowed', isRequired: true, names: ['f'] }, undefined, { type: 'any' }],
    [undefined, undefined, undefined],
  ] as [Prompt['toolChoice'], boolean | undefined, unknown][])(
    'a choice of %j, several at once: %j',
    (toolChoice, parallel, expected) => {
      const { body } = write({
        tools: [tool],
        ...(toolChoice === undefined ? {} : { toolChoice }),
        ...(parallel === undefined ? {} : { allowsParallelCalls: parallel }),
      })
      expect(body['tool_choice']).toEqual(expected as never)
    },
  )

  test('that are not allowed are left out', () => {
    const { body } = write({
      tools: [tool, { ...tool, name: 'g' }],
      toolChoice: { type: 'allowed', isRequired: false, names: ['g'] },
    })
    expect(body).toMatchObject({ tools: [{ name: 'g' }], tool_choice: { type: 'auto' } })
  })

  test('are not forced on models that refuse it', () => {
    const { body, warnings } = write({
      model: 'claude-opus-5-5',
      tools: [tool],
      toolChoice: { type: 'tool', name: 'f' },
    })
    expect(body['tool_choice']).toEqual({ type: 'auto' })
    expect(warnings).toEqual(['toolChoice'])
  })

  test('without any there is no choice', () => {
    expect(write({ toolChoice: { type: 'auto' } }).body).not.toHaveProperty('tool_choice')
  })
})

describe('an answer in a form', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'object', properties: {}, additionalProperties: true } },
  }
  const format: Prompt['format'] = { type: 'json-schema', name: 'x', schema }

  test('is asked for as the model has it, with closed objects', () => {
    const { body, warnings } = write({ format })
    expect(body['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { a: { type: 'object', properties: {}, additionalProperties: false } },
          additionalProperties: false,
        },
      },
    })
    expect(warnings).toEqual(['format'])
  })

  test('is the call of a hidden tool where the model has none', () => {
    const { body } = write({ model: 'claude-3-7-sonnet-latest', format })
    expect(body).toMatchObject({
      tools: [{ name: 'structured_output', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'structured_output' },
    })
  })

  test('stands beside the tools there are', () => {
    const { body } = write({ model: 'claude-3-7-sonnet-latest', format, tools: [tool] })
    expect(body).toMatchObject({
      tools: [{ name: 'f' }, { name: 'structured_output' }],
      tool_choice: { type: 'any' },
    })
  })

  test('gives way to a call that is forced', () => {
    const { body } = write({
      model: 'claude-3-7-sonnet-latest',
      format,
      tools: [tool],
      toolChoice: { type: 'required' },
    })
    expect(body).toMatchObject({ tools: [{ name: 'f' }], tool_choice: { type: 'any' } })
  })

  test('is refused there when it is no object', () => {
    expect(
      write({
        model: 'claude-3-7-sonnet-latest',
        format: { type: 'json-schema', schema: { type: 'array' } },
      }).refusal,
    ).toBe('format')
  })

  test('of any JSON is left to what the prompt says', () => {
    const { body, warnings } = write({ format: { type: 'json' } })
    expect([body['system'], body['tools'], body['output_config']]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(warnings).toEqual(['format'])
  })
})
