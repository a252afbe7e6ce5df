/** What Google refuses beyond single fields. The words are ours, the sense and the places are theirs. */
import { refuse, type Refusal } from '../answer.ts'
import { firstDuplicate, judge, type Rule } from '../judge.ts'
import { isObject } from '../sample.ts'
import { judgeParameters } from './judge-schema.ts'
import { turnRules } from './judge-turns.ts'
import { keptCache, keptFiles, keptStores } from './judge-kept.ts'
import type { Judged } from './judged.ts'
import { isSigning } from './parts.ts'

export const judgeGenerate = (judged: Judged): Refusal | undefined => judge(rules, judged)

const invalid = (message: string, param?: string): Refusal =>
  refuse('invalid', message, param === undefined ? {} : { param })

const declarationsOf = ({ request }: Judged) =>
  (request.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? [])

const builtIn = [
  'googleSearch',
  'googleSearchRetrieval',
  'codeExecution',
  'urlContext',
  'googleMaps',
  'fileSearch',
  'computerUse',
] as const

/** https://ai.google.dev/gemini-api/docs/tool-combination */
const together: Rule<Judged> = (judged) => {
  const { request, model } = judged
  const hasFunctions = declarationsOf(judged).length > 0
  const hasBuiltIn = request.tools?.some((tool) => builtIn.some((name) => name in tool)) === true
  if (hasFunctions && hasBuiltIn && !isSigning(model)) {
    return invalid('Built-in tools and function calling cannot be combined with this model.')
  }
  if (hasFunctions && hasBuiltIn && request.toolConfig?.includeServerSideToolInvocations !== true) {
    return invalid(
      'Please enable tool_config.include_server_side_tool_invocations to use built-in tools with function calling.',
    )
  }
  const asksJson = request.generationConfig?.responseMimeType === 'application/json'
  return asksJson && (hasFunctions || hasBuiltIn) && !isSigning(model)
    ? invalid("Tools with a response mime type 'application/json' are unsupported by this model.")
    : undefined
}

const functions: Rule<Judged> = (judged) => {
  const declarations = declarationsOf(judged)
  const twice = firstDuplicate(declarations.map(({ name }) => name))
  if (twice !== undefined) return invalid(`Duplicate function declaration found: ${twice}`)
  for (const [position, declaration] of declarations.entries()) {
    const place = `tools[0].function_declarations[${position}]`
    const { parameters, parametersJsonSchema } = declaration
    if (parameters !== undefined && parametersJsonSchema !== undefined) {
      return invalid('parameters and parameters_json_schema exclude each other.', place)
    }
    const refusal =
      judgeParameters(parameters, `${place}.parameters`) ??
      judgeJsonSchema(parametersJsonSchema, `${place}.parameters_json_schema`)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const judgeJsonSchema = (schema: unknown, param: string): Refusal | undefined => {
  if (schema === undefined) return undefined
  if (!isObject(schema)) return invalid(`Invalid value at '${param}': no schema`, param)
  const references = JSON.stringify(schema).matchAll(/"\$ref":"([^"]*)"/g)
  const remote = references.find(([, reference = '']) => !reference.startsWith('#'))
  return remote === undefined
    ? undefined
    : invalid(`Reference ${remote[1]} at '${param}' is not inside the schema`, param)
}

const functionChoice: Rule<Judged> = (judged) => {
  const config = judged.request.toolConfig?.functionCallingConfig
  if (config === undefined) return undefined
  const names = declarationsOf(judged).map(({ name }) => name)
  const allowed = config.allowedFunctionNames ?? []
  if (names.length === 0 && config.mode === 'ANY') {
    return invalid('Function calling config is set without function_declarations.')
  }
  if (allowed.length > 0 && config.mode !== 'ANY' && config.mode !== 'VALIDATED') {
    return invalid('allowed_function_names may only be set when the mode is ANY or VALIDATED.')
  }
  const unknown = allowed.find((name) => !names.includes(name))
  return unknown === undefined
    ? undefined
    : invalid(`allowed_function_names: '${unknown}' is not in function_declarations.`)
}

const output: Rule<Judged> = ({ request }) => {
  const config = request.generationConfig
  if (config?.responseSchema !== undefined && config.responseJsonSchema !== undefined) {
    return invalid('response_schema and response_json_schema exclude each other.')
  }
  const schema = config?.responseSchema ?? config?.responseJsonSchema
  const mimeType = config?.responseMimeType ?? 'text/plain'
  if (schema !== undefined && mimeType === 'text/plain') {
    return invalid(
      'A response schema needs the response mime type application/json or text/x.enum.',
    )
  }
  if (config?.logprobs !== undefined && config.responseLogprobs !== true) {
    return invalid('logprobs may only be set when response_logprobs is true.')
  }
  return (
    judgeParameters(config?.responseSchema, 'generation_config.response_schema') ??
    judgeJsonSchema(config?.responseJsonSchema, 'generation_config.response_json_schema')
  )
}

/** The smallest and the greatest budget: https://ai.google.dev/gemini-api/docs/thinking#set-budget */
const budgets: readonly (readonly [beginning: string, least: number, most: number])[] = [
  ['gemini-2.5-pro', 128, 32_768],
  ['gemini-2.5-flash-lite', 512, 24_576],
  ['gemini-2.5-flash', 1, 24_576],
  ['gemini-3', 1, 32_768],
]

const thinking: Rule<Judged> = ({ request, model }) => {
  const { thinkingBudget: budget, thinkingLevel: level } =
    request.generationConfig?.thinkingConfig ?? {}
  if (budget !== undefined && level !== undefined) {
    return invalid('You can only set one of thinking budget and thinking level.')
  }
  if (level !== undefined && !isSigning(model)) {
    return invalid('Thinking level is not supported for this model.')
  }
  if (budget === undefined || budget === -1) return undefined
  const [, least, most] = budgets.find(([beginning]) => model.startsWith(beginning)) ?? [
    '',
    0,
    budget,
  ]
  if (budget === 0 && !model.includes('pro')) return undefined
  return budget < least || budget > most
    ? invalid(`The thinking budget ${budget} is invalid: choose a value from ${least} to ${most}.`)
    : undefined
}

/** An image model talks and paints, and that is all: https://ai.google.dev/gemini-api/docs/models */
const forModel: Rule<Judged> = (judged) => {
  const { request, model } = judged
  const config = request.generationConfig
  const isImageModel = model.endsWith('-image')
  if (config?.responseModalities?.includes('IMAGE') === true && !isImageModel) {
    return invalid('Model does not support the requested response modalities: image')
  }
  if (!isImageModel) return undefined
  if (declarationsOf(judged).length > 0) {
    return invalid(`Function calling is not enabled for models/${model}`)
  }
  return config?.responseMimeType === 'application/json'
    ? invalid(`JSON mode is not enabled for models/${model}`)
    : undefined
}

const instructions: Rule<Judged> = ({ request }) =>
  request.systemInstruction?.parts.every((part) => 'text' in part) === false
    ? invalid('System instructions are text.', 'system_instruction')
    : undefined

const rules: readonly Rule<Judged>[] = [
  ...turnRules,
  together,
  functions,
  functionChoice,
  output,
  thinking,
  forModel,
  instructions,
  keptCache,
  keptFiles,
  keptStores,
]
