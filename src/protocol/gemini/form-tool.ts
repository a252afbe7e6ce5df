import { outputTool } from '../../ir/output-tool.ts'
import type { FunctionTool, OutputFormat, Prompt, ToolChoice } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { isObject } from '../json.ts'
import { combinesTools } from './model.ts'

/**
 * Models before Gemini 3 answer in a form or call tools, not both. With functions the form becomes one of them, which
 * the client never sees, and one of all must be called.
 * https://ai.google.dev/gemini-api/docs/structured-output#structured-outputs-with-tools
 */
export const withFormTool = (prompt: Prompt, report: Report): Prompt => {
  const { format, ...rest } = prompt
  if (format === undefined || !excludesTools(prompt, format)) return prompt
  if (format.type === 'json') {
    report.warn('format', 'is left to what the prompt says: this model has no JSON beside tools')
    return rest
  }
  // The answer is a call then, and no text.
  if (isForced(prompt.toolChoice)) return rest
  if (format.type !== 'json-schema') return prompt
  if (!isObject(format.schema) || format.schema['type'] !== 'object') {
    report.refuse('format', 'must describe an object: beside tools this model writes nothing else')
    return prompt
  }
  const tool: FunctionTool = {
    type: 'function',
    name: outputTool,
    description: format.description ?? 'Writes the answer. Call it once, with the whole answer.',
    schema: format.schema,
  }
  return { ...rest, tools: [...prompt.tools, tool], toolChoice: choiceBeside(prompt.toolChoice) }
}

/** What a client of this protocol asks for itself is left to the upstream. */
const excludesTools = ({ model, tools, toolChoice }: Prompt, format: OutputFormat): boolean =>
  format.type !== 'text' &&
  !('extras' in format && format.extras !== undefined) &&
  toolChoice?.type !== 'none' &&
  tools.some(({ type }) => type === 'function') &&
  !combinesTools(model)

const isForced = (choice: ToolChoice | undefined): boolean =>
  choice?.type === 'required' ||
  choice?.type === 'tool' ||
  (choice?.type === 'allowed' && choice.isRequired)

const choiceBeside = (choice: ToolChoice | undefined): ToolChoice =>
  choice?.type === 'allowed'
    ? { type: 'allowed', isRequired: true, names: [...choice.names, outputTool] }
    : { type: 'required' }
