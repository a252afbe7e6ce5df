import type { Answer } from '../answer.ts'
import type { Call, Route } from '../vendor.ts'
import { answerChat } from './chat.ts'
import { answerCompletion } from './completions.ts'
import { answerEmbeddings } from './embeddings.ts'
import { answerEdits, answerGenerations } from './images.ts'
import { answerModel, answerModels } from './models.ts'
import { answerCompact, answerInputTokens, answerResponse } from './responses.ts'
import { cancelResponse, deleteResponse, listInput, retrieveResponse } from './stored.ts'
import { answerTranscription } from './transcriptions.ts'

const responses = { protocol: 'openai-responses' } as const
const plain = { protocol: 'openai' } as const

const routes: Readonly<Record<string, Route>> = {
  'POST /v1/chat/completions': {
    protocol: 'openai-chat',
    operation: 'generate',
    answer: answerChat,
  },
  'POST /v1/completions': {
    protocol: 'openai-completions',
    operation: 'generate',
    answer: answerCompletion,
  },
  'POST /v1/responses': { ...responses, operation: 'generate', answer: answerResponse },
  'POST /v1/responses/input_tokens': {
    ...responses,
    operation: 'count-tokens',
    answer: answerInputTokens,
  },
  'POST /v1/responses/compact': { ...responses, operation: 'compact', answer: answerCompact },
  'POST /v1/embeddings': { ...plain, operation: 'embed', answer: answerEmbeddings },
  'POST /v1/images/generations': {
    ...plain,
    operation: 'make-images',
    answer: answerGenerations,
  },
  'POST /v1/images/edits': {
    ...plain,
    operation: 'edit-images',
    takesForm: true,
    answer: answerEdits,
  },
  'POST /v1/audio/transcriptions': {
    ...plain,
    operation: 'transcribe',
    takesForm: true,
    answer: answerTranscription,
  },
  'GET /v1/models': { ...plain, operation: 'models', answer: answerModels },
}

type OfOne = Omit<Route, 'answer'> & {
  answer(call: Call, id: string): Answer
}

/** Paths that name a thing: `{id}` stands for it. */
const routesOfOne: Readonly<Record<string, OfOne>> = {
  'GET /v1/models/{id}': { ...plain, operation: 'model', answer: answerModel },
  'GET /v1/responses/{id}': {
    ...responses,
    operation: 'retrieve',
    query: ['include', 'include[]', 'include_obfuscation', 'starting_after', 'stream'],
    answer: retrieveResponse,
  },
  'DELETE /v1/responses/{id}': { ...responses, operation: 'delete', answer: deleteResponse },
  'POST /v1/responses/{id}/cancel': { ...responses, operation: 'cancel', answer: cancelResponse },
  'GET /v1/responses/{id}/input_items': {
    ...responses,
    operation: 'list-input',
    query: ['after', 'include', 'include[]', 'limit', 'order'],
    answer: listInput,
  },
}

export const route = (method: string, path: string): Route | undefined => {
  const known = routes[`${method} ${path}`]
  if (known !== undefined) return known
  const [, collection, id, rest = ''] = /^(\/v1\/[a-z]+)\/([^/]+)(\/[a-z_]+)?$/.exec(path) ?? []
  if (id === undefined) return undefined
  const found = routesOfOne[`${method} ${collection}/{id}${rest}`]
  if (found === undefined) return undefined
  const name = decodeURIComponent(id)
  return { ...found, answer: (call) => found.answer(call, name) }
}
