import { given } from '../../ir/defined.ts'
import { efforts, type Reasoning } from '../../ir/prompt.ts'
import type { Field } from '../field.ts'

/**
 * OpenAI's `reasoning_effort`; `thinking` as Anthropic, DeepSeek and Z.ai have it; OpenRouter's `reasoning`. The latter
 * two stand among the request's extras as well, as they came.
 */
export const readReasoning = (root: Field): Reasoning | undefined => {
  const thinking = root.at('thinking')
  const routed = root.at('reasoning')
  const effort = root.at('reasoning_effort').oneOf(efforts)
  const wish: Reasoning = {
    ...(routed.object() === undefined ? {} : readRouted(routed)),
    ...(thinking.object() === undefined ? {} : readThinking(thinking)),
    ...given({ effort }),
  }
  return Object.keys(wish).length === 0 ? undefined : wish
}

const readThinking = (thinking: Field): Reasoning => {
  const type = thinking.at('type').oneOf(['enabled', 'disabled', 'adaptive', 'auto'])
  const budgetTokens = thinking.at('budget_tokens').whole()
  if (type === 'disabled') return { effort: 'none' }
  return budgetTokens === undefined || type === 'adaptive' || type === 'auto'
    ? { isAdaptive: true }
    : { budgetTokens }
}

/** https://openrouter.ai/docs/use-cases/reasoning-tokens */
const readRouted = (routed: Field): Reasoning => {
  const effort = routed.at('effort').oneOf(efforts)
  const budgetTokens = routed.at('max_tokens').whole()
  const isEnabled = routed.at('enabled').flag()
  const isExcluded = routed.at('exclude').flag()
  return {
    ...given({ effort: isEnabled === false ? 'none' : effort, budgetTokens }),
    ...(isEnabled === true && effort === undefined && budgetTokens === undefined
      ? { isAdaptive: true }
      : {}),
    ...(isExcluded === true ? { summary: 'none' } : {}),
  }
}
