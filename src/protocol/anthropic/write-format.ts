import { outputTool } from '../../ir/output-tool.ts'
import type { Prompt } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { ModelTraits } from './model-traits.ts'
import { strictSchema } from './strict-schema.ts'

/** How a model is brought to answer in a form. */
export type FormatPlan =
  | { readonly type: 'none' }
  | { readonly type: 'native'; readonly format: JsonObject }
  /** The answer is the arguments of a tool that clients never see. */
  | { readonly type: 'tool'; readonly tool: JsonObject }

const none: FormatPlan = { type: 'none' }

export const planFormat = (prompt: Prompt, traits: ModelTraits, report: Report): FormatPlan => {
  const { format } = prompt
  if (format === undefined || format.type === 'text') return none
  if (format.type === 'json') {
    // An open tool would tempt models into `{}`, and a sentence of ours is not put into anybody's prompt.
    report.warn(
      'format',
      'is left to what the prompt says: this upstream has JSON by a schema alone',
    )
    return none
  }
  if (traits.takesFormat) {
    const { schema, isLoosened } = strictSchema(format.schema)
    if (isLoosened)
      report.warn('format', 'has limits that Anthropic tells the model but does not hold')
    return { type: 'native', format: { type: 'json_schema', schema, ...format.extras } }
  }
  // The answer is a call of that tool then, and no text.
  if (mustCall(prompt)) return none
  if (!isObject(format.schema) || format.schema['type'] !== 'object') {
    report.refuse('format', 'must describe an object: this model writes nothing else in a form')
    return none
  }
  const description =
    format.description ?? 'Writes the answer. Call it once, with the whole answer.'
  return { type: 'tool', tool: { name: outputTool, description, input_schema: format.schema } }
}

const mustCall = ({ toolChoice }: Prompt): boolean =>
  toolChoice?.type === 'required' ||
  toolChoice?.type === 'tool' ||
  (toolChoice?.type === 'allowed' && toolChoice.isRequired)
