import { plainly, type Asked, type ServerTool, type Tool, type ToolChoice } from '../asked.ts'
import type { Call } from '../vendor.ts'
import type { InputItem } from './responses-items.ts'
import type { ResponsesRequest } from './responses-schema.ts'

type RequestTool = NonNullable<ResponsesRequest['tools']>[number]

/** `items` is the whole conversation, what the account kept of it included. */
export const readResponses = (
  request: ResponsesRequest,
  items: readonly InputItem[],
  call: Call,
): Asked => {
  const input = inputOf(request.instructions, items)
  return {
    ...plainly,
    protocol: 'openai-responses',
    account: call.account,
    prompt: textOf(items.findLast((item) => 'role' in item && item.role === 'user')),
    input,
    tools: (request.tools ?? []).flatMap(readTools),
    toolChoice: readToolChoice(request.tool_choice),
    allowsParallelCalls: request.parallel_tool_calls !== false,
    serverTools: (request.tools ?? []).flatMap(readServerTool),
    toolResults: resultsAtEnd(items),
    wantsReasoning: (request.reasoning?.effort ?? 'none') !== 'none',
    cachedTokens: call.cache.lookUp(input),
    maxOutputTokens: request.max_output_tokens ?? undefined,
    outputSchema: readOutputSchema(request),
  }
}

/** Everything the model reads, for counting. */
export const inputOf = (
  instructions: string | null | undefined,
  items: readonly InputItem[],
): string => [instructions ?? '', ...items.map(textOf)].join('\n')

const textOf = (item: InputItem | undefined): string => {
  if (item === undefined) return ''
  if ('role' in item) return textOfContent(item.content)
  switch (item.type) {
    case 'function_call':
      return `${item.name} ${item.arguments}`
    case 'custom_tool_call':
      return `${item.name} ${item.input}`
    case 'function_call_output':
    case 'custom_tool_call_output':
      return textOfContent(item.output)
    default:
      return ''
  }
}

type Content = Extract<InputItem, { role: string }>['content']

const textOfContent = (content: Content): string => {
  if (typeof content === 'string') return content
  return content.map((part) => ('text' in part ? part.text : `[${part.type}]`)).join(' ')
}

const isOutput = (item: InputItem): boolean =>
  item.type === 'function_call_output' || item.type === 'custom_tool_call_output'

const resultsAtEnd = (items: readonly InputItem[]): readonly string[] =>
  items.slice(items.findLastIndex((item) => !isOutput(item)) + 1).map(textOf)

const readTools = (tool: RequestTool): readonly Tool[] => {
  switch (tool.type) {
    case 'function':
      return [{ name: tool.name, kind: 'function', parameters: tool.parameters ?? {} }]
    case 'custom':
      return [{ name: tool.name, kind: 'custom', parameters: {} }]
    case 'namespace':
      return tool.tools.flatMap(readTools).map((member) => ({ ...member, namespace: tool.name }))
    default:
      return []
  }
}

const readServerTool = ({ type }: RequestTool): readonly ServerTool[] => {
  if (type.startsWith('web_search')) return ['web-search']
  return type === 'image_generation' ? ['image'] : []
}

const readToolChoice = (choice: ResponsesRequest['tool_choice']): ToolChoice => {
  if (choice === undefined) return { type: 'auto' }
  if (typeof choice === 'string') return { type: choice }
  switch (choice.type) {
    case 'function':
    case 'custom':
      return { type: 'named', name: choice.name }
    case 'allowed_tools': {
      const names = choice.tools.flatMap((tool) => ('name' in tool ? [String(tool.name)] : []))
      return { type: 'allowed', isRequired: choice.mode === 'required', names }
    }
    default:
      return { type: 'auto' }
  }
}

const readOutputSchema = (request: ResponsesRequest): unknown => {
  const format = request.text?.format
  if (format === undefined || format.type === 'text') return undefined
  return format.type === 'json_schema' ? format.schema : true
}
