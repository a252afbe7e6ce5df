/** The fields of Gemini's requests, as they are spelt in JSON: https://ai.google.dev/api/generate-content */
import { Type, type Static } from '@sinclair/typebox'
import { anything, closed, oneOf } from '../check.ts'
import { parameterSchema } from './parameter-schema.ts'

const thought = {
  thought: Type.Optional(Type.Boolean()),
  thoughtSignature: Type.Optional(Type.String()),
}

const functionName = Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$' })

const part = Type.Union([
  closed({ text: Type.String(), ...thought }),
  closed({
    inlineData: closed({
      mimeType: Type.String({ pattern: '^[a-z]+/.+' }),
      data: Type.String({ pattern: '^[A-Za-z0-9+/_-]+={0,2}$' }),
      displayName: anything,
    }),
    videoMetadata: anything,
    mediaResolution: anything,
    ...thought,
  }),
  closed({
    // The library for Python writes what it has uploaded with underscores.
    fileData: Type.Union([
      closed({ mimeType: Type.Optional(Type.String()), fileUri: Type.String() }),
      closed({ mime_type: Type.Optional(Type.String()), file_uri: Type.String() }),
    ]),
    videoMetadata: anything,
    mediaResolution: anything,
    ...thought,
  }),
  closed({
    functionCall: closed({
      id: Type.Optional(Type.String()),
      name: functionName,
      args: Type.Optional(Type.Object({})),
    }),
    ...thought,
  }),
  closed({
    functionResponse: closed({
      id: Type.Optional(Type.String()),
      name: functionName,
      response: Type.Object({}),
      parts: Type.Optional(Type.Array(Type.Object({}))),
      scheduling: anything,
      willContinue: anything,
    }),
    ...thought,
  }),
  closed({ executableCode: Type.Object({}), ...thought }),
  closed({ codeExecutionResult: Type.Object({}), ...thought }),
  closed({ toolCall: Type.Object({}), ...thought }),
  closed({ toolResponse: Type.Object({}), ...thought }),
])

const parts = Type.Array(part, { minItems: 1 })
export const content = closed({ role: Type.Optional(oneOf('user', 'model')), parts })
/** A role says nothing here: it is allowed and ignored. */
export const bareContent = closed({ role: Type.Optional(Type.String()), parts })

const functionDeclaration = closed({
  name: functionName,
  description: Type.Optional(Type.String()),
  parameters: Type.Optional(parameterSchema),
  parametersJsonSchema: anything,
  response: anything,
  responseJsonSchema: anything,
  behavior: anything,
})

export const tool = closed({
  functionDeclarations: Type.Optional(Type.Array(functionDeclaration, { minItems: 1 })),
  googleSearch: Type.Optional(Type.Object({})),
  googleSearchRetrieval: Type.Optional(Type.Object({})),
  codeExecution: Type.Optional(Type.Object({})),
  urlContext: Type.Optional(Type.Object({})),
  computerUse: Type.Optional(Type.Object({})),
  googleMaps: Type.Optional(Type.Object({})),
  fileSearch: Type.Optional(
    closed({
      fileSearchStoreNames: Type.Array(Type.String({ pattern: '^fileSearchStores/[a-z0-9-]+$' }), {
        minItems: 1,
      }),
      metadataFilter: Type.Optional(Type.String()),
      topK: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
  ),
})

export const toolConfig = closed({
  functionCallingConfig: Type.Optional(
    closed({
      mode: Type.Optional(oneOf('MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED')),
      allowedFunctionNames: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  includeServerSideToolInvocations: Type.Optional(Type.Boolean()),
  retrievalConfig: anything,
})

const count = Type.Optional(Type.Integer({ minimum: 1 }))
const number = Type.Optional(Type.Number())

const generationConfig = closed({
  audioTimestamp: anything,
  audioTranscriptionConfig: anything,
  candidateCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
  enableAffectiveDialog: anything,
  enableEnhancedCivicAnswers: anything,
  frequencyPenalty: number,
  imageConfig: anything,
  logprobs: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
  maxOutputTokens: count,
  mediaResolution: anything,
  modelSelectionConfig: anything,
  presencePenalty: number,
  responseFormat: anything,
  responseJsonSchema: anything,
  responseLogprobs: Type.Optional(Type.Boolean()),
  responseMimeType: Type.Optional(oneOf('text/plain', 'application/json', 'text/x.enum')),
  responseModalities: Type.Optional(Type.Array(oneOf('TEXT', 'IMAGE', 'AUDIO'))),
  responseSchema: Type.Optional(parameterSchema),
  routingConfig: anything,
  seed: Type.Optional(Type.Integer()),
  speechConfig: anything,
  stopSequences: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 5 })),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2 })),
  thinkingConfig: Type.Optional(
    closed({
      includeThoughts: Type.Optional(Type.Boolean()),
      thinkingBudget: Type.Optional(Type.Integer({ minimum: -1 })),
      thinkingLevel: Type.Optional(
        oneOf('minimal', 'low', 'medium', 'high', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH'),
      ),
    }),
  ),
  topK: count,
  topP: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  translationConfig: anything,
})

const generateFields = {
  contents: Type.Array(content, { minItems: 1 }),
  cachedContent: Type.Optional(Type.String()),
  generationConfig: Type.Optional(generationConfig),
  model: Type.Optional(Type.String()),
  safetySettings: Type.Optional(
    Type.Array(closed({ category: Type.String(), threshold: Type.String(), method: anything })),
  ),
  serviceTier: anything,
  store: anything,
  systemInstruction: Type.Optional(bareContent),
  toolConfig: Type.Optional(toolConfig),
  tools: Type.Optional(Type.Array(tool)),
}

export type GenerateRequest = Static<typeof generateRequest>
export const generateRequest = closed(generateFields)

export type CountRequest = Static<typeof countRequest>
export const countRequest = Type.Union([
  closed({ contents: Type.Array(content, { minItems: 1 }) }),
  closed({ generateContentRequest: generateRequest }),
])

const embedFields = {
  content: bareContent,
  model: Type.Optional(Type.String()),
  outputDimensionality: Type.Optional(Type.Integer({ minimum: 1, maximum: 3072 })),
  taskType: Type.Optional(
    oneOf(
      'TASK_TYPE_UNSPECIFIED',
      'RETRIEVAL_QUERY',
      'RETRIEVAL_DOCUMENT',
      'SEMANTIC_SIMILARITY',
      'CLASSIFICATION',
      'CLUSTERING',
      'QUESTION_ANSWERING',
      'FACT_VERIFICATION',
      'CODE_RETRIEVAL_QUERY',
    ),
  ),
  title: Type.Optional(Type.String()),
}

export type EmbedRequest = Static<typeof embedRequest>
export const embedRequest = closed(embedFields)

export const batchEmbedRequest = closed({
  requests: Type.Array(closed({ ...embedFields, model: Type.String() }), { minItems: 1 }),
})
