import type { Static } from '@sinclair/typebox'
import { plainly, type Asked, type Tool, type ToolChoice } from '../asked.ts'
import type { Call } from '../vendor.ts'
import type { chatRequest } from './schema.ts'

export type ChatRequest = Static<typeof chatRequest>
export type Message = ChatRequest['messages'][number]
type RequestTool = NonNullable<ChatRequest['tools']>[number]
type NamedTool = Extract<ChatRequest['tool_choice'], { type: 'function' | 'custom' }>

export const readChat = (request: ChatRequest, call: Call): Asked => {
  const input = request.messages.map((message) => `${message.role}: ${textOf(message)}`).join('\n')
  const effort = request.reasoning_effort ?? 'none'
  return {
    ...plainly,
    protocol: 'openai-chat',
    account: call.account,
    prompt: textOf(request.messages.findLast((message) => message.role === 'user')),
    input,
    tools: (request.tools ?? []).map(readTool),
    toolChoice: readToolChoice(request.tool_choice),
    allowsParallelCalls: request.parallel_tool_calls !== false,
    serverTools: request.web_search_options === undefined ? [] : ['web-search'],
    toolResults: resultsAtEnd(request.messages),
    wantsReasoning: effort !== 'none',
    cachedTokens: call.cache.lookUp(input),
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    stopSequences: [request.stop ?? []].flat(),
    outputSchema: readOutputSchema(request),
    choices: request.n ?? 1,
  }
}

export const textOf = (message: Message | undefined): string => {
  const content = message?.content ?? ''
  if (typeof content === 'string') return content
  return content.map((part) => ('text' in part ? part.text : `[${part.type}]`)).join(' ')
}

const resultsAtEnd = (messages: readonly Message[]): readonly string[] => {
  const last = messages.findLastIndex((message) => message.role !== 'tool')
  return messages.slice(last + 1).map(textOf)
}

const readTool = (tool: RequestTool): Tool =>
  tool.type === 'function'
    ? { name: tool.function.name, kind: 'function', parameters: tool.function.parameters ?? {} }
    : { name: tool.custom.name, kind: 'custom', parameters: {} }

export const nameOf = (tool: NamedTool | RequestTool): string =>
  tool.type === 'function' ? tool.function.name : tool.custom.name

const readToolChoice = (choice: ChatRequest['tool_choice']): ToolChoice => {
  if (choice === undefined) return { type: 'auto' }
  if (typeof choice === 'string') return { type: choice }
  if (choice.type !== 'allowed_tools') return { type: 'named', name: nameOf(choice) }
  const { mode, tools } = choice.allowed_tools
  return { type: 'allowed', isRequired: mode === 'required', names: tools.map(nameOf) }
}

const readOutputSchema = (request: ChatRequest): unknown => {
  const format = request.response_format
  if (format === undefined || format.type === 'text') return undefined
  return format.type === 'json_schema' ? (format.json_schema.schema ?? true) : true
}
