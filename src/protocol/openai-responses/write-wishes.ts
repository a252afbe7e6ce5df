import type { Effort, OutputFormat, Prompt, Reasoning } from '../../ir/prompt.ts'
import type { Extras } from '../../ir/part.ts'
import { effortOf, nearestEffort, wantsThinking } from '../../ir/reasoning.ts'
import type { Report } from '../../ir/report.ts'
import type { JsonObject } from '../json.ts'
import { effortsOf } from './model-efforts.ts'

/** `reasoning` of a request; undefined when nothing was asked, or nothing can be. */
export const writeReasoningWish = (prompt: Prompt, report?: Report): JsonObject | undefined => {
  const { reasoning } = prompt
  if (reasoning === undefined) return undefined
  if (!isOwn(prompt)) return foreignWish(reasoning, prompt.model, report)
  const { effort, summary, extras } = reasoning
  return wishOf({ effort, summary }, extras)
}

/** A request of this protocol, in which what was not said is to stay unsaid: see `readRequest`. */
export const isOwn = ({ extras }: Prompt): boolean => extras?.['store'] !== undefined

const foreignWish = (
  reasoning: Reasoning,
  model: string,
  report: Report | undefined,
): JsonObject | undefined => {
  const known = effortsOf(model)
  if (known?.length === 0) {
    if (wantsThinking(reasoning)) report?.warn('reasoning', 'is not something that this model does')
    return undefined
  }
  const asked = effortWord(reasoning)
  const effort = asked === undefined || known === undefined ? asked : nearestEffort(asked, known)
  return wishOf({ effort, summary: summaryWord(reasoning) })
}

/** What only follows from a budget keeps to the words that nearly every model knows. */
const effortWord = (reasoning: Reasoning): Effort | undefined => {
  if (reasoning.effort !== undefined) return reasoning.effort
  const effort = effortOf(reasoning)
  return effort === undefined ? undefined : nearestEffort(effort, ['none', 'low', 'medium', 'high'])
}

/** Protocols in which a client grants a budget, or leaves it to the model, show it what was thought. */
const summaryWord = (reasoning: Reasoning): Reasoning['summary'] => {
  const { summary, effort, budgetTokens, isAdaptive } = reasoning
  if (summary !== undefined || effort === 'none') return summary
  return isAdaptive === true || (budgetTokens ?? 0) > 0 ? 'auto' : undefined
}

const wishOf = (
  {
    effort,
    summary,
  }: {
    readonly effort: Reasoning['effort'] | undefined
    readonly summary: Reasoning['summary'] | undefined
  },
  extras?: Extras,
): JsonObject | undefined => {
  const wish = {
    ...(effort === undefined ? {} : { effort }),
    ...(summary === undefined || summary === 'none' ? {} : { summary }),
    ...extras,
  }
  return Object.keys(wish).length === 0 ? undefined : wish
}

/** `text` of a request; undefined when nothing was asked. */
export const writeTextWish = ({ format, verbosity, extras }: Prompt): JsonObject | undefined => {
  const wish = {
    ...(format === undefined ? {} : { format: writeFormat(format) }),
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(typeof extras?.['text'] === 'object' ? extras['text'] : {}),
  }
  return Object.keys(wish).length === 0 ? undefined : wish
}

const writeFormat = (format: OutputFormat): JsonObject => {
  switch (format.type) {
    case 'text':
      return { type: 'text' }
    case 'json':
      return { type: 'json_object' }
    case 'json-schema': {
      const isOwnFormat = format.extras?.['type'] === 'json_schema'
      return {
        type: 'json_schema',
        name: format.name ?? 'answer',
        ...(format.description === undefined ? {} : { description: format.description }),
        schema: format.schema,
        // Clients of other protocols that have not asked for strictness have schemas that it would refuse.
        ...(isOwnFormat && format.isStrict === undefined
          ? {}
          : { strict: format.isStrict ?? false }),
        ...format.extras,
      }
    }
    default:
      return format satisfies never
  }
}
