import { budgetOf, effortOf, nearestEffort, wantsThinking } from '../../ir/reasoning.ts'
import type { Reasoning } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { ModelTraits } from './model-traits.ts'

export type ReasoningPlan = { readonly thinking?: JsonObject; readonly effort?: string }

/** What else the request says that thinking depends on. */
export type ThinkingPlace = {
  readonly traits: ModelTraits
  /** `tool_choice` forces a call. */
  readonly isForced: boolean
  /** The turn that goes on (a loop of tools, a prefilled answer) does not begin with a signed thought. */
  readonly lacksThought: boolean
  /** As the client asked. */
  readonly maxTokens: number | undefined
}

/** `thinking` and `output_config.effort`: as they came where they came in this protocol, else in the words of the model. */
export const planReasoning = (
  reasoning: Reasoning | undefined,
  place: ThinkingPlace,
  report: Report,
): ReasoningPlan => {
  if (reasoning === undefined) return {}
  const own = ownPlan(reasoning)
  const plan = own ?? worded(reasoning, place, report)
  return withoutConflicts(plan, { ...place, isOwn: own !== undefined }, report)
}

const ownPlan = ({ extras }: Reasoning): ReasoningPlan | undefined => {
  const thinking = extras?.['thinking']
  const effort = extras?.['effort']
  if (thinking === undefined && effort === undefined) return undefined
  return {
    ...(isObject(thinking) ? { thinking } : {}),
    ...(typeof effort === 'string' ? { effort } : {}),
  }
}

const worded = (
  reasoning: Reasoning,
  { traits, maxTokens }: ThinkingPlace,
  report: Report,
): ReasoningPlan => {
  if (!wantsThinking(reasoning)) return turnedOff(reasoning, traits, report)
  switch (traits.thinking) {
    case 'none':
      report.warn('reasoning', 'is not offered by this model')
      return {}
    case 'budget':
      return budgeted(reasoning, maxTokens, report)
    case 'either':
      return reasoning.budgetTokens === undefined
        ? adaptive(reasoning, traits)
        : budgeted(reasoning, maxTokens, report)
    case 'adaptive':
      return adaptive(reasoning, traits)
    default:
      return traits.thinking satisfies never
  }
}

const turnedOff = (reasoning: Reasoning, traits: ModelTraits, report: Report): ReasoningPlan => {
  if (reasoning.effort === undefined && reasoning.budgetTokens === undefined) return {}
  switch (traits.thinkingOff) {
    case 'omitted':
      return {}
    case 'disabled':
    case 'between_tools':
      return { thinking: { type: traits.thinkingOff } }
    case 'never':
      report.warn('reasoning', 'cannot be turned off on this model, and is as low as it goes')
      return { effort: 'low' }
    default:
      return traits.thinkingOff satisfies never
  }
}

const adaptive = (reasoning: Reasoning, traits: ModelTraits): ReasoningPlan => {
  const asked = effortOf(reasoning)
  const effort = asked === undefined ? undefined : nearestEffort(asked, traits.efforts)
  return {
    thinking: { type: 'adaptive', ...displayOf(reasoning) },
    ...(effort === undefined ? {} : { effort }),
  }
}

const smallestBudget = 1_024
/** When the model is to decide and cannot. */
const mediumBudget = 8_192

/** The budget is part of the tokens that were asked for, and something must be left for the answer. */
const budgeted = (
  reasoning: Reasoning,
  maxTokens: number | undefined,
  report: Report,
): ReasoningPlan => {
  const asked = Math.max(smallestBudget, budgetOf(reasoning) ?? mediumBudget)
  if (maxTokens === undefined || asked < maxTokens)
    return { thinking: { type: 'enabled', budget_tokens: asked, ...displayOf(reasoning) } }
  const budget = Math.max(smallestBudget, Math.floor(maxTokens * 0.75))
  if (budget >= maxTokens) {
    report.warn('reasoning', `needs more than ${smallestBudget} tokens in all, and is left out`)
    return {}
  }
  report.warn(
    'reasoning',
    'is more than the tokens asked for, and is cut to three quarters of them',
  )
  return { thinking: { type: 'enabled', budget_tokens: budget, ...displayOf(reasoning) } }
}

const displayOf = ({ summary }: Reasoning): { display?: string } =>
  summary === undefined ? {} : { display: summary === 'none' ? 'omitted' : 'summarized' }

/** https://platform.claude.com/docs/en/build-with-claude/extended-thinking#extended-thinking-with-tool-use */
const withoutConflicts = (
  plan: ReasoningPlan,
  place: ThinkingPlace & { readonly isOwn: boolean },
  report: Report,
): ReasoningPlan => {
  const type = plan.thinking?.['type']
  const { thinking: _, ...rest } = plan
  if (place.isForced && (type === 'enabled' || (type === 'adaptive' && !place.isOwn))) {
    report.warn('reasoning', 'is left out: Anthropic does not think before a call that is forced')
    return rest
  }
  if (type !== 'enabled' || !place.lacksThought) return plan
  // The adaptive way does not ask for the thoughts of before.
  if (place.traits.thinking === 'either') return { ...rest, thinking: { type: 'adaptive' } }
  report.warn('reasoning', 'is left out: the turn that goes on did not begin with a signed thought')
  return rest
}
