import type { JsonObject } from '../../../src/protocol/json.ts'
import type { Upstream, UpstreamAnswer } from '../scene.ts'

const head = { modelVersion: 'gemini-2.5-flash', responseId: 'u1' }

const usageMetadata = {
  promptTokenCount: 30,
  cachedContentTokenCount: 20,
  candidatesTokenCount: 8,
  thoughtsTokenCount: 4,
  totalTokenCount: 42,
}

const chunk = (parts: readonly JsonObject[], over: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...over }],
  usageMetadata,
  ...head,
})

const answer = (
  parts: readonly JsonObject[],
  pieces: readonly (readonly JsonObject[])[] = [parts],
): UpstreamAnswer => ({
  whole: chunk(parts, { finishReason: 'STOP' }),
  stream: pieces.map((piece, at) =>
    chunk(piece, at === pieces.length - 1 ? { finishReason: 'STOP' } : {}),
  ),
})

const text = (words: string): JsonObject => ({ text: words })

const call = (city: string): JsonObject => ({
  functionCall: { name: 'get_weather', args: { city } },
})

const groundingMetadata = {
  webSearchQueries: ['bern people'],
  groundingChunks: [{ web: { uri: 'https://example.com/bern', title: 'Bern' } }],
  groundingSupports: [
    {
      segment: { startIndex: 13, endIndex: 27, text: '134,000 people' },
      groundingChunkIndices: [0],
    },
  ],
}

const error = {
  error: {
    code: 429,
    message: 'Resource has been exhausted.',
    status: 'RESOURCE_EXHAUSTED',
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }],
  },
}

const signed = { ...call('Rome'), thoughtSignature: 'Z2VtaW5p' }

export const gemini: Upstream = {
  protocol: 'gemini',
  model: 'gemini-2.5-flash',
  answers: {
    plain: answer([text('Gemini says hello.')], [[text('Gemini says')], [text(' hello.')]]),
    tools: answer([signed]),
    'parallel-tools': answer(
      [text('Gemini looks.'), signed, call('Paris')],
      [[text('Gemini looks.')], [signed], [call('Paris')]],
    ),
    thinking: answer(
      [
        { text: '18 times 23, gemini thinks.', thought: true },
        { text: 'Gemini: 414', thoughtSignature: 'Z2VtaW5p' },
      ],
      [
        [{ text: '18 times 23, gemini thinks.', thought: true }],
        [text('Gemini: 414')],
        [{ text: '', thoughtSignature: 'Z2VtaW5p' }],
      ],
    ),
    image: answer([text('Gemini sees a cat.')]),
    'structured-output': answer(
      [text('{"name":"Geminibern","people":1}')],
      [[text('{"name":"Geminibern",')], [text('"people":1}')]],
    ),
    search: {
      whole: chunk([text('Gemini found 134,000 people.')], {
        finishReason: 'STOP',
        groundingMetadata,
      }),
      stream: [
        chunk([text('Gemini found 134,000')]),
        chunk([text(' people.')], { finishReason: 'STOP', groundingMetadata }),
      ],
    },
    wishes: answer([text('Gemini tries.')]),
    error: { status: 429, whole: error, stream: [chunk([text('Gemini')]), error] },
    'cut-stream': {
      whole: '{"candidates":[{"content":{"parts":[{"text":"Gem',
      stream: [chunk([text('Gemini')]), chunk([text(' says')])],
    },
  },
}
