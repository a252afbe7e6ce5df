import { given } from '../../ir/defined.ts'
import type { FunctionTool, Prompt, ServerTool, ToolChoice } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { isObject, type JsonObject } from '../json.ts'
import { combinesTools, searchesByRetrieval, takesJsonSchema } from './model.ts'
import { toJsonSchema } from './schema-json.ts'
import { toGeminiSchema } from './schema.ts'

export type WrittenTools = {
  readonly tools: readonly JsonObject[]
  readonly toolConfig: JsonObject
}

export const writeTools = (prompt: Prompt, report: Report): WrittenTools => {
  const { model, tools, toolChoice } = prompt
  const functions = tools.filter((tool) => tool.type === 'function')
  const foreign = tools.filter((tool) => tool.type === 'foreign')
  const servers = tools.filter((tool) => tool.type === 'server')
  const isMixed = functions.length > 0 && servers.length > 0
  const isCombined = isMixed && combinesTools(model)
  if (isMixed && !isCombined)
    report.warn('tools', 'has tools of the upstream beside functions: this model takes only those')
  if (tools.some(({ type }) => type === 'custom'))
    report.refuse('tools', 'has a tool with free text, which this upstream does not know')
  return {
    tools: [
      ...(functions.length === 0
        ? []
        : [{ functionDeclarations: functions.map((tool) => writeFunction(tool, model)) }]),
      ...(isMixed && !isCombined
        ? []
        : servers.flatMap((tool) => writeServerTool(tool, model, report))),
      ...foreign.map(({ kind, value }) => ({ [kind]: value })),
    ],
    toolConfig: {
      ...(isCombined ? { includeServerSideToolInvocations: true } : {}),
      // A choice among no functions is answered with an error.
      ...(toolChoice === undefined || functions.length === 0
        ? {}
        : { functionCallingConfig: writeChoice(toolChoice, report) }),
    },
  }
}

const writeFunction = (tool: FunctionTool, model: string): JsonObject => ({
  name: tool.name,
  ...given({ description: tool.description }),
  ...writeParameters(tool, model),
  ...tool.extras,
})

/** A function that takes nothing has no schema: one without properties is refused by some models. */
const writeParameters = ({ schema, extras }: FunctionTool, model: string): JsonObject => {
  const isOwn =
    extras?.['parameters'] !== undefined || extras?.['parametersJsonSchema'] !== undefined
  if (isOwn || schema === undefined || takesNothing(schema)) return {}
  return takesJsonSchema(model)
    ? { parametersJsonSchema: toJsonSchema(schema) }
    : { parameters: toGeminiSchema(schema) }
}

const takesNothing = (schema: unknown): boolean => {
  if (!isObject(schema)) return true
  const { properties, additionalProperties, patternProperties, $ref, anyOf, oneOf, allOf } = schema
  const isOpen = isObject(additionalProperties) || isObject(patternProperties)
  const isMade = [$ref, anyOf, oneOf, allOf].some((member) => member !== undefined)
  const hasSome = isObject(properties) && Object.keys(properties).length > 0
  return !isOpen && !isMade && !hasSome
}

const writeServerTool = (
  { tool, kind, maxUses, allowedDomains, blockedDomains, extras }: ServerTool,
  model: string,
  report: Report,
): readonly JsonObject[] => {
  if (maxUses !== undefined) report.warn('tools', 'limits the uses of a tool, which is not offered')
  if (allowedDomains !== undefined && allowedDomains.length > 0)
    report.refuse('tools', 'allows some domains alone, which this upstream does not offer')
  const own = { ...extras }
  switch (tool) {
    case 'web-search': {
      const isRetrieval = kind === 'googleSearchRetrieval' || searchesByRetrieval(model)
      if (isRetrieval) return [{ googleSearchRetrieval: own }]
      const excluded = blockedDomains === undefined ? {} : { excludeDomains: blockedDomains }
      return [{ googleSearch: { ...excluded, ...own } }]
    }
    case 'code':
      return [{ codeExecution: own }]
    case 'web-fetch':
      return [{ urlContext: own }]
    case 'image':
      report.warn('tools', 'has a tool that makes images, which this upstream does not offer')
      return []
    default:
      return tool satisfies never
  }
}

const writeChoice = (choice: ToolChoice, report: Report): JsonObject => {
  switch (choice.type) {
    case 'auto':
      return { mode: 'AUTO' }
    case 'none':
      return { mode: 'NONE' }
    case 'required':
      return { mode: 'ANY' }
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] }
    case 'allowed':
      return { mode: choice.isRequired ? 'ANY' : 'VALIDATED', allowedFunctionNames: choice.names }
    case 'foreign':
      report.refuse('toolChoice', 'is not known to this upstream')
      return {}
    default:
      return choice satisfies never
  }
}
