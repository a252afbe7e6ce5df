export const user = (...parts: readonly object[]): object => ({ role: 'user', parts })
export const hello = { contents: [user({ text: 'Hi' })] }
export const model = (...parts: readonly object[]): object => ({ role: 'model', parts })
export const signed = {
  functionCall: { id: 'a', name: 'look', args: { at: [1] } },
  thoughtSignature: 'S',
}

/** What reads and writes as the same. */
export const same: Readonly<Record<string, object>> = {
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
