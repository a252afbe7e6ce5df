/** The finished items of a response, in their order. */
import { alternativesTo, bytesOf } from '../logprobs.ts'
import type { Choice, Reply } from '../reply.ts'
import type { ToolCall } from '../scenario.ts'
import type { Call } from '../vendor.ts'
import type { ResponsesRequest } from './responses-schema.ts'

type ItemStatus = 'in_progress' | 'completed' | 'incomplete'

export type Output = ReturnType<typeof writeOutput>

/** Reasoning when asked for, what the vendor did by itself, what was said, the calls. */
export const writeOutput = (reply: Reply, request: ResponsesRequest, call: Call) => {
  const [choice] = reply.choices
  return [
    ...writeReasoning(reply, request, call),
    ...writeSearch(choice, call),
    ...choice.images.map((image, index) => writeImage(image, index, call)),
    ...writeMessage(choice, request, call),
    ...choice.toolCalls.map((toolCall, index) => writeToolCall(toolCall, index, call)),
  ]
}

/** What the account closes up for itself: the item's id, so that it cannot stand in another's place. */
const writeReasoning = (reply: Reply, request: ResponsesRequest, call: Call) => {
  if (reply.reasoning.length === 0) return []
  const id = `rs_simulated_${call.serial}`
  const isShown = (request.reasoning?.summary ?? null) !== null || call.say !== undefined
  return [
    {
      id,
      type: 'reasoning' as const,
      summary: isShown ? [{ type: 'summary_text' as const, text: reply.reasoning.join('') }] : [],
      ...(isEncrypted(request) ? { encrypted_content: call.seal.close(id) } : {}),
    },
  ]
}

/** What an account does not keep, it hands out closed: https://developers.openai.com/api/docs/guides/reasoning */
const isEncrypted = ({ include }: ResponsesRequest): boolean =>
  include?.includes('reasoning.encrypted_content') === true

const writeSearch = ({ source }: Choice, call: Call) =>
  source === undefined
    ? []
    : [
        {
          id: `ws_simulated_${call.serial}`,
          type: 'web_search_call' as const,
          status: 'completed' as const,
          action: {
            type: 'search' as const,
            query: source.query,
            queries: [source.query],
            sources: [{ type: 'url' as const, url: source.url }],
          },
        },
      ]

const writeImage = (image: string, index: number, call: Call) => ({
  id: `ig_simulated_${call.serial}_${index}`,
  type: 'image_generation_call' as const,
  status: 'completed' as const,
  result: image,
})

const writeMessage = (choice: Choice, request: ResponsesRequest, call: Call) => {
  const isSilent = choice.text.length === 0 && choice.refusal.length === 0
  if (isSilent && choice.toolCalls.length > 0) return []
  return [
    {
      id: `msg_simulated_${call.serial}`,
      type: 'message' as const,
      status: itemStatus(choice),
      role: 'assistant' as const,
      content: [
        choice.refusal.length === 0
          ? writeText(choice, request)
          : { type: 'refusal' as const, refusal: choice.refusal.join('') },
      ],
    },
  ]
}

const writeText = (choice: Choice, request: ResponsesRequest) => ({
  type: 'output_text' as const,
  annotations: writeAnnotations(choice),
  logprobs: writeLogprobs(choice.text, request),
  text: choice.text.join(''),
})

const writeAnnotations = ({ text, cited, source }: Choice) => {
  if (source === undefined || cited.length === 0) return []
  const end_index = text.join('').length
  const { title, url, quote } = source
  return [
    {
      type: 'url_citation' as const,
      start_index: end_index - quote.length,
      end_index,
      title,
      url,
    },
  ]
}

export const writeLogprobs = (tokens: readonly string[], request: ResponsesRequest) => {
  const isAsked = request.include?.includes('message.output_text.logprobs') === true
  if (!isAsked && (request.top_logprobs ?? 0) === 0) return []
  return tokens.map((token) => {
    const [own, ...others] = alternativesTo(token, Math.max(1, request.top_logprobs ?? 0))
    const withBytes = { token, logprob: own?.logprob ?? 0, bytes: bytesOf(token) }
    const alternatives = others.map((other) => ({ ...other, bytes: bytesOf(other.token) }))
    const top = (request.top_logprobs ?? 0) === 0 ? [] : [withBytes, ...alternatives]
    return { ...withBytes, top_logprobs: top }
  })
}

/** The calls of one response have ids of their own; the item's id is another than the call's. */
const writeToolCall = ({ name, kind, namespace, input }: ToolCall, index: number, call: Call) => {
  const number = index === 0 ? `${call.serial}` : `${call.serial}_${index}`
  const shared = {
    status: 'completed' as ItemStatus,
    call_id: `call_simulated_${number}`,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  }
  return kind === 'custom'
    ? {
        id: `ctc_simulated_${number}`,
        type: 'custom_tool_call' as const,
        ...shared,
        input: String(input),
      }
    : {
        id: `fc_simulated_${number}`,
        type: 'function_call' as const,
        ...shared,
        arguments: JSON.stringify(input),
      }
}

const itemStatus = ({ finish }: Choice): ItemStatus =>
  finish === 'length' || finish === 'filter' ? 'incomplete' : 'completed'
