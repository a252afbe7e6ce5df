import { t } from 'elysia'
import {
  estimateNote,
  modelParameter,
  type OperationDetail,
  type Parameter,
  type Shown,
  type ShownRoute,
} from '../docs/operation.ts'
import { relayedOperation } from '../docs/relayed.ts'
import { describe, type Facts } from './describe.ts'
import {
  batchEmbedAnswer,
  batchEmbedRequest,
  countAnswer,
  countRequest,
  embedAnswer,
  embedRequest,
  generateAnswer,
  generateRequest,
  modelList,
  modelObject,
  predictAnswer,
  predictRequest,
} from './schemas.ts'

const contents = [{ role: 'user', parts: [{ text: 'Name three rivers.' }] }]

const generated: Shown = {
  schema: generateAnswer,
  example: {
    candidates: [
      {
        content: { role: 'model', parts: [{ text: 'Elbe, Loire, Tagus.' }] },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 9, totalTokenCount: 14 },
  },
}

const altParameter: Parameter = {
  name: 'alt',
  in: 'query',
  required: false,
  description: '`sse` for server-sent events; without it the stream is one JSON array.',
  schema: t.String({ examples: ['sse'] }),
}

const methods: Readonly<Record<string, Facts>> = {
  generateContent: {
    id: 'generateContent',
    summary: 'Content',
    description: 'Answers a conversation as a whole.',
    request: { schema: generateRequest, example: { contents } },
    answer: generated,
  },
  streamGenerateContent: {
    id: 'streamGenerateContent',
    summary: 'Content, streamed',
    description: 'Answers a conversation as it is made: by events, or as a growing JSON array.',
    request: { schema: generateRequest, example: { contents } },
    answer: { schema: t.Array(generateAnswer), example: [generated.example] },
    streamExample: 'data: {"candidates":[{"content":{"parts":[{"text":"Elbe"}]}}]}\n\n',
    parameters: [altParameter],
  },
  countTokens: {
    id: 'countTokens',
    summary: 'Token count',
    description: `Counts the tokens of a conversation without answering it. ${estimateNote}`,
    request: { schema: countRequest, example: { contents } },
    answer: { schema: countAnswer, example: { totalTokens: 5 } },
  },
  embedContent: {
    id: 'embedContent',
    summary: 'Embedding',
    description: 'Turns a text into a vector.',
    request: { schema: embedRequest, example: { content: { parts: [{ text: 'Elbe' }] } } },
    answer: { schema: embedAnswer, example: { embedding: { values: [0.013, -0.008] } } },
  },
  batchEmbedContents: {
    id: 'batchEmbedContents',
    summary: 'Embeddings',
    description: 'Turns several texts into vectors.',
    request: {
      schema: batchEmbedRequest,
      example: { requests: [{ model: 'models/embed', content: { parts: [{ text: 'Elbe' }] } }] },
    },
    answer: {
      schema: batchEmbedAnswer,
      example: { embeddings: [{ values: [0.013, -0.008] }] },
    },
  },
  predict: {
    id: 'predict',
    summary: 'Images',
    description: 'Makes images from a text, by models that are asked so.',
    request: {
      schema: predictRequest,
      example: { instances: [{ prompt: 'A river at dawn.' }], parameters: { sampleCount: 1 } },
    },
    answer: {
      schema: predictAnswer,
      example: { predictions: [{ mimeType: 'image/png', bytesBase64Encoded: 'iVBORw0KGgo=' }] },
    },
  },
}

const shownModel = { name: 'models/gemini-3-flash', displayName: 'gemini-3-flash' }

export const listDetail: OperationDetail = describe({
  id: 'listGeminiModels',
  summary: 'Models',
  description: 'The models that the configured channels serve. The list is whole.',
  answer: { schema: modelList, example: { models: [shownModel] } },
})

const shownMethod = (path: string, facts: Facts): ShownRoute => {
  const parameters = [modelParameter, ...(facts.parameters ?? [])]
  return { method: 'post', path, detail: relayedOperation(describe({ ...facts, parameters })) }
}

/** The routes that end in a model's name, as the documentation shows them. */
export const shownRoutes: readonly ShownRoute[] = [
  {
    method: 'get',
    path: '/v1beta/models/{model}',
    detail: describe({
      id: 'getGeminiModel',
      summary: 'Model',
      description: 'One model by its name.',
      answer: { schema: modelObject, example: shownModel },
      parameters: [modelParameter],
    }),
  },
  ...Object.entries(methods).flatMap(([verb, facts]): ShownRoute[] => [
    shownMethod(`/v1beta/models/{model}:${verb}`, facts),
    shownMethod(`/v1/models/{model}:${verb}`, { ...facts, id: `${facts.id}V1` }),
  ]),
]
