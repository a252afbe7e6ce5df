/**
 * Proofs for the compiler: what the simulator writes is what the official SDKs declare, and what it lets in
 * at the top of a body is exactly what they document. A difference does not compile.
 */
import type Anthropic from '@anthropic-ai/sdk'
import type * as Google from '@google/genai'
import type { Static } from '@sinclair/typebox'
import type OpenAI from 'openai'
import type * as anthropicEvents from '../../src/simulator/anthropic/events.ts'
import type * as anthropicMessage from '../../src/simulator/anthropic/message.ts'
import type * as anthropicModels from '../../src/simulator/anthropic/models.ts'
import type * as anthropicSchema from '../../src/simulator/anthropic/schema.ts'
import type * as geminiDocuments from '../../src/simulator/gemini/documents.ts'
import type * as geminiEmbed from '../../src/simulator/gemini/embed.ts'
import type * as geminiResponse from '../../src/simulator/gemini/response.ts'
import type * as geminiSchema from '../../src/simulator/gemini/schema.ts'
import type * as geminiStoreSchema from '../../src/simulator/gemini/store-schema.ts'
import type * as geminiStores from '../../src/simulator/gemini/stores.ts'
import type * as chatChunks from '../../src/simulator/openai/chat-chunks.ts'
import type * as chat from '../../src/simulator/openai/chat-object.ts'
import type * as completions from '../../src/simulator/openai/completions.ts'
import type * as embeddings from '../../src/simulator/openai/embeddings.ts'
import type * as openaiModels from '../../src/simulator/openai/models.ts'
import type * as responsesEvents from '../../src/simulator/openai/responses-events.ts'
import type * as responses from '../../src/simulator/openai/responses-object.ts'
import type * as responsesSchema from '../../src/simulator/openai/responses-schema.ts'
import type * as transcriptions from '../../src/simulator/openai/transcriptions.ts'
import type * as openaiSchema from '../../src/simulator/openai/schema.ts'

type Proof<Claims extends readonly true[]> = Claims

/** `true`, else what does not fit. */
type Fits<Written, Declared> = [Written] extends [Declared] ? true : Exclude<Written, Declared>

/** `true`, else the names that only one of the two has. */
type SameFields<Schema, Declared> = [
  Exclude<keyof Schema, keyof Declared> | Exclude<keyof Declared, keyof Schema>,
] extends [never]
  ? true
  : Exclude<keyof Schema, keyof Declared> | Exclude<keyof Declared, keyof Schema>

type Returned<Function extends (...parameters: never[]) => unknown> = ReturnType<Function>
type Element<List> = List extends readonly (infer Item)[] ? Item : never

export type OpenaiRequests = Proof<
  [
    SameFields<Static<typeof openaiSchema.chatRequest>, OpenAI.ChatCompletionCreateParams>,
    SameFields<Static<typeof openaiSchema.completionRequest>, OpenAI.CompletionCreateParams>,
    SameFields<Static<typeof openaiSchema.embeddingsRequest>, OpenAI.EmbeddingCreateParams>,
    SameFields<responsesSchema.ResponsesRequest, OpenAI.Responses.ResponseCreateParams>,
    SameFields<
      Static<typeof responsesSchema.inputTokensRequest>,
      OpenAI.Responses.InputTokenCountParams
    >,
    SameFields<
      Static<typeof responsesSchema.compactRequest>,
      OpenAI.Responses.ResponseCompactParams
    >,
    SameFields<
      Static<typeof transcriptions.transcriptionRequest>,
      OpenAI.Audio.TranscriptionCreateParams
    >,
  ]
>

/** Repeated from the request as they came; and usage, which OpenAI sends as null until the end. */
type Echoed = 'text' | 'tool_choice' | 'tools' | 'usage'
type Response = OpenAI.Responses.Response
type Gathered<Told> = Omit<Told, Echoed> &
  Pick<Response, Extract<keyof Response, Echoed | 'output_text' | 'access_programs'>>
type Numbered<Written> = { sequence_number: number } & (Written extends { response: infer Told }
  ? Omit<Written, 'response'> & { response: Gathered<Told> }
  : Written)

export type OpenaiAnswers = Proof<
  [
    Fits<Returned<typeof chat.writeChat>, OpenAI.ChatCompletion>,
    Fits<Element<Returned<typeof chatChunks.writeChatChunks>>, OpenAI.ChatCompletionChunk>,
    Fits<Returned<typeof completions.writeCompletion>, OpenAI.Completion>,
    Fits<Returned<typeof openaiModels.modelCard>, OpenAI.Model>,
    Fits<Gathered<Returned<typeof responses.writeResponse>>, OpenAI.Responses.Response>,
    Fits<Returned<typeof responses.writeResponse>['usage'], OpenAI.Responses.ResponseUsage>,
    Fits<
      Numbered<Element<Returned<typeof responsesEvents.writeEvents>>>,
      OpenAI.Responses.ResponseStreamEvent
    >,
    Fits<
      Omit<Returned<typeof embeddings.writeEmbeddings>, 'data'>,
      Omit<OpenAI.CreateEmbeddingResponse, 'data'>
    >,
  ]
>

/** Taken away by the version 2026-10-21, which the SDK speaks; the simulator lets them in with the older one. */
type Sampling = 'temperature' | 'top_k' | 'top_p'

export type AnthropicProofs = Proof<
  [
    SameFields<
      Omit<anthropicSchema.MessagesRequest, Sampling>,
      Anthropic.MessageCreateParamsNonStreaming
    >,
    SameFields<anthropicSchema.CountRequest, Anthropic.MessageCountTokensParams>,
    Fits<Returned<typeof anthropicMessage.writeMessage>, Anthropic.Message>,
    Fits<
      Exclude<Element<Returned<typeof anthropicEvents.writeEvents>>, { type: 'ping' }>,
      Anthropic.RawMessageStreamEvent
    >,
    Fits<Returned<typeof anthropicModels.modelCard>, Anthropic.ModelInfo>,
  ]
>

type CallConfiguration = 'httpOptions' | 'abortSignal'

export type GeminiStoreProofs = Proof<
  [
    SameFields<
      Static<typeof geminiStoreSchema.storeRequest>,
      Omit<Google.CreateFileSearchStoreConfig, CallConfiguration>
    >,
    SameFields<
      Static<typeof geminiStoreSchema.documentRequest>,
      Omit<Google.UploadToFileSearchStoreConfig, CallConfiguration>
    >,
    SameFields<
      Omit<geminiStoreSchema.ImportRequest, 'fileName'>,
      Omit<Google.ImportFileConfig, CallConfiguration>
    >,
    SameFields<
      NonNullable<Element<NonNullable<geminiSchema.GenerateRequest['tools']>>['fileSearch']>,
      Google.FileSearch
    >,
    Fits<keyof Returned<typeof geminiStores.writeStore>, keyof Google.FileSearchStore>,
    Fits<keyof Returned<typeof geminiDocuments.writeDocument>, keyof Google.Document>,
  ]
>

/** The SDK's own configuration of a call is not in the body under these names. */
export type GeminiProofs = Proof<
  [
    SameFields<
      Omit<NonNullable<geminiSchema.GenerateRequest['generationConfig']>, 'imageConfig'>,
      Google.GenerationConfig
    >,
    Fits<
      Returned<typeof geminiResponse.writeGenerate>['usageMetadata'],
      Pick<Google.GenerateContentResponseUsageMetadata, 'totalTokenCount'>
    >,
    Fits<
      keyof Element<Returned<typeof geminiResponse.writeGenerate>['candidates']>,
      keyof Google.Candidate
    >,
    Fits<keyof Returned<typeof geminiResponse.writeGenerate>, keyof Google.GenerateContentResponse>,
    Fits<Returned<typeof geminiEmbed.writeEmbedding>['values'], readonly number[]>,
  ]
>
