import type { Channel, ChannelSettings, Target } from '../channel.ts'
import { geminiList, readModelPage } from '../models.ts'
import { classify } from './classify.ts'
import { storedPathOf, uploadHeaders } from './stored.ts'

/** Google AI Studio: the Gemini API with a key. https://ai.google.dev/api */
export const aistudioChannel = (settings: ChannelSettings): Channel => {
  const baseUrl = settings.baseUrl || 'https://generativelanguage.googleapis.com'
  return { ...aistudio(settings), baseUrl, pathOf: (target) => pathOf(target, baseUrl) }
}

const aistudio = (settings: ChannelSettings): Omit<Channel, 'baseUrl' | 'pathOf'> => ({
  id: settings.id,
  protocols: ['gemini'],
  modelPatterns: ['gemini-*', 'gemma-*', 'text-embedding-0*', 'embedding-*', 'imagen-*'],
  forwardedHeaders: [],
  passedHeaders: ['x-goog-request-id'],
  uploadHeaders,
  headersFor: (secret) => ({ 'x-goog-api-key': secret }),
  modelsPath: '/v1beta/models?pageSize=1000',
  readModels: (body) => readModelPage(settings.id, geminiList, body),
  classify,
  // It tells of its limits in refusals only.
  readLimits: () => [],
})

const pathOf = (target: Target, baseUrl: string): string | undefined => {
  if (target.protocol !== 'gemini') return undefined
  const verb = verbOf(target)
  return verb === undefined
    ? storedPathOf(target, baseUrl)
    : `/v1beta/${resourceOf(target.model)}:${verb}`
}

/**
 * A bare name is a base model; `tunedModels/x` says its collection itself. A name with dot segments would climb to
 * another path of the upstream, with the account's key: it stays one segment.
 */
const resourceOf = (model: string): string => {
  // Half a character has no place in a URL, and no model is called so.
  const name = model.toWellFormed()
  const segments = name.split('/')
  return segments.length > 1 && segments.every(isPlainSegment)
    ? segments.map(encodeURIComponent).join('/')
    : `models/${encodeURIComponent(name)}`
}

const isPlainSegment = (segment: string): boolean => /^(?!\.{1,2}$)./.test(segment)

const verbOf = ({ operation, isStreaming, framing }: Target): string | undefined => {
  switch (operation) {
    case 'generate':
      if (!isStreaming) return 'generateContent'
      return framing === 'sse' ? 'streamGenerateContent?alt=sse' : 'streamGenerateContent'
    case 'count-tokens':
      return 'countTokens'
    case 'embed':
      return 'embedContent'
    case 'batch-embed':
      return 'batchEmbedContents'
    case 'make-images':
      return 'predict'
    default:
      return undefined
  }
}
