import { answerJson, type Answer } from '../answer.ts'
import { check } from '../check.ts'
import { replyTo, type Asked, type ToolChoice } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { refuseModel } from './models.ts'
import { streamResponse } from './responses-events.ts'
import { writeOutput, writeResponse } from './responses-object.ts'
import { responsesRequest, type ResponsesRequest } from './responses-schema.ts'

type Item = Exclude<ResponsesRequest['input'], string>[number]

export const answerResponse = (call: Call): Answer => {
  const checked = check(responsesRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const reply = replyTo(readResponses(request, call))
  const output = writeOutput(reply, request, call)
  if (request.stream === true) return streamResponse({ reply, request, call, output })
  return answerJson(writeResponse({ reply, request, call, output }))
}

const readResponses = (request: ResponsesRequest, call: Call): Asked => {
  const items = typeof request.input === 'string' ? [userItem(request.input)] : request.input
  const input = [request.instructions ?? '', ...items.map(textOf)].join('\n')
  return {
    protocol: 'openai-responses',
    account: call.account,
    prompt: textOf(items.findLast((item) => 'role' in item && item.role === 'user')),
    input,
    tools: (request.tools ?? []).flatMap((tool) =>
      tool.type === 'function' ? [{ name: tool.name, parameters: tool.parameters ?? {} }] : [],
    ),
    toolChoice: readToolChoice(request.tool_choice),
    endsWithToolResult: items.at(-1)?.type === 'function_call_output',
    wantsReasoning: (request.reasoning?.effort ?? 'none') !== 'none',
    cachedTokens: call.cache.lookUp(input),
    maxOutputTokens: request.max_output_tokens ?? undefined,
    outputSchema: readOutputSchema(request),
  }
}

const userItem = (content: string): Item => ({ role: 'user', content })

const textOf = (item: Item | undefined): string => {
  if (item === undefined) return ''
  if (item.type === 'function_call') return `${item.name} ${item.arguments}`
  if (item.type === 'reasoning' || item.type === 'item_reference') return ''
  const content = item.type === 'function_call_output' ? item.output : item.content
  if (typeof content === 'string') return content
  return content.map((part) => ('text' in part ? part.text : `[${part.type}]`)).join(' ')
}

const readToolChoice = (choice: ResponsesRequest['tool_choice']): ToolChoice => {
  if (choice === undefined) return { type: 'auto' }
  return typeof choice === 'string' ? { type: choice } : { type: 'named', name: choice.name }
}

const readOutputSchema = (request: ResponsesRequest): unknown => {
  const format = request.text?.format
  if (format === undefined || format.type === 'text') return undefined
  return format.type === 'json_schema' ? format.schema : true
}
