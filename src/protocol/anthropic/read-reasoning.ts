import { efforts, type OutputFormat, type Reasoning } from '../../ir/prompt.ts'
import type { Field } from '../field.ts'

/**
 * `thinking` and `output_config.effort`. The two fields go into the extras as well: what they mean together depends on the
 * model, so that an upstream of this protocol gets them as they came.
 */
export const readReasoning = (body: Field): Reasoning | undefined => {
  const thinking = body.at('thinking')
  const config = body.at('output_config')
  config.object()
  const effort = config.at('effort').oneOf(efforts)
  const isThinkingGiven = thinking.object() !== undefined
  if (!isThinkingGiven && effort === undefined) return undefined
  return {
    ...(effort === undefined ? {} : { effort }),
    ...(isThinkingGiven ? readThinking(thinking) : {}),
    extras: {
      ...(isThinkingGiven ? { thinking: thinking.value } : {}),
      ...(effort === undefined ? {} : { effort }),
    },
  }
}

const readThinking = (thinking: Field): Omit<Reasoning, 'extras'> => {
  const display = thinking.at('display').oneOf(['summarized', 'omitted'])
  const summary = display === undefined ? {} : ({ summary: summaries[display] } as const)
  const type = thinking.at('type')
  switch (type.requiredText()) {
    case 'enabled':
      return { ...budgetOf(thinking), ...summary }
    case 'adaptive':
      return { isAdaptive: true, ...summary }
    case 'disabled':
      return { effort: 'none' }
    // The least that some models offer.
    case 'between_tools':
      return { effort: 'minimal' }
    default:
      type.reject('must be one of enabled, disabled, adaptive, between_tools')
      return {}
  }
}

const summaries = { summarized: 'auto', omitted: 'none' } as const

const budgetOf = (thinking: Field): Pick<Reasoning, 'budgetTokens'> => {
  const field = thinking.at('budget_tokens')
  if (!field.isGiven) field.reject('is required: a whole number')
  const budgetTokens = field.whole(1)
  return budgetTokens === undefined ? {} : { budgetTokens }
}

const formatKeys = new Set(['type', 'schema'])

/** `output_config.format`, and `output_format` of the time when it was new. */
export const readFormat = (body: Field): OutputFormat | undefined => {
  const current = body.at('output_config').at('format')
  const format = current.isGiven ? current : body.at('output_format')
  if (format.object() === undefined) return undefined
  format.at('type').oneOf(['json_schema'])
  const schema = format.at('schema')
  if (!schema.isGiven) schema.reject('is required: an object')
  const extras = format.extras(formatKeys)
  return {
    type: 'json-schema',
    schema: schema.object(),
    isStrict: true,
    ...(extras === undefined ? {} : { extras }),
  }
}
