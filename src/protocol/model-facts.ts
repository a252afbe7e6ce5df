import { given } from '../ir/defined.ts'
import { countAt, isObject, listAt, objectAt, stringAt, type JsonObject } from './json.ts'
import type { ModelCard } from './protocol.ts'

/** What is told of a model, whoever told it. Absent: nobody did. */
export type ModelFacts = {
  readonly displayName?: string
  readonly description?: string
  /** Epoch seconds. */
  readonly createdAt?: number
  readonly ownedBy?: string
  readonly inputTokens?: number
  readonly outputTokens?: number
  /** Gemini's names for what can be asked of it. */
  readonly methods?: readonly string[]
}

/** The upstream's own object for a model, when it gave one. */
export const rawModel = ({ raw }: ModelCard): JsonObject | undefined => {
  if (raw === undefined) return undefined
  const value: unknown = JSON.parse(raw)
  return isObject(value) ? value : undefined
}

export const modelFacts = (card: ModelCard): ModelFacts => {
  const raw = rawModel(card)
  switch (raw === undefined ? undefined : card.rawProtocol) {
    case 'openai':
      return openaiFacts(raw)
    case 'anthropic':
      return anthropicFacts(raw)
    case 'gemini':
      return geminiFacts(raw)
    case undefined:
      return {}
  }
}

type Raw = JsonObject | undefined

/**
 * The vendor's own list tells names alone; compatible upstreams add how much a model reads, each in its own words.
 * https://openrouter.ai/docs/api-reference/list-available-models, https://console.groq.com/docs/models,
 * https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
 */
const openaiFacts = (raw: Raw): ModelFacts =>
  given({
    displayName: text(raw, 'name'),
    description: text(raw, 'description'),
    createdAt: count(raw, 'created'),
    ownedBy: text(raw, 'owned_by'),
    inputTokens:
      count(raw, 'context_length') ?? count(raw, 'context_window') ?? count(raw, 'max_model_len'),
    outputTokens:
      count(raw, 'max_completion_tokens') ??
      count(objectAt(raw, 'top_provider'), 'max_completion_tokens'),
  })

const anthropicFacts = (raw: Raw): ModelFacts =>
  given({
    displayName: text(raw, 'display_name'),
    createdAt: epochSeconds(text(raw, 'created_at')),
    inputTokens: count(raw, 'max_input_tokens'),
    outputTokens: count(raw, 'max_tokens'),
  })

const geminiFacts = (raw: Raw): ModelFacts => {
  const methods = listAt(raw, 'supportedGenerationMethods').filter(
    (name) => typeof name === 'string',
  )
  return given({
    displayName: text(raw, 'displayName'),
    description: text(raw, 'description'),
    inputTokens: count(raw, 'inputTokenLimit'),
    outputTokens: count(raw, 'outputTokenLimit'),
    methods: methods.length === 0 ? undefined : methods,
  })
}

/** Some say nothing by an empty text, by zero or by the epoch. */
const text = (raw: Raw, key: string): string | undefined => stringAt(raw, key) || undefined
const count = (raw: Raw, key: string): number | undefined => countAt(raw, key) || undefined

const epochSeconds = (date = ''): number | undefined =>
  Math.floor(Date.parse(date) / 1000) || undefined

/** Models that answer with pictures, by the names that their vendors give them. */
export const makesImages = (model: string): boolean =>
  /(^|[/-])(image|imagen|dall-e)(-|$)/i.test(model)

/** Models that search the web by themselves, whatever they are asked. */
export const searchesByItself = (model: string): boolean => /-search(-|$)|:online$/i.test(model)

/** Models that turn texts into vectors and answer nothing. */
export const embeds = (model: string): boolean => /(^|[/-])embed(ding)?(s)?(-|$)/i.test(model)
