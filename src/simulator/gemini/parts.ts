/** The parts of a candidate, and what is told beside them. */
import { alternativesTo, logprobOf } from '../logprobs.ts'
import type { Choice, Reply } from '../reply.ts'
import type { Call } from '../vendor.ts'
import type { GenerateRequest } from './schema.ts'

export type Told = {
  readonly reply: Reply
  readonly request: GenerateRequest
  readonly model: string
  readonly call: Call
}

export type WrittenPart = {
  readonly text?: string
  readonly thought?: true
  readonly inlineData?: { readonly mimeType: string; readonly data: string }
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args: unknown }
  readonly thoughtSignature?: string
}

/** Models from 3 on want their signatures back, and give their calls ids: https://ai.google.dev/gemini-api/docs/thought-signatures */
export const isSigning = (model: string): boolean => /^gemini-([3-9]|\d\d)/.test(model)

const signature = (call: Call): string => call.seal.close(`thought ${call.serial}`)

export const writeThoughts = ({ reply, request, call }: Told): readonly string[] => {
  const isShown = request.generationConfig?.thinkingConfig?.includeThoughts === true
  return isShown || call.say !== undefined ? reply.reasoning : []
}

/** A turn without a call is signed where it ends. */
export const writeSignature = ({ toolCalls }: Choice, { model, reply, call }: Told) =>
  isSigning(model) && toolCalls.length === 0 && reply.reasoning.length > 0
    ? { thoughtSignature: signature(call) }
    : {}

export const writeImages = ({ images }: Choice): readonly WrittenPart[] =>
  images.map((data) => ({ inlineData: { mimeType: 'image/png', data } }))

/** Only the first call of a turn is signed. */
export const writeCalls = ({ toolCalls }: Choice, { model, call }: Told): readonly WrittenPart[] =>
  toolCalls.map(({ name, input }, index) => ({
    functionCall: {
      ...(isSigning(model) ? { id: `call_simulated_${call.serial}_${index}` } : {}),
      name,
      args: input,
    },
    ...(index === 0 ? { thoughtSignature: signature(call) } : {}),
  }))

export const finishOf = ({ finish, refusal }: Choice) => ({
  finishReason: finishReason[finish],
  ...(refusal.length === 0 ? {} : { finishMessage: refusal.join('') }),
})

const finishReason = {
  stop: 'STOP',
  'stop-sequence': 'STOP',
  length: 'MAX_TOKENS',
  tool: 'STOP',
  refusal: 'SAFETY',
  filter: 'PROHIBITED_CONTENT',
} as const

/** Positions count bytes of UTF-8: https://ai.google.dev/api/generate-content#Segment */
export const writeGrounding = ({ text, cited, source }: Choice) => {
  if (source === undefined || cited.length === 0) return {}
  const endIndex = Buffer.byteLength(text.join(''))
  const { query, url, title, quote } = source
  return {
    groundingMetadata: {
      webSearchQueries: [query],
      searchEntryPoint: { renderedContent: '<div>simulated</div>' },
      groundingChunks: [{ web: { uri: url, title } }],
      groundingSupports: [
        {
          segment: { startIndex: endIndex - Buffer.byteLength(quote), endIndex, text: quote },
          groundingChunkIndices: [0],
        },
      ],
    },
  }
}

export const writeLogprobs = (tokens: readonly string[], request: GenerateRequest) => {
  const config = request.generationConfig
  if (config?.responseLogprobs !== true || tokens.length === 0) return {}
  const top = config.logprobs ?? 0
  const chosenCandidates = tokens.map((token) => ({ token, logProbability: logprobOf(token) }))
  const topCandidates = tokens.map((token) => ({
    candidates: alternativesTo(token, top).map((other) => ({
      token: other.token,
      logProbability: other.logprob,
    })),
  }))
  return { logprobsResult: { chosenCandidates, topCandidates: top === 0 ? [] : topCandidates } }
}
