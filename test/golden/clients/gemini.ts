import type { Client } from '../scene.ts'
import { citySchema, document, pixel, weatherSchema } from '../schemas.ts'

const tools = [
  {
    functionDeclarations: [
      {
        name: 'get_weather',
        description: 'Tells the weather.',
        parametersJsonSchema: weatherSchema,
      },
    ],
  },
]

const call = (city: string) => ({ functionCall: { name: 'get_weather', args: { city } } })

const result = (response: object) => ({ functionResponse: { name: 'get_weather', response } })

const user = (...parts: readonly object[]) => ({ role: 'user', parts })
const model = (...parts: readonly object[]) => ({ role: 'model', parts })
const text = (words: string) => ({ text: words })

export const gemini: Client = {
  protocol: 'gemini',
  streamed: {},
  requests: {
    plain: {
      systemInstruction: { parts: [text('Be brief.')] },
      contents: [
        user(text('Hi, my name is Ada.')),
        model(text('Hello Ada.')),
        user(text('Say it again.')),
      ],
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        maxOutputTokens: 200,
      },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    },
    tools: {
      contents: [
        user(text('How is the weather in Bern?')),
        model(call('Bern')),
        user(result({ output: 'Rain, 9 °C' })),
        user(text('And in Rome?')),
      ],
      tools,
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    },
    'parallel-tools': {
      contents: [
        user(text('Bern and Oslo?')),
        model(text('I look.'), call('Bern'), call('Oslo')),
        user(result({ output: 'Rain' }), result({ error: 'no such city' })),
        user(text('Rome and Paris then.')),
      ],
      tools,
      toolConfig: {
        functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['get_weather'] },
      },
    },
    thinking: {
      contents: [
        user(text('What is 17 * 23?')),
        model(
          { text: '17 * 23 = 391', thought: true },
          { text: '391', thoughtSignature: 'c2lnbmF0dXJl' },
        ),
        user(text('And 18 * 23?')),
      ],
      generationConfig: { thinkingConfig: { thinkingBudget: 16_000, includeThoughts: true } },
    },
    image: {
      contents: [
        user(
          text('What is this?'),
          { inlineData: { mimeType: 'image/png', data: pixel } },
          { fileData: { mimeType: 'image/jpeg', fileUri: 'https://example.com/a.jpg' } },
          { inlineData: { mimeType: 'application/pdf', data: document } },
        ),
      ],
    },
    'structured-output': {
      contents: [user(text('Tell me of Bern.'))],
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: citySchema },
    },
    search: {
      contents: [user(text('How many live in Bern?'))],
      tools: [{ googleSearch: {} }],
    },
    wishes: {
      contents: [user(text('Hi'))],
      cachedContent: 'cachedContents/1',
      generationConfig: {
        candidateCount: 2,
        frequencyPenalty: 0.5,
        logprobs: 2,
        mediaResolution: 'MEDIA_RESOLUTION_LOW',
        responseLogprobs: true,
        seed: 7,
        stopSequences: ['END'],
      },
      tools: [{ googleSearch: {} }, { urlContext: {} }],
    },
    error: { contents: [user(text('Hi'))] },
    'cut-stream': { contents: [user(text('Hi'))] },
  },
}
