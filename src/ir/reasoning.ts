import type { Effort, Reasoning } from './prompt.ts'

/**
 * Efforts as token budgets, for upstreams that know only one of the two. No vendor publishes a table; these are the
 * steps in which their own compatibility layers move (Google's maps low to 1,024, medium to 8,192, high to 24,576).
 * https://ai.google.dev/gemini-api/docs/openai#thinking
 */
const budgets: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 65_536,
}

const ascending: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** The budget that was asked for, in whatever words; undefined when the model is to decide. */
export const budgetOf = ({ budgetTokens, effort }: Reasoning): number | undefined =>
  budgetTokens ?? (effort === undefined ? undefined : budgets[effort])

/** The effort that was asked for: a budget is the smallest effort that covers it. */
export const effortOf = ({ budgetTokens, effort }: Reasoning): Effort | undefined => {
  if (effort !== undefined || budgetTokens === undefined) return effort
  return ascending.find((known) => budgets[known] >= budgetTokens) ?? 'max'
}

/** The nearest effort that an upstream has a word for, rather less than more. */
export const nearestEffort = <Known extends Effort>(
  effort: Effort,
  known: readonly Known[],
): Known | undefined => {
  const rank = ascending.indexOf(effort)
  const ranked = known.toSorted((one, other) => ascending.indexOf(one) - ascending.indexOf(other))
  return ranked.findLast((word) => ascending.indexOf(word) <= rank) ?? ranked[0]
}

/** Thinking was asked for, in some way. */
export const wantsThinking = (reasoning: Reasoning | undefined): reasoning is Reasoning =>
  reasoning !== undefined && (reasoning.isAdaptive === true || (budgetOf(reasoning) ?? 0) !== 0)
