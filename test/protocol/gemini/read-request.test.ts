import { describe, expect, test } from 'bun:test'
import { faultOf, readPrompt, roundTrip } from './support.ts'

const user = (...parts: readonly object[]): object => ({ role: 'user', parts })
const model = (...parts: readonly object[]): object => ({ role: 'model', parts })
const hello = { contents: [user({ text: 'Hi' })] }
const signed = { functionCall: { id: 'a', name: 'look', args: { at: [1] } }, thoughtSignature: 'S' }

const same: Readonly<Record<string, object>> = {
  'a text': hello,
  instructions: {
    ...hello,
    systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
  },
  'a thought and signed parts': {
    contents: [
      user({ text: 'Hi' }),
      model(
        { text: 'Hm.', thought: true },
        { text: 'Yes', thoughtSignature: 'S1' },
        { text: '', thoughtSignature: 'S2' },
      ),
      user({ text: 'Go on' }),
    ],
  },
  'images, files, sound': {
    contents: [
      user(
        { inlineData: { mimeType: 'image/png', data: 'AAAA', displayName: 'a.png' } },
        { fileData: { mimeType: 'application/pdf', fileUri: 'gs://bucket/a.pdf' } },
        { fileData: { fileUri: 'https://www.youtube.com/watch?v=1' }, videoMetadata: { fps: 2 } },
        { fileData: { fileUri: 'files/abc', mimeType: 'audio/wav' } },
        { inlineData: { mimeType: 'audio/wav', data: 'AAAA' }, mediaResolution: { level: 'X' } },
      ),
    ],
  },
  'calls with ids, and what they gave': {
    contents: [
      user({ text: 'Hi' }),
      model(signed, { functionCall: { id: 'b', name: 'look', args: {} } }),
      user(
        { functionResponse: { id: 'a', name: 'look', response: { output: 'x' } } },
        {
          functionResponse: {
            id: 'b',
            name: 'look',
            response: { error: 'no' },
            parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
            willContinue: false,
          },
        },
      ),
    ],
  },
  'calls without ids': {
    contents: [
      user({ text: 'Hi' }),
      model(
        { functionCall: { name: 'look', args: { n: 1 } }, thoughtSignature: 'S' },
        { functionCall: { name: 'look', args: { n: 2 } } },
      ),
      user(
        { functionResponse: { name: 'look', response: { result: 'one' } } },
        { functionResponse: { name: 'look', response: { found: [2], more: true } } },
      ),
    ],
  },
  'results that tell the name of their function': {
    contents: [
      user({ text: 'Hi' }),
      model({ functionCall: { id: 'a', name: 'look', args: {} }, thoughtSignature: 'S' }),
      user({
        functionResponse: { id: 'a', name: 'look', response: { name: 'look', content: 'two' } },
      }),
    ],
  },
  programs: {
    contents: [
      user({ text: 'Hi' }),
      model(
        {
          executableCode: { language: 'PYTHON', code: 'print(1)', id: 'p' },
          thoughtSignature: 'S',
        },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n', id: 'p' } },
        { executableCode: { language: 'PYTHON', code: 'loop()' } },
        { codeExecutionResult: { outcome: 'OUTCOME_DEADLINE_EXCEEDED', output: '' } },
        { text: 'Done' },
      ),
      user({ text: 'Thanks' }),
    ],
  },
  'parts that only this protocol knows': {
    contents: [
      user({ text: 'Hi', partMetadata: { a: 1 } }),
      model(
        { toolCall: { id: '1', toolType: 'GOOGLE_SEARCH_WEB', args: {} }, thoughtSignature: 'S' },
        { inlineData: { mimeType: 'image/png', data: 'AA' }, thought: true },
      ),
      user({ text: 'And?' }),
    ],
  },
  tools: {
    ...hello,
    tools: [
      {
        functionDeclarations: [
          { name: 'none', description: 'Nothing' },
          {
            name: 'own',
            parameters: { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true } } },
          },
          {
            name: 'json',
            parametersJsonSchema: { type: 'object', $schema: 'x' },
            behavior: 'BLOCKING',
          },
        ],
      },
      { googleSearch: { excludeDomains: ['a.com'], timeRangeFilter: { startTime: 'x' } } },
      { codeExecution: {} },
      { urlContext: {} },
      { googleMaps: { enableWidget: true } },
    ],
    toolConfig: {
      includeServerSideToolInvocations: true,
      functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['own', 'json'] },
      retrievalConfig: { languageCode: 'de' },
    },
  },
  'a validated choice': { ...hello, toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } } },
  sampling: {
    ...hello,
    generationConfig: {
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      candidateCount: 2,
      maxOutputTokens: 100,
      stopSequences: ['a', 'b'],
      seed: -5,
      presencePenalty: 0.1,
      frequencyPenalty: -0.1,
      responseLogprobs: true,
      logprobs: 3,
      responseModalities: ['TEXT', 'IMAGE'],
      speechConfig: { voiceConfig: {} },
      mediaResolution: 'MEDIA_RESOLUTION_LOW',
      thinkingConfig: { includeThoughts: true, thinkingBudget: -1 },
    },
  },
  'an own response schema': {
    ...hello,
    generationConfig: { responseMimeType: 'application/json', responseSchema: { type: 'STRING' } },
  },
  'a JSON response schema': {
    ...hello,
    generationConfig: {
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object', properties: { a: { type: 'string' } } },
    },
  },
  'a form in the newer field': {
    ...hello,
    generationConfig: { responseFormat: [{ text: { mimeType: 'application/json', schema: {} } }] },
  },
  'a form of something else than a text': {
    ...hello,
    generationConfig: { responseFormat: [{ image: {} }] },
  },
  'a choice of words': {
    ...hello,
    generationConfig: {
      responseMimeType: 'text/x.enum',
      responseSchema: { type: 'STRING', enum: ['a'] },
    },
  },
  'everything else': {
    ...hello,
    cachedContent: 'cachedContents/1',
    serviceTier: 'flex',
    safetySettings: [{ category: 'HARM', threshold: 'OFF' }],
    labels: { team: 'a' },
    store: false,
  },
}

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

const content = (part: unknown): object => ({ contents: [{ parts: [part] }] })
const config = (generationConfig: unknown): object => ({ ...hello, generationConfig })
const tool = (declaration: unknown): object => ({
  ...hello,
  tools: [{ functionDeclarations: [declaration] }],
})

const faults: readonly (readonly [string, object])[] = [
  ['contents', {}],
  ['contents', { contents: [] }],
  ['contents', { contents: 'Hi' }],
  ['contents[0]', { contents: ['Hi'] }],
  ['contents[0]', { contents: [null] }],
  ['contents[0].role', { contents: [{ role: 'system', parts: [] }] }],
  ['contents[0].role', { contents: [{ role: 5, parts: [] }] }],
  ['contents[0].parts', { contents: [{ parts: 'Hi' }] }],
  ['contents[0].parts[0]', content('Hi')],
  ['contents[0].parts[0]', content(null)],
  ['contents[0].parts[0]', content({})],
  ['contents[0].parts[0].text', content({ text: 5 })],
  ['contents[0].parts[0].thought', content({ text: '', thought: 'yes' })],
  ['contents[0].parts[0].thoughtSignature', content({ text: '', thoughtSignature: 5 })],
  ['contents[0].parts[0].inlineData', content({ inlineData: 'x' })],
  ['contents[0].parts[0].inlineData.mimeType', content({ inlineData: { data: '' } })],
  [
    'contents[0].parts[0].inlineData.data',
    content({ inlineData: { mimeType: 'image/png', data: 1 } }),
  ],
  ['contents[0].parts[0].fileData.fileUri', content({ fileData: {} })],
  ['contents[0].parts[0].fileData.mimeType', content({ fileData: { fileUri: 'x', mimeType: 1 } })],
  ['contents[0].parts[0].functionCall', content({ functionCall: [] })],
  ['contents[0].parts[0].functionCall.name', content({ functionCall: {} })],
  ['contents[0].parts[0].functionCall.id', content({ functionCall: { name: 'f', id: 5 } })],
  ['contents[0].parts[0].functionCall.args', content({ functionCall: { name: 'f', args: '{}' } })],
  ['contents[0].parts[0].functionResponse.name', content({ functionResponse: { response: {} } })],
  [
    'contents[0].parts[0].functionResponse.response',
    content({ functionResponse: { name: 'f', response: 'x' } }),
  ],
  [
    'contents[0].parts[0].functionResponse.parts[0].inlineData.data',
    content({ functionResponse: { name: 'f', parts: [{ inlineData: { mimeType: 'a/b' } }] } }),
  ],
  ['contents[0].parts[0].executableCode.code', content({ executableCode: { code: 5 } })],
  [
    'contents[0].parts[0].codeExecutionResult.output',
    content({ codeExecutionResult: { output: 5 } }),
  ],
  ['systemInstruction', { ...hello, systemInstruction: 'Be brief' }],
  ['system_instruction', { ...hello, system_instruction: 'Be brief' }],
  ['systemInstruction.parts[0]', { ...hello, systemInstruction: { parts: [{ inlineData: {} }] } }],
  ['systemInstruction.parts[0].text', { ...hello, systemInstruction: { parts: [{ text: 5 }] } }],
  ['generationConfig', config([])],
  ['generationConfig.temperature', config({ temperature: 'hot' })],
  ['generationConfig.topP', config({ topP: '1' })],
  ['generation_config.top_k', { ...hello, generation_config: { top_k: {} } }],
  ['generationConfig.maxOutputTokens', config({ maxOutputTokens: -1 })],
  ['generationConfig.candidateCount', config({ candidateCount: 1.5 })],
  ['generationConfig.seed', config({ seed: '7' })],
  ['generationConfig.presencePenalty', config({ presencePenalty: true })],
  ['generationConfig.frequencyPenalty', config({ frequencyPenalty: true })],
  ['generationConfig.stopSequences', config({ stopSequences: 'x' })],
  ['generationConfig.stopSequences[1]', config({ stopSequences: ['x', 5] })],
  ['generationConfig.responseLogprobs', config({ responseLogprobs: 1 })],
  ['generationConfig.logprobs', config({ logprobs: true })],
  ['generationConfig.responseMimeType', config({ responseMimeType: 5 })],
  ['generationConfig.responseSchema', config({ responseSchema: 'x' })],
  ['generationConfig.responseModalities[0]', config({ responseModalities: [5] })],
  ['generationConfig.thinkingConfig', config({ thinkingConfig: true })],
  [
    'generationConfig.thinkingConfig.thinkingBudget',
    config({ thinkingConfig: { thinkingBudget: 'x' } }),
  ],
  [
    'generationConfig.thinkingConfig.thinkingLevel',
    config({ thinkingConfig: { thinkingLevel: 5 } }),
  ],
  [
    'generationConfig.thinkingConfig.includeThoughts',
    config({ thinkingConfig: { includeThoughts: 1 } }),
  ],
  ['tools[0]', { ...hello, tools: ['googleSearch'] }],
  ['tools[0].functionDeclarations', { ...hello, tools: [{ functionDeclarations: 'f' }] }],
  ['tools[0].functionDeclarations[0].name', tool({})],
  ['tools[0].functionDeclarations[0].description', tool({ name: 'f', description: 5 })],
  ['tools[0].functionDeclarations[0].parameters', tool({ name: 'f', parameters: 'x' })],
  ['tools[0].googleSearch', { ...hello, tools: [{ googleSearch: true }] }],
  ['toolConfig', { ...hello, toolConfig: 'AUTO' }],
  ['toolConfig.functionCallingConfig', { ...hello, toolConfig: { functionCallingConfig: 'AUTO' } }],
  [
    'toolConfig.functionCallingConfig.mode',
    { ...hello, toolConfig: { functionCallingConfig: { mode: 'SOME' } } },
  ],
  [
    'toolConfig.functionCallingConfig.allowedFunctionNames[0]',
    { ...hello, toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [1] } } },
  ],
  ['cachedContent', { ...hello, cachedContent: {} }],
  ['serviceTier', { ...hello, serviceTier: 5 }],
]

describe('a fault is told with its path', () => {
  for (const [field, body] of faults)
    test(`${field} of ${JSON.stringify(body).slice(0, 90)}`, () => {
      expect(faultOf({ ...body })?.field).toBe(field)
    })
})
