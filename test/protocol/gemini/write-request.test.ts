import { describe, expect, test } from 'bun:test'
import type { Message, Prompt, Tool } from '../../../src/ir/prompt.ts'
import type { Part } from '../../../src/ir/part.ts'
import { bare, write } from './support.ts'

const text = (words: string): Part => ({ type: 'text', text: words })
const call = (id: string, name = 'look', proof?: string): Part => ({
  type: 'tool-call',
  id,
  name,
  arguments: '{"a":1}',
  kind: 'function',
  ...(proof === undefined ? {} : { proof }),
})
const result = (callId: string, ...parts: readonly Part[]): Part => ({
  type: 'tool-result',
  callId,
  kind: 'function',
  parts,
})
const image: Part = {
  type: 'image',
  source: { type: 'data', mediaType: 'image/png', data: 'AAAA' },
}
const user = (...parts: readonly Part[]): Message => ({ role: 'user', parts })
const assistant = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts })
const tool = (...parts: readonly Part[]): Message => ({ role: 'tool', parts })
const contentsOf = (prompt: Partial<Prompt>): unknown => write(prompt).body['contents']
const configOf = (prompt: Partial<Prompt>): unknown => write(prompt).body['generationConfig']

const flash = 'gemini-2.5-flash'
const dummy = 'skip_thought_signature_validator'

describe('a conversation', () => {
  test('takes turns, its instructions apart', () => {
    const { body, warned } = write({
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        { role: 'developer', parts: [text('Be kind.')] },
        user(text('Hi')),
        user(text('there')),
        { role: 'system', parts: [text('Now in French.')] },
        assistant({ type: 'thinking', text: 'Hm' }, text('Salut')),
      ],
    })
    expect(body).toEqual({
      systemInstruction: {
        parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }, { text: 'Now in French.' }],
      },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }, { text: 'there' }] },
        { role: 'model', parts: [{ text: 'Hm', thought: true }, { text: 'Salut' }] },
      ],
    })
    expect(warned).toEqual(['messages'])
  })

  test('results stand in the order of their calls, under the names of those', () => {
    const messages = [
      user(text('Hi')),
      assistant(call('a', 'one'), call('b', 'two')),
      tool(result('b', text('second'))),
      tool({ ...result('a', text('first'), text('more')), isError: true } as Part),
      user(text('Well?')),
    ]
    expect(contentsOf({ model: flash, messages })).toEqual([
      { role: 'user', parts: [{ text: 'Hi' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'a', name: 'one', args: { a: 1 } } },
          { functionCall: { id: 'b', name: 'two', args: { a: 1 } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'one', response: { error: 'first\nmore' } } },
          { functionResponse: { id: 'b', name: 'two', response: { output: 'second' } } },
          { text: 'Well?' },
        ],
      },
    ])
  })

  test('images stand within a result where the model takes them, else behind the results', () => {
    const messages = [
      user(text('Hi')),
      assistant(call('a', 'look', 'S')),
      tool(result('a', text('x'), image)),
    ]
    const last = (model: string): unknown => {
      const contents = contentsOf({ model, messages })
      return Array.isArray(contents) ? contents[2] : undefined
    }
    const inlineData = { mimeType: 'image/png', data: 'AAAA' }
    const response = { id: 'a', name: 'look', response: { output: 'x' } }
    expect(last('gemini-3-flash-preview')).toEqual({
      role: 'user',
      parts: [{ functionResponse: { ...response, parts: [{ inlineData }] } }],
    })
    expect(last(flash)).toEqual({
      role: 'user',
      parts: [{ functionResponse: response }, { inlineData }],
    })
  })

  test('a result of a call that is not there is refused', () => {
    expect(
      write({ messages: [user(text('Hi')), tool(result('a', text('x')))] }).refusal?.field,
    ).toBe('messages')
  })

  test('without anything in it is refused, of instructions alone is asked as the user', () => {
    expect(write({ messages: [user(text(''))] }).refusal?.field).toBe('messages')
    const { body, warned } = write({
      messages: [{ role: 'system', parts: [text('Tell a joke.')] }],
    })
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Tell a joke.' }] }] })
    expect(warned).toEqual(['system'])
  })

  test('files are named by address, with a type where the address tells it', () => {
    const media = (source: object): Part => ({ type: 'image', source }) as Part
    const { body, refusal } = write({
      messages: [
        user(
          media({ type: 'url', url: 'https://a.com/b.png?c' }),
          media({ type: 'file', id: 'gs://a/b', mediaType: 'image/webp' }),
          { type: 'document', source: { type: 'text', text: 'é' }, title: 'a.txt' },
        ),
      ],
    })
    expect(body['contents']).toEqual([
      {
        role: 'user',
        parts: [
          { fileData: { mimeType: 'image/png', fileUri: 'https://a.com/b.png?c' } },
          { fileData: { mimeType: 'image/webp', fileUri: 'gs://a/b' } },
          { inlineData: { mimeType: 'text/plain', data: 'w6k=' } },
        ],
      },
    ])
    expect(refusal).toBeUndefined()
    expect(
      write({ messages: [user(media({ type: 'file', id: 'file-abc' }))] }).refusal?.field,
    ).toBe('messages')
  })
})

describe('signatures', () => {
  const messages = [
    user(text('Hi')),
    assistant(call('a')),
    tool(result('a', text('x'))),
    assistant(text('Done')),
    user(text('Again')),
    assistant(call('b'), call('c')),
    tool(result('b', text('x')), result('c', text('x'))),
    assistant(call('d', 'look', 'SIGNED')),
    tool(result('d', text('x'))),
  ]
  const signatures = (model: string): readonly unknown[] => {
    const contents = contentsOf({ model, messages })
    return Array.isArray(contents)
      ? contents.flatMap(
          ({ parts }: { parts: { functionCall?: object; thoughtSignature?: string }[] }) =>
            parts.flatMap((part) => (part.functionCall ? [part.thoughtSignature] : [])),
        )
      : []
  }

  test('a Gemini 3 is told that the first unsigned call of each step of this turn has none', () => {
    expect(signatures('gemini-3-pro-preview')).toEqual([undefined, dummy, undefined, 'SIGNED'])
  })

  test('an older one is told nothing', () => {
    expect(signatures('gemini-2.5-pro')).toEqual([undefined, undefined, undefined, 'SIGNED'])
  })

  test('proofs come back on the parts that had them', () => {
    expect(
      contentsOf({
        messages: [
          user(text('Hi')),
          assistant(
            { type: 'text', text: '', proof: 'P' },
            { type: 'thinking', text: 'x', proof: 'Q' },
          ),
        ],
      }),
    ).toMatchObject([
      {},
      {
        parts: [
          { text: '', thoughtSignature: 'P' },
          { text: 'x', thought: true, thoughtSignature: 'Q' },
        ],
      },
    ])
  })
})

describe('how much to think', () => {
  const thinking = (model: string, reasoning: Prompt['reasoning']): readonly unknown[] => {
    const { body, warned } = write({ model, ...(reasoning && { reasoning }) })
    const config = body['generationConfig'] as { thinkingConfig?: object } | undefined
    return [config?.thinkingConfig, ...warned]
  }
  const cases: readonly (readonly [string, Prompt['reasoning'], readonly unknown[]])[] = [
    [
      'gemini-3-pro-preview',
      { effort: 'medium' },
      [{ thinkingLevel: 'LOW', includeThoughts: true }],
    ],
    ['gemini-3.1-pro', { effort: 'medium' }, [{ thinkingLevel: 'MEDIUM', includeThoughts: true }]],
    ['gemini-3-flash', { effort: 'max', summary: 'none' }, [{ thinkingLevel: 'HIGH' }]],
    ['gemini-3-flash', { effort: 'none' }, [{ thinkingLevel: 'MINIMAL' }, 'reasoning']],
    [
      'gemini-3-flash',
      { budgetTokens: 5_000 },
      [{ thinkingLevel: 'MEDIUM', includeThoughts: true }],
    ],
    ['gemini-3-flash', { isAdaptive: true }, [{ includeThoughts: true }]],
    ['gemini-2.5-flash', { isAdaptive: true }, [{ thinkingBudget: -1, includeThoughts: true }]],
    ['gemini-2.5-flash', { effort: 'low' }, [{ thinkingBudget: 1024, includeThoughts: true }]],
    ['gemini-2.5-flash', { effort: 'none' }, [{ thinkingBudget: 0 }]],
    [
      'gemini-2.5-flash',
      { budgetTokens: 60_000 },
      [{ thinkingBudget: 24_576, includeThoughts: true }],
    ],
    [
      'gemini-2.5-flash-lite',
      { effort: 'minimal' },
      [{ thinkingBudget: 512, includeThoughts: true }],
    ],
    ['models/gemini-2.5-pro', { effort: 'none' }, [{ thinkingBudget: 128 }, 'reasoning']],
    ['gemini-flash-latest', { effort: 'low' }, [{ thinkingBudget: 1024, includeThoughts: true }]],
    ['gemini-2.0-flash', { effort: 'low' }, [undefined, 'reasoning']],
    ['gemini-2.0-flash', { effort: 'none' }, [undefined]],
    ['gemini-2.5-flash-image', { effort: 'low' }, [undefined, 'reasoning']],
    ['gemini-2.5-flash', { summary: 'auto' }, [{ includeThoughts: true }]],
  ]
  for (const [model, reasoning, expected] of cases)
    test(`${JSON.stringify(reasoning)} at ${model}`, () => {
      expect(thinking(model, reasoning)).toEqual([...expected])
    })
})

const look: Tool = {
  type: 'function',
  name: 'look',
  schema: { type: 'object', properties: { at: { type: ['string', 'null'], pattern: 'x' } } },
}
const search: Tool = { type: 'server', tool: 'web-search', kind: 'web_search_20250305' }

describe('tools', () => {
  test('have schemas in JSON Schema, or in the own form where a model knows no other', () => {
    const tools = (model: string): unknown => write({ model, tools: [look] }).body['tools']
    expect(tools(flash)).toEqual([
      {
        functionDeclarations: [
          {
            name: 'look',
            parametersJsonSchema: {
              type: 'object',
              properties: { at: { type: ['string', 'null'] } },
            },
          },
        ],
      },
    ])
    expect(tools('gemini-1.5-pro')).toEqual([
      {
        functionDeclarations: [
          {
            name: 'look',
            parameters: {
              type: 'OBJECT',
              properties: { at: { type: 'STRING', pattern: 'x', nullable: true } },
            },
          },
        ],
      },
    ])
  })

  test('a function that takes nothing has no schema', () => {
    for (const schema of [
      undefined,
      {},
      { type: 'object', properties: {} },
      { type: 'object', additionalProperties: false },
    ])
      expect(write({ tools: [{ type: 'function', name: 'f', schema }] }).body['tools']).toEqual([
        { functionDeclarations: [{ name: 'f' }] },
      ])
  })

  test('of the upstream stand beside functions where the model allows it', () => {
    expect(write({ model: 'gemini-3-flash', tools: [look, search] }).body).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'look' }] }, { googleSearch: {} }],
      toolConfig: { includeServerSideToolInvocations: true },
    })
    const { body, warned } = write({ model: flash, tools: [look, search] })
    expect(body['tools']).toHaveLength(1)
    expect(body['toolConfig']).toBeUndefined()
    expect(warned).toEqual(['tools'])
  })

  test('search some domains alone: refused, since all would be searched', () => {
    expect(
      write({ tools: [{ ...search, allowedDomains: ['a.com'] } as Tool] }).refusal?.field,
    ).toBe('tools')
    expect(
      write({ tools: [{ ...search, blockedDomains: ['a.com'], maxUses: 3 } as Tool] }),
    ).toMatchObject({
      body: { tools: [{ googleSearch: { excludeDomains: ['a.com'] } }] },
      warned: ['tools'],
    })
  })

  test('are chosen from by mode and name', () => {
    const chosen = (toolChoice: NonNullable<Prompt['toolChoice']>): unknown =>
      (write({ tools: [look], toolChoice }).body['toolConfig'] as Record<string, unknown>)[
        'functionCallingConfig'
      ]
    expect([
      chosen({ type: 'auto' }),
      chosen({ type: 'none' }),
      chosen({ type: 'required' }),
      chosen({ type: 'tool', name: 'look' }),
      chosen({ type: 'allowed', isRequired: true, names: ['a', 'b'] }),
      chosen({ type: 'allowed', isRequired: false, names: ['a'] }),
    ]).toEqual([
      { mode: 'AUTO' },
      { mode: 'NONE' },
      { mode: 'ANY' },
      { mode: 'ANY', allowedFunctionNames: ['look'] },
      { mode: 'ANY', allowedFunctionNames: ['a', 'b'] },
      { mode: 'VALIDATED', allowedFunctionNames: ['a'] },
    ])
  })
})

test('without functions there is nothing to choose from', () => {
  expect(
    write({ tools: [search], toolChoice: { type: 'auto' } }).body['toolConfig'],
  ).toBeUndefined()
})

describe('sampling and form', () => {
  test('more than five stop sequences are refused', () => {
    const stop = ['1', '2', '3', '4', '5']
    expect(configOf({ sampling: { stop } })).toEqual({ stopSequences: stop })
    expect(write({ sampling: { stop: [...stop, '6'] } }).refusal?.field).toBe('stop')
  })

  test('a seed is made to fit into 32 bits', () => {
    expect(configOf({ sampling: { seed: 2 ** 31 + 5 } })).toEqual({ seed: 5 })
  })

  test('structured output is asked for in JSON Schema', () => {
    const format = {
      type: 'json-schema',
      name: 'x',
      isStrict: true,
      schema: { type: 'object', properties: { a: { const: 'b' } }, additionalProperties: false },
    } as const
    expect(configOf({ model: flash, format })).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: {
        type: 'object',
        properties: { a: { type: 'string', enum: ['b'] } },
        additionalProperties: false,
      },
    })
    expect(configOf({ model: 'gemini-1.5-flash', format })).toEqual({
      responseMimeType: 'application/json',
      responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING', enum: ['b'] } } },
    })
    expect(configOf({ format: { type: 'json' } })).toEqual({ responseMimeType: 'application/json' })
  })

  test('what has no place here is told', () => {
    const { warned } = write({
      allowsParallelCalls: false,
      endUser: 'me',
      verbosity: 'low',
      serviceTier: 'scale',
      sampling: { logitBias: { 5: 1 } },
    })
    expect(warned.toSorted()).toEqual(
      ['allowsParallelCalls', 'endUser', 'logitBias', 'serviceTier', 'verbosity'].toSorted(),
    )
  })

  test('other vendors’ tiers have names here', () => {
    const tier = (serviceTier: string): unknown =>
      write({ ...bare, serviceTier }).body['serviceTier']
    expect([tier('auto'), tier('default'), tier('flex'), tier('standard_only')]).toEqual([
      undefined,
      'standard',
      'flex',
      'standard',
    ])
  })
})
