/** A chat completion as a stream: https://platform.openai.com/docs/api-reference/chat-streaming */
import type { Choice } from '../reply.ts'
import {
  finishReason,
  hasText,
  idOf,
  writeAnnotations,
  writeLogprobs,
  writeToolCall,
  writeUsage,
  type Told,
} from './chat-object.ts'

type Logprobs = ReturnType<typeof writeLogprobs>

/** With usage asked for, every chunk has the field and a last one, without choices, has its value. */
export const writeChatChunks = (told: Told) => {
  const { reply, request, call } = told
  const includesUsage = request.stream_options?.include_usage === true
  const frame = {
    id: `chatcmpl-simulated-${call.serial}`,
    object: 'chat.completion.chunk' as const,
    created: Math.floor(call.now / 1000),
    model: request.model,
    service_tier: 'default' as const,
    system_fingerprint: 'fp_simulated',
  }
  const usage = includesUsage ? { usage: null } : {}
  const chunks = inTurns(
    reply.choices.map((choice, index) => writeChoice(choice, index, told)),
  ).map((choice) => ({ ...frame, choices: [choice], ...usage }))
  return includesUsage ? [...chunks, { ...frame, choices: [], usage: writeUsage(reply) }] : chunks
}

/** Several choices come interleaved. */
const inTurns = <Item>(lists: readonly (readonly Item[])[]): readonly Item[] => {
  const longest = Math.max(...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, position) => position).flatMap((position) =>
    lists.flatMap((list) => list.slice(position, position + 1)),
  )
}

const writeChoice = (choice: Choice, index: number, { request, call }: Told) => {
  const annotations = writeAnnotations(choice)
  const none = { text: [], refusal: [] }
  const deltas = [
    delta({ role: 'assistant' as const, content: hasText(choice) ? '' : null, refusal: null }),
    ...choice.text.map((content) =>
      delta({ content }, writeLogprobs(request, { ...none, text: [content] })),
    ),
    ...choice.refusal.map((refusal) =>
      delta({ refusal }, writeLogprobs(request, { ...none, refusal: [refusal] })),
    ),
    ...choice.toolCalls
      .map((toolCall, position) => writeToolCall(toolCall, idOf(call, index, position)))
      .flatMap((toolCall, position) => toolCallDeltas(toolCall, position))
      .map((toolCall) => delta({ tool_calls: [toolCall] })),
    ...(annotations.length === 0 ? [] : [delta(undeclared({ annotations }))]),
  ]
  return [
    ...deltas.map((written) => ({ index, ...written, finish_reason: null })),
    { index, ...delta({}), finish_reason: finishReason[choice.finish] },
  ]
}

const delta = <Content>(content: Content, logprobs: Logprobs = null) => ({
  delta: content,
  logprobs,
})

/** The SDK declares no annotations of a delta; the API sends them at the end of a text that cites. */
const undeclared = (fields: object): object => fields

type WrittenCall = ReturnType<typeof writeToolCall>

type FunctionCall = Extract<WrittenCall, { type: 'function' }>

/** The first names the call, the others add to its text. */
type CallDelta =
  | (FunctionCall & { readonly index: number })
  | { readonly index: number; readonly function: { readonly arguments: string } }
  | CustomDelta

/** The SDK declares no more of it, and the API sends `custom` in it. */
type CustomDelta = { readonly index: number }

const toolCallDeltas = (toolCall: WrittenCall, index: number): readonly CallDelta[] => {
  if (toolCall.type === 'custom') return customDeltas(toolCall, index)
  const { name, arguments: text } = toolCall.function
  return [
    { index, ...toolCall, function: { name, arguments: '' } },
    ...halves(text).map((half) => ({ index, function: { arguments: half } })),
  ]
}

const customDeltas = (
  { id, type, custom }: Extract<WrittenCall, { type: 'custom' }>,
  index: number,
): readonly CustomDelta[] => {
  const first = { index, id, type, custom: { name: custom.name, input: '' } }
  return [first, ...halves(custom.input).map((half) => ({ index, custom: { input: half } }))]
}

const halves = (text: string): readonly string[] => {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}
