import { plainly, type Asked, type ServerTool, type Tool, type ToolChoice } from '../asked.ts'
import type { Call } from '../vendor.ts'
import type { CountRequest, MessagesRequest } from './schema.ts'

export type Message = CountRequest['messages'][number]
export type Part = Exclude<Message['content'], string>[number]
type RequestTool = NonNullable<CountRequest['tools']>[number]

export const readMessages = (request: MessagesRequest, call: Call): Asked => {
  const input = inputOf(request)
  const choice = request.tool_choice
  return {
    ...plainly,
    protocol: 'anthropic',
    account: call.account,
    prompt: promptOf(request.messages),
    input,
    tools: (request.tools ?? []).flatMap(readTool),
    toolChoice: readToolChoice(choice),
    allowsParallelCalls: !(
      choice !== undefined &&
      'disable_parallel_tool_use' in choice &&
      choice.disable_parallel_tool_use === true
    ),
    serverTools: (request.tools ?? []).flatMap(readServerTool),
    toolResults: resultsAtEnd(request.messages),
    wantsReasoning: (request.thinking?.type ?? 'disabled') !== 'disabled',
    cachedTokens: marksCache(request) ? call.cache.lookUp(input) : 0,
    maxOutputTokens: request.max_tokens,
    stopSequences: request.stop_sequences ?? [],
    outputSchema: request.output_config?.format?.schema,
  }
}

/** Everything the model reads, for counting. */
export const inputOf = (request: CountRequest): string => {
  const { system = '', tools = [], messages } = request
  const instructions =
    typeof system === 'string' ? system : system.map((part) => part.text).join(' ')
  return [
    ...tools.map((tool) => JSON.stringify(tool)),
    instructions,
    ...messages.map((message) => `${message.role}: ${textOf(message)}`),
  ].join('\n')
}

/** Anthropic caches what the request marks, and nothing else. */
export const marksCache = (request: CountRequest): boolean =>
  JSON.stringify(request).includes('"cache_control":{')

/** The last thing the user wrote, tools' results aside. */
const promptOf = (messages: readonly Message[]): string => {
  const written = messages
    .filter((message) => message.role === 'user')
    .map((message) =>
      partsOf(message)
        .filter((part) => part.type !== 'tool_result')
        .map(textOfPart)
        .join(' '),
    )
  return written.findLast((text) => text !== '') ?? ''
}

const resultsAtEnd = (messages: readonly Message[]): readonly string[] => {
  const last = messages.findLast((message) => message.role !== 'system')
  return partsOf(last).flatMap((part) => (part.type === 'tool_result' ? [textOfPart(part)] : []))
}

const textOf = (message: Message): string => partsOf(message).map(textOfPart).join(' ')

export const partsOf = (message: Message | undefined): readonly Part[] => {
  if (message === undefined) return []
  return typeof message.content === 'string'
    ? [{ type: 'text', text: message.content }]
    : message.content
}

const textOfPart = (part: Part): string => {
  switch (part.type) {
    case 'text':
      return part.text
    case 'thinking':
      return part.thinking
    case 'tool_use':
      return `${part.name} ${JSON.stringify(part.input)}`
    case 'tool_result':
      return typeof part.content === 'string'
        ? part.content
        : (part.content ?? [])
            .map((block) => (block.type === 'text' ? block.text : `[${block.type}]`))
            .join(' ')
    default:
      return `[${part.type}]`
  }
}

const readTool = (tool: RequestTool): readonly Tool[] =>
  'input_schema' in tool && typeof tool.name === 'string'
    ? [{ name: tool.name, kind: 'function', parameters: tool.input_schema }]
    : []

const readServerTool = ({ type }: RequestTool): readonly ServerTool[] =>
  type?.startsWith('web_search_') === true ? ['web-search'] : []

const readToolChoice = (choice: CountRequest['tool_choice']): ToolChoice => {
  if (choice === undefined) return { type: 'auto' }
  if (choice.type === 'tool') return { type: 'named', name: choice.name }
  return { type: choice.type === 'any' ? 'required' : choice.type }
}
