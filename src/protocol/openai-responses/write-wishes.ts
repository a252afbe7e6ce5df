import type { Effort, OutputFormat, Prompt, Reasoning } from '../../ir/prompt.ts'
import { effortOf, nearestEffort } from '../../ir/reasoning.ts'
import type { JsonObject } from '../json.ts'

/** `reasoning` of a request; undefined when nothing was asked. */
export const writeReasoningWish = ({ reasoning }: Prompt): JsonObject | undefined => {
  if (reasoning === undefined) return undefined
  const effort = effortWord(reasoning)
  const { summary } = reasoning
  const wish = {
    ...(effort === undefined ? {} : { effort }),
    ...(summary === undefined || summary === 'none' ? {} : { summary }),
    ...reasoning.extras,
  }
  return Object.keys(wish).length === 0 ? undefined : wish
}

/**
 * An effort that was asked for by name is passed on by name. What only follows from a budget keeps to the words that
 * every model which reasons knows; to think not at all cannot be asked of most, so that is left to the model.
 */
const effortWord = (reasoning: Reasoning): Effort | undefined => {
  if (reasoning.effort !== undefined) return reasoning.effort
  const effort = effortOf(reasoning)
  return effort === undefined || effort === 'none'
    ? undefined
    : nearestEffort(effort, ['low', 'medium', 'high'])
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
    case 'json-schema':
      return {
        type: 'json_schema',
        name: format.name ?? 'answer',
        ...(format.description === undefined ? {} : { description: format.description }),
        schema: format.schema,
        ...(format.isStrict === undefined ? {} : { strict: format.isStrict }),
        ...format.extras,
      }
    default:
      return format satisfies never
  }
}
