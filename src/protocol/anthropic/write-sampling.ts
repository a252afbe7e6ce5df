import { given } from '../../ir/defined.ts'
import type { Sampling } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import type { JsonObject } from '../json.ts'
import type { ModelTraits } from './model-traits.ts'

/** For requests whose client names no limit. Thinking is part of it. */
const defaultMaxTokens = 32_000
/** What is left for the answer beside a budget of thoughts. */
const answerTokens = 16_000

export const writeMaxTokens = (
  asked: number | undefined,
  { traits, budget }: { readonly traits: ModelTraits; readonly budget: number },
): number =>
  asked ?? Math.min(traits.maxOutputTokens, Math.max(defaultMaxTokens, budget + answerTokens))

export const writeSampling = (
  sampling: Sampling,
  { traits, isThinking }: { readonly traits: ModelTraits; readonly isThinking: boolean },
  report: Report,
): JsonObject => {
  reportUnknown(sampling, report)
  const { topP, topK, stop } = sampling
  const temperature = clamped(sampling.temperature, report)
  const rule = ruleFor(traits, isThinking)
  const keepsTemperature = rule.takesTemperature(temperature)
  if (!keepsTemperature) report.warn('temperature', rule.problem)
  const keepsTopP = rule.takesTopP(topP, temperature !== undefined && keepsTemperature)
  if (!keepsTopP && topP !== 1) report.warn('topP', rule.topPProblem)
  if (!rule.takesTopK && topK !== undefined) report.warn('topK', rule.problem)
  if (stop?.some((sequence) => sequence.trim() === '') === true)
    report.refuse('stop', 'must not hold white space alone: Anthropic does not stop at it')
  return given({
    temperature: keepsTemperature && !rule.isDefaultOnly ? temperature : undefined,
    top_p: keepsTopP ? topP : undefined,
    top_k: rule.takesTopK ? topK : undefined,
    stop_sequences: stop === undefined || stop.length === 0 ? undefined : stop,
  })
}

type Rule = {
  readonly takesTemperature: (temperature: number | undefined) => boolean
  readonly takesTopP: (topP: number | undefined, hasTemperature: boolean) => boolean
  readonly takesTopK: boolean
  /** The default may be asked for, and goes without saying. */
  readonly isDefaultOnly: boolean
  readonly problem: string
  readonly topPProblem: string
}

const isDefault = (temperature: number | undefined): boolean =>
  temperature === undefined || temperature === 1

const notOffered: Rule = {
  takesTemperature: isDefault,
  takesTopP: (topP) => topP === undefined,
  takesTopK: false,
  isDefaultOnly: true,
  problem: 'is not offered by this model',
  topPProblem: 'is not offered by this model',
}

const whileThinking: Rule = {
  takesTemperature: isDefault,
  takesTopP: (topP, hasTemperature) =>
    topP === undefined || (topP >= 0.95 && topP <= 1 && !hasTemperature),
  takesTopK: false,
  isDefaultOnly: false,
  problem: 'cannot be set while the model thinks',
  topPProblem: 'cannot be below 0.95 while the model thinks',
}

const oneOfBoth: Rule = {
  takesTemperature: () => true,
  takesTopP: (topP, hasTemperature) => topP === undefined || !hasTemperature,
  takesTopK: true,
  isDefaultOnly: false,
  problem: '',
  topPProblem: 'cannot be set beside a temperature on this model',
}

const both: Rule = { ...oneOfBoth, takesTopP: () => true }

const ruleFor = ({ sampling }: ModelTraits, isThinking: boolean): Rule => {
  if (sampling === 'none') return notOffered
  if (isThinking) return whileThinking
  return sampling === 'one' ? oneOfBoth : both
}

const clamped = (temperature: number | undefined, report: Report): number | undefined => {
  if (temperature === undefined || temperature <= 1) return temperature
  report.warn('temperature', 'is more than 1, the most that Anthropic takes, and is set to that')
  return 1
}

const reportUnknown = (sampling: Sampling, report: Report): void => {
  if ((sampling.choices ?? 1) > 1) report.refuse('choices', 'must be 1: Anthropic gives one answer')
  if (sampling.wantsLogprobs === true || sampling.topLogprobs !== undefined)
    report.refuse('logprobs', 'are not told by Anthropic')
  const problem = 'is not offered by Anthropic'
  if (sampling.seed !== undefined) report.warn('seed', problem)
  if ((sampling.presencePenalty ?? 0) !== 0) report.warn('presencePenalty', problem)
  if ((sampling.frequencyPenalty ?? 0) !== 0) report.warn('frequencyPenalty', problem)
  if (Object.keys(sampling.logitBias ?? {}).length > 0) report.warn('logitBias', problem)
}
