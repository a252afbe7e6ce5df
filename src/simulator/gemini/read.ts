import { plainly, type Asked, type Tool, type ToolChoice } from '../asked.ts'
import { isObject } from '../sample.ts'
import type { Call } from '../vendor.ts'
import type { GenerateRequest } from './schema.ts'

export type Content = GenerateRequest['contents'][number]
export type Part = Content['parts'][number]

export const readGenerate = (request: GenerateRequest, model: string, call: Call): Asked => {
  const input = inputOf(request)
  const config = request.generationConfig
  const asksJson = config?.responseMimeType === 'application/json'
  return {
    ...plainly,
    protocol: 'gemini',
    account: call.account,
    prompt: promptOf(request.contents),
    input,
    tools: readTools(request),
    toolChoice: readToolChoice(request),
    serverTools: request.tools?.some(offersSearch) === true ? ['web-search'] : [],
    isImageModel:
      model.endsWith('-image') && (config?.responseModalities ?? ['IMAGE']).includes('IMAGE'),
    toolResults: resultsAtEnd(request.contents),
    wantsReasoning: wantsThoughts(request),
    cachedTokens: call.cache.lookUp(input),
    keptTokens: keptTokensOf(request, call),
    maxOutputTokens: config?.maxOutputTokens,
    stopSequences: config?.stopSequences ?? [],
    outputSchema: asksJson
      ? (config.responseJsonSchema ?? config.responseSchema ?? true)
      : undefined,
    choices: config?.candidateCount ?? 1,
  }
}

const keptTokensOf = ({ cachedContent = '' }: GenerateRequest, { kept, now }: Call): number =>
  kept.cache(cachedContent, now)?.tokens ?? 0

type RequestTool = NonNullable<GenerateRequest['tools']>[number]

const offersSearch = ({ googleSearch, googleSearchRetrieval }: RequestTool): boolean =>
  googleSearch !== undefined || googleSearchRetrieval !== undefined

/** Everything the model reads, for counting. */
export const inputOf = (request: Pick<GenerateRequest, 'contents' | 'systemInstruction'>): string =>
  [
    ...(request.systemInstruction?.parts ?? []).map(textOfPart),
    ...request.contents.map((content) => `${content.role ?? 'user'}: ${textOf(content)}`),
  ].join('\n')

export const textOf = (content: { readonly parts: readonly Part[] } | undefined): string =>
  (content?.parts ?? []).map(textOfPart).join(' ')

/** The last thing the user wrote, tools' results aside. */
const promptOf = (contents: readonly Content[]): string => {
  const written = contents
    .filter((content) => content.role !== 'model')
    .map(({ parts }) => textOf({ parts: parts.filter((part) => !('functionResponse' in part)) }))
  return written.findLast((text) => text !== '') ?? ''
}

const resultsAtEnd = (contents: readonly Content[]): readonly string[] =>
  (contents.at(-1)?.parts ?? []).flatMap((part) =>
    'functionResponse' in part ? [resultOf(part.functionResponse.response)] : [],
  )

/** Tools answer with an object; what it says stands in the one field that most clients fill. */
const resultOf = (response: object): string => {
  const [only, ...others] = Object.values(response)
  return typeof only === 'string' && others.length === 0 ? only : JSON.stringify(response)
}

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
      kind: 'function',
      parameters: parametersJsonSchema ?? parameters ?? {},
    }))

const readToolChoice = (request: GenerateRequest): ToolChoice => {
  const config = request.toolConfig?.functionCallingConfig
  if (config?.mode === 'NONE') return { type: 'none' }
  const names = config?.allowedFunctionNames ?? []
  if (config?.mode === 'ANY')
    return names.length === 0 ? { type: 'required' } : { type: 'allowed', isRequired: true, names }
  return names.length === 0 ? { type: 'auto' } : { type: 'allowed', isRequired: false, names }
}

/** A budget of 0 turns thinking off; without a word about it the simulated model does not think. */
const wantsThoughts = (request: GenerateRequest): boolean => {
  const thinking = request.generationConfig?.thinkingConfig
  return isObject(thinking) && thinking['thinkingBudget'] !== 0
}
