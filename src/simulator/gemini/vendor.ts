import type {
  HeaderFields,
  Refusal,
  RefusalKind,
  RetryHint,
  WholeAnswer,
  SimulatedOperation,
  Answer,
} from '../answer.ts'
import type { Call, Route, Vendor } from '../vendor.ts'
import { answerBatchEmbed, answerEmbed } from './embed.ts'
import { geminiError } from './error.ts'
import { answerCountTokens, answerGenerate, answerStream } from './generate.ts'
import { routeOfKept, uploadHeaders } from './kept-routes.ts'
import { answerModel, answerModels, geminiModels } from './models.ts'

type Method = {
  readonly operation: SimulatedOperation
  answer(call: Call, model: string): Answer
}

const methods: Readonly<Record<string, Method>> = {
  generateContent: { operation: 'generate', answer: answerGenerate },
  streamGenerateContent: { operation: 'generate', answer: answerStream },
  countTokens: { operation: 'count-tokens', answer: answerCountTokens },
  embedContent: { operation: 'embed', answer: answerEmbed },
  batchEmbedContents: { operation: 'batch-embed', answer: answerBatchEmbed },
}

/** The SDK calls `v1` since its version 3, older ones and most examples `v1beta`. */
const modelPath = /^\/v1(?:beta)?\/models\/([^/:]+)(?::([A-Za-z]+))?$/

const route = (method: string, path: string): Route | undefined => {
  if (method === 'GET' && (path === '/v1beta/models' || path === '/v1/models')) {
    return { protocol: 'gemini', operation: 'models', answer: answerModels }
  }
  const kept = routeOfKept(method, path)
  if (kept !== undefined) return kept
  const [, encoded, name] = modelPath.exec(path) ?? []
  if (encoded === undefined) return undefined
  const model = decodeURIComponent(encoded)
  if (method === 'GET' && name === undefined) {
    return { protocol: 'gemini', operation: 'model', answer: (call) => answerModel(call, model) }
  }
  const found = method === 'POST' && name !== undefined ? methods[name] : undefined
  if (found === undefined) return undefined
  const { operation, answer } = found
  return { protocol: 'gemini', operation, answer: (call) => answer(call, model) }
}

const retryHeaders = (retry: RetryHint | undefined): HeaderFields =>
  retry?.type === 'http-date' ? { 'retry-after': new Date(retry.at).toUTCString() } : {}

const ownStatuses: Partial<Record<RefusalKind, number>> = { 'missing-key': 403, 'unknown-key': 400 }

const writeRefusal = (refusal: Refusal): WholeAnswer => {
  const status = ownStatuses[refusal.kind] ?? refusal.status
  return {
    type: 'whole',
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...retryHeaders(refusal.retry) },
    body: JSON.stringify(geminiError({ ...refusal, status }), null, 2),
  }
}

const headers = (requestId: string): HeaderFields => ({
  server: 'scaffolding on HTTPServer2',
  'server-timing': 'gfet4t7; dur=12',
  vary: 'Origin, X-Origin, Referer',
  'x-content-type-options': 'nosniff',
  'x-goog-request-id': requestId,
})

export const gemini: Vendor = {
  id: 'gemini',
  credentialHeaders: ['x-goog-api-key'],
  knownHeaders: ['x-goog-user-project', 'x-goog-request-params', ...uploadHeaders],
  knownQuery: ['alt', 'pageSize', 'pageToken'],
  models: geminiModels,
  route,
  readKey: (_, value) => value,
  judgeHeaders: () => [],
  writeRefusal,
  headers,
}
