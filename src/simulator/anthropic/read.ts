import type { Asked, ToolChoice } from '../reply.ts'
import type { Call } from '../vendor.ts'
import type { CountRequest, MessagesRequest } from './schema.ts'

type Message = CountRequest['messages'][number]
type Part = Exclude<Message['content'], string>[number]

export const readMessages = (request: MessagesRequest, call: Call): Asked => {
  const input = inputOf(request)
  const last = request.messages.at(-1)
  return {
    protocol: 'anthropic',
    account: call.account,
    prompt: textOf(request.messages.findLast((message) => message.role === 'user')),
    input,
    tools: (request.tools ?? []).map((tool) => ({
      name: tool.name,
      parameters: tool.input_schema,
    })),
    toolChoice: readToolChoice(request.tool_choice),
    endsWithToolResult: partsOf(last).some((part) => part.type === 'tool_result'),
    wantsReasoning: (request.thinking?.type ?? 'disabled') !== 'disabled',
    cachedTokens: marksCache(request) ? call.cache.lookUp(input) : 0,
    maxOutputTokens: request.max_tokens,
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

const textOf = (message: Message | undefined): string => {
  if (typeof message?.content === 'string') return message.content
  return partsOf(message).map(textOfPart).join(' ')
}

const partsOf = (message: Message | undefined): readonly Part[] => {
  if (message === undefined || typeof message.content === 'string') return []
  return message.content
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
      return typeof part.content === 'string' ? part.content : JSON.stringify(part.content ?? '')
    default:
      return `[${part.type}]`
  }
}

const readToolChoice = (choice: CountRequest['tool_choice']): ToolChoice => {
  if (choice === undefined) return { type: 'auto' }
  if (choice.type === 'tool') return { type: 'named', name: choice.name }
  return { type: choice.type === 'any' ? 'required' : choice.type }
}
