import { isObject } from '../sample.ts'
import type { Asked, Tool, ToolChoice } from '../reply.ts'
import type { Call } from '../vendor.ts'
import type { GenerateRequest } from './schema.ts'

type Content = GenerateRequest['contents'][number]
type Part = Content['parts'][number]

export const readGenerate = (request: GenerateRequest, call: Call): Asked => {
  const input = inputOf(request)
  const last = request.contents.at(-1)
  const config = request.generationConfig
  return {
    protocol: 'gemini',
    account: call.account,
    prompt: textOf(request.contents.findLast((content) => content.role !== 'model')),
    input,
    tools: readTools(request),
    toolChoice: readToolChoice(request),
    endsWithToolResult: last?.parts.some((part) => 'functionResponse' in part) === true,
    wantsReasoning: wantsThoughts(request),
    cachedTokens: call.cache.lookUp(input),
    maxOutputTokens: config?.maxOutputTokens,
    outputSchema:
      config?.responseMimeType === 'application/json'
        ? (config.responseJsonSchema ?? config.responseSchema ?? true)
        : undefined,
  }
}

/** Everything the model reads, for counting. */
export const inputOf = (request: Pick<GenerateRequest, 'contents' | 'systemInstruction'>): string =>
  [
    ...(request.systemInstruction?.parts ?? []).map(textOfPart),
    ...request.contents.map((content) => `${content.role ?? 'user'}: ${textOf(content)}`),
  ].join('\n')

export const textOf = (content: { readonly parts: readonly Part[] } | undefined): string =>
  (content?.parts ?? []).map(textOfPart).join(' ')

const textOfPart = (part: Part): string => {
  if ('text' in part) return part.text
  if ('functionCall' in part) return JSON.stringify(part.functionCall)
  if ('functionResponse' in part) return JSON.stringify(part.functionResponse)
  return `[${Object.keys(part)[0]}]`
}

const readTools = (request: GenerateRequest): readonly Tool[] =>
  (request.tools ?? [])
    .flatMap((tool) => tool.functionDeclarations ?? [])
    .map(({ name, parametersJsonSchema, parameters }) => ({
      name,
      parameters: parametersJsonSchema ?? parameters ?? {},
    }))

const readToolChoice = (request: GenerateRequest): ToolChoice => {
  const config = request.toolConfig?.functionCallingConfig
  if (config?.mode === 'NONE') return { type: 'none' }
  if (config?.mode !== 'ANY') return { type: 'auto' }
  const [name] = config.allowedFunctionNames ?? []
  return name === undefined ? { type: 'required' } : { type: 'named', name }
}

/** A budget of 0 turns thinking off; without a word about it the simulated model does not think. */
const wantsThoughts = (request: GenerateRequest): boolean => {
  const thinking = request.generationConfig?.thinkingConfig
  return isObject(thinking) && thinking['thinkingBudget'] !== 0
}
