import { given } from '../../ir/defined.ts'
import type { Effort, OutputFormat, Prompt } from '../../ir/prompt.ts'
import { effortOf, nearestEffort } from '../../ir/reasoning.ts'
import type { JsonObject } from '../json.ts'
import { isOpenAiModel, isReasoningModel, needsCompletionLimit } from './models.ts'
import type { Target } from './write-content.ts'

export const writeFormat = (format: OutputFormat | undefined): JsonObject => {
  if (format === undefined) return {}
  switch (format.type) {
    case 'text':
      return { response_format: { type: 'text' } }
    case 'json':
      return { response_format: { type: 'json_object' } }
    case 'json-schema': {
      const { name = 'answer', description, schema, isStrict, extras } = format
      const told = { name, ...given({ description }), schema, ...given({ strict: isStrict }) }
      return { response_format: { type: 'json_schema', json_schema: { ...told, ...extras } } }
    }
    default:
      return format satisfies never
  }
}

/**
 * `max_completion_tokens` is refused by most that imitate OpenAI, `max_tokens` by OpenAI's newer models: the name of the
 * model decides. A client of this protocol has said which it is, among the extras.
 */
export const writeLimit = ({ sampling, model, extras }: Prompt): JsonObject => {
  const { maxTokens } = sampling
  if (maxTokens === undefined) return {}
  if (extras !== undefined)
    return 'max_completion_tokens' in extras ? {} : { max_tokens: maxTokens }
  return needsCompletionLimit(model)
    ? { max_completion_tokens: maxTokens }
    : { max_tokens: maxTokens }
}

const spellings = ['reasoning_effort', 'thinking', 'reasoning'] as const

/** How much to think, in the one word that upstreams of this protocol share. */
export const writeEffort = ({ reasoning, extras }: Prompt, target: Target): JsonObject => {
  if (reasoning === undefined) return {}
  if (extras !== undefined) {
    const isSaid = spellings.some((name) => extras[name] !== undefined)
    return isSaid ? {} : given({ reasoning_effort: reasoning.effort })
  }
  const effort = effortOf(reasoning)
  if (effort === undefined) return {}
  const word = effortFor(effort, reasoning.effort === undefined, target)
  return word === undefined ? {} : { reasoning_effort: word }
}

/**
 * An effort asked for by name is passed on by name to OpenAI's own, which know them all between them; others, and what
 * only follows from a budget, keep to the three words that everybody knows. Not to think cannot be asked of most.
 */
const effortFor = (
  effort: Effort,
  isGuess: boolean,
  { model, report }: Target,
): Effort | undefined => {
  if (isOpenAiModel(model) && !isReasoningModel(model)) {
    if (effort !== 'none') report.warn('reasoning', 'cannot be asked of this model')
    return undefined
  }
  if (isReasoningModel(model) && !isGuess) return effort
  if (effort === 'none') {
    report.warn('reasoning', 'cannot be switched off at this upstream')
    return undefined
  }
  return nearestEffort(effort, ['low', 'medium', 'high'])
}

const tiers: ReadonlySet<string> = new Set(['auto', 'default', 'flex', 'scale', 'priority', 'fast'])

/** What only OpenAI's own models know, for a request of another protocol. */
export const writeOpenAiWishes = (prompt: Prompt, target: Target): JsonObject => {
  const { verbosity, cache, serviceTier, endUser } = prompt
  const { report, model } = target
  const isKnown = isOpenAiModel(model)
  if (verbosity !== undefined && !isKnown)
    report.warn('verbosity', 'cannot be asked of this upstream')
  if (cache?.content !== undefined)
    report.refuse('cache', 'names a part of the prompt that this upstream does not hold')
  return {
    ...(isKnown
      ? given({
          verbosity,
          prompt_cache_key: cache?.key,
          prompt_cache_retention: cache?.retention,
          safety_identifier: isTooLong(endUser, target) ? undefined : endUser,
        })
      : given({ user: isTooLong(endUser, target) ? undefined : endUser })),
    ...given({ service_tier: tierOf(serviceTier, target) }),
  }
}

const longestEndUser = 128

const isTooLong = (endUser: string | undefined, { report }: Target): boolean => {
  if (endUser === undefined || endUser.length <= longestEndUser) return false
  report.warn('endUser', `is longer than ${longestEndUser} characters`)
  return true
}

const tierOf = (tier: string | undefined, { model, report }: Target): string | undefined => {
  if (tier === undefined || tier === 'auto') return undefined
  const word = tier === 'standard_only' || tier === 'standard' ? 'default' : tier
  if (isOpenAiModel(model) && tiers.has(word)) return word
  if (word !== 'default') report.warn('serviceTier', 'is not one that this upstream knows')
  return undefined
}
