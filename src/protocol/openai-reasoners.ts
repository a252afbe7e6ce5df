import type { Sampling } from '../ir/prompt.ts'
import type { Report } from '../ir/report.ts'

export type Asking = {
  readonly model: string
  /** As it is written; undefined: the model's own. */
  readonly effort: unknown
}

/**
 * OpenAI's models refuse to be told how to draw their words while they reason: what is not at its default is left out.
 * https://platform.openai.com/docs/guides/latest-model#gpt-5-parameter-compatibility (read 2026-11)
 */
export const fitSampling = (sampling: Sampling, asking: Asking, report: Report): Sampling => {
  if (!isReasoning(asking)) return sampling
  const { temperature, topP, presencePenalty, frequencyPenalty, logitBias, ...rest } = sampling
  const { wantsLogprobs, topLogprobs, ...others } = rest
  const refused = {
    temperature: temperature !== undefined && temperature !== 1,
    topP: topP !== undefined && topP !== 1,
    presencePenalty: (presencePenalty ?? 0) !== 0,
    frequencyPenalty: (frequencyPenalty ?? 0) !== 0,
    logitBias: logitBias !== undefined && Object.keys(logitBias).length > 0,
    logprobs: wantsLogprobs === true || (topLogprobs ?? 0) > 0,
  }
  for (const [field, isRefused] of Object.entries(refused))
    if (isRefused) report.warn(field, 'is not taken by a model that reasons')
  return others
}

const reasoner = /^(?:ft:)?(?:o\d|codex-|gpt-(?:[5-9]|1\d)(?!\d)(?![\d.]*-(?:chat|search)))/
/** They can be told not to reason; the second ones do not unless they are told to. */
const optional = /^gpt-(?:5\.[1-9]|[6-9]|1\d)/
const reluctant = /^gpt-5\.[1-4]/

const isReasoning = ({ model, effort }: Asking): boolean => {
  const name = model.slice(model.lastIndexOf('/') + 1)
  if (!reasoner.test(name)) return false
  return effort === undefined ? !reluctant.test(name) : effort !== 'none' || !optional.test(name)
}
