import { describe, expect, test } from 'bun:test'
import { readPrompt, roundTrip } from './support.ts'
import { hello, model, same, user } from './requests.ts'

describe('a request of the protocol', () => {
  for (const [name, body] of Object.entries(same))
    test(`is the same when it is read and written: ${name}`, () => {
      expect(roundTrip({ ...body })).toEqual({ ...body })
    })

  test('may be spelled as protobuf spells it', () => {
    expect(
      roundTrip({
        contents: { parts: { text: 'Hi' } },
        system_instruction: { parts: { text: 'Be brief.' } },
        generation_config: {
          top_p: 1,
          stop_sequences: ['x'],
          thinking_config: { thinking_level: 'LOW' },
        },
        tools: [{ function_declarations: [{ name: 'f', parameters_json_schema: {} }] }],
        tool_config: { function_calling_config: { mode: 'none' } },
      }),
    ).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: {
        topP: 1,
        stopSequences: ['x'],
        thinkingConfig: { thinking_level: 'LOW' },
      },
      tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: {} }] }],
      toolConfig: { functionCallingConfig: { mode: 'NONE' } },
    })
  })

  test('gives calls without ids such ones as stay the same however long the conversation becomes', () => {
    const call = { functionCall: { name: 'f', args: {} } }
    const taken = { functionCall: { name: 'f', id: 'call_1', args: {} } }
    const short = [user({ text: 'Hi' }), model(call, taken)]
    const ids = (contents: readonly object[]): readonly string[] =>
      readPrompt({ contents }).messages.flatMap(({ parts }) =>
        parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : [])),
      )
    expect(ids(short)).toEqual(['call_2', 'call_1'])
    expect(ids([...short, user({ text: 'x' }), model(call)])).toEqual([
      'call_2',
      'call_1',
      'call_3',
    ])
  })

  test('may hold an answer in the pieces in which it came', () => {
    const thought = (text: string, more: object = {}): object => ({ text, thought: true, ...more })
    const { messages } = readPrompt({
      contents: [
        user({ text: 'Hi' }),
        model(thought('I ')),
        model(thought('think.'), thought('', { thoughtSignature: 'c2ln' })),
        model(thought('Again.')),
        model({ functionCall: { id: 'x', name: 'f' } }),
      ],
    })
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'I think.', proof: 'c2ln' },
          { type: 'thinking', text: 'Again.' },
          { type: 'tool-call', kind: 'function', id: 'x', name: 'f', arguments: '{}' },
        ],
      },
    ])
  })

  test('may tell the name of a function beside its result', () => {
    const answer = { name: 'look', response: { name: 'look', content: 'It is there.' } }
    const { messages } = readPrompt({
      contents: [
        user({ text: 'Hi' }),
        model({ functionCall: { name: 'look' } }),
        user({ functionResponse: answer }),
      ],
    })
    expect(messages[2]?.parts).toMatchObject([{ parts: [{ type: 'text', text: 'It is there.' }] }])
  })

  test('pairs results with their calls by id, else by name and order', () => {
    const answer = (name: string, id?: string): object => ({
      functionResponse: { name, response: {}, ...(id === undefined ? {} : { id }) },
    })
    const { messages } = readPrompt({
      contents: [
        user({ text: 'Hi' }),
        model(
          { functionCall: { name: 'f' } },
          { functionCall: { name: 'g' } },
          { functionCall: { name: 'f', id: 'x' } },
          { functionCall: { name: 'f' } },
        ),
        { role: 'function', parts: [answer('g'), answer('f', 'x'), answer('f'), answer('f')] },
      ],
    })
    expect(messages[2]?.role).toBe('tool')
    expect(
      messages[2]?.parts.map((part) => (part.type === 'tool-result' ? part.callId : '')),
    ).toEqual(['call_2', 'x', 'call_1', 'call_3'])
  })

  test('tells its own schemas as JSON Schema', () => {
    const parameters = {
      type: 'OBJECT',
      properties: {
        type: { type: 'STRING', format: 'enum', enum: ['a', 'b'], nullable: true },
        count: { type: 'INTEGER', enum: ['1', '2'], minimum: 1 },
        list: {
          type: 'ARRAY',
          items: { any_of: [{ type: 'STRING' }, { type: 'NULL' }] },
          minItems: '2',
        },
      },
      propertyOrdering: ['type', 'count'],
      required: ['type'],
    }
    const { tools } = readPrompt({
      ...hello,
      tools: [{ functionDeclarations: [{ name: 'f', parameters }] }],
    })
    expect(tools[0]).toMatchObject({
      schema: {
        type: 'object',
        properties: {
          type: { type: ['string', 'null'], enum: ['a', 'b', null] },
          count: { type: 'integer', enum: [1, 2], minimum: 1 },
          list: {
            type: 'array',
            items: { anyOf: [{ type: 'string' }, { type: 'null' }] },
            minItems: 2,
          },
        },
        required: ['type'],
      },
    })
  })

  test('asks for a form in either field', () => {
    const schema = { type: 'object' }
    const newer = [{ text: { mimeType: 'application/json', schema } }]
    const prompt = readPrompt({ ...hello, generation_config: { response_format: newer } })
    expect(prompt.format).toMatchObject({ type: 'json-schema', schema })
    expect(prompt.extras).toBeUndefined()
  })

  test('says how much to think in neutral words', () => {
    const read = (thinkingConfig: object): object => {
      const { extras: _, ...reasoning } =
        readPrompt({ ...hello, generationConfig: { thinkingConfig } }).reasoning ?? {}
      return reasoning
    }
    expect(read({ thinkingBudget: -1 })).toEqual({ isAdaptive: true })
    expect(read({ thinkingBudget: 0, includeThoughts: false })).toEqual({
      budgetTokens: 0,
      summary: 'none',
    })
    expect(read({ thinkingLevel: 'HIGH', includeThoughts: true })).toEqual({
      effort: 'high',
      summary: 'auto',
    })
  })
})
