/** What OpenAI refuses of a response's conversation beyond single fields. The words are ours, the sense and the codes are theirs. */
import { refuse, type Refusal } from '../answer.ts'
import { firstDuplicate, judge, type Rule } from '../judge.ts'
import type { Call } from '../vendor.ts'
import { isPicture } from './judge-chat.ts'
import type { InputItem } from './responses-items.ts'
import type { ResponsesRequest } from './responses-schema.ts'
import { judgeSchema } from './strict-schema.ts'
import { judgeSampling, reasons, unsupported } from './traits.ts'

export type JudgedResponse = {
  readonly request: ResponsesRequest
  /** The whole conversation, what the account kept of it included. */
  readonly items: readonly InputItem[]
  readonly call: Call
}

export const judgeResponse = (judged: JudgedResponse): Refusal | undefined => judge(rules, judged)

const invalid = (message: string, param: string, code?: string): Refusal =>
  refuse('invalid', message, code === undefined ? { param } : { param, code })

/** Each kind of call has a kind of output. */
const outputOf = {
  function_call: 'function_call_output',
  custom_tool_call: 'custom_tool_call_output',
} as const

const pairs: Rule<JudgedResponse> = ({ items }) => {
  for (const [callType, outputType] of Object.entries(outputOf)) {
    const called = idsOf(items, callType)
    const answered = idsOf(items, outputType)
    const twice = firstDuplicate(called) ?? firstDuplicate(answered)
    if (twice !== undefined) return invalid(`Duplicate call_id: ${twice}.`, 'input')
    const unanswered = called.find((id) => !answered.includes(id))
    if (unanswered !== undefined) {
      return invalid(`No tool output found for ${callType} ${unanswered}.`, 'input')
    }
    const stray = answered.find((id) => !called.includes(id))
    if (stray !== undefined) {
      return invalid(`No tool call found for ${outputType} with call_id ${stray}.`, 'input')
    }
  }
  return undefined
}

const idsOf = (items: readonly InputItem[], type: string): readonly string[] =>
  items.flatMap((item) => (item.type === type && 'call_id' in item ? [String(item.call_id)] : []))

/** Ids begin by what they name: https://community.openai.com/t/invalid-input-0-id-expected-an-id-that-begins-with-msg/1290391 */
const idBeginnings: Readonly<Record<string, string>> = {
  message: 'msg',
  function_call: 'fc',
  custom_tool_call: 'ctc',
  reasoning: 'rs',
  web_search_call: 'ws',
  image_generation_call: 'ig',
}

const itemIds: Rule<JudgedResponse> = ({ items }) => {
  const ids = items.flatMap((item) =>
    'id' in item && typeof item.id === 'string' && item.type !== 'item_reference' ? [item.id] : [],
  )
  const twice = firstDuplicate(ids)
  if (twice !== undefined) {
    return invalid(`Duplicate item found with id ${twice}.`, 'input')
  }
  for (const [position, item] of items.entries()) {
    const beginning = 'role' in item && item.role !== 'assistant' ? 'msg' : beginningOf(item)
    const id = 'id' in item && typeof item.id === 'string' ? item.id : undefined
    if (id === undefined || beginning === undefined || id.startsWith(beginning)) continue
    const message = `Invalid 'input[${position}].id': '${id}'. Expected an ID that begins with '${beginning}'.`
    return invalid(message, `input[${position}].id`, 'invalid_value')
  }
  return undefined
}

const beginningOf = (item: InputItem): string | undefined =>
  'role' in item ? 'msg' : idBeginnings[item.type ?? '']

/** Only what this account closed, and only under the item's own id. */
const encrypted: Rule<JudgedResponse> = ({ items, call }) => {
  for (const item of items) {
    if (item.type !== 'reasoning' && item.type !== 'compaction') continue
    const closed = item.encrypted_content ?? undefined
    if (closed === undefined) continue
    const opened = call.seal.open(closed)
    const isTheirs = opened !== undefined && (item.type === 'compaction' || fits(item.id, opened))
    if (!isTheirs) {
      const name = item.id ?? ''
      const message = `The encrypted content for item ${name} could not be verified.`
      return invalid(message, 'input', 'invalid_encrypted_content')
    }
  }
  return undefined
}

const fits = (id: string | undefined, opened: string): boolean => id === undefined || id === opened

/** A thought belongs to what follows it. https://developers.openai.com/api/docs/guides/reasoning#keeping-reasoning-items-in-context */
const followed: Rule<JudgedResponse> = ({ items }) => {
  const bare = items.find((item, position) => {
    if (item.type !== 'reasoning') return false
    const next = items.slice(position + 1).find(({ type }) => type !== 'reasoning')
    return next === undefined || ('role' in next && next.role !== 'assistant')
  })
  return bare === undefined
    ? undefined
    : invalid(`Item of type 'reasoning' was provided without its required following item.`, 'input')
}

const tools: Rule<JudgedResponse> = ({ request }) => {
  const offered = request.tools ?? []
  for (const [position, tool] of offered.entries()) {
    if (tool.type !== 'function') continue
    const refusal = judgeSchema(tool.parameters, {
      of: `function '${tool.name}'`,
      param: `tools[${position}].parameters`,
      // Strict is what this API takes a function for that says nothing about it; it then makes the schema so.
      isStrict: tool.strict === true,
    })
    if (refusal !== undefined) return refusal
  }
  const choice = request.tool_choice
  if (choice === undefined || choice === 'auto' || choice === 'none') return undefined
  if (offered.length === 0) {
    return invalid("Tool choice needs tools: 'tools' is empty.", 'tool_choice')
  }
  if (typeof choice === 'string' || (choice.type !== 'function' && choice.type !== 'custom')) {
    return undefined
  }
  return offered.some((tool) => 'name' in tool && tool.name === choice.name)
    ? undefined
    : invalid(`Tool choice '${choice.name}' not found in 'tools' parameter.`, 'tool_choice')
}

const format: Rule<JudgedResponse> = ({ request, items }) => {
  const wanted = request.text?.format
  if (
    wanted?.type === 'json_object' &&
    !/json/i.test(JSON.stringify([request.instructions, items]))
  ) {
    return invalid(
      "Input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
      'input',
    )
  }
  if (wanted?.type !== 'json_schema') return undefined
  return judgeSchema(wanted.schema, {
    of: `response_format '${wanted.name}'`,
    param: 'text.format.schema',
    isStrict: wanted.strict !== false,
  })
}

const pictures: Rule<JudgedResponse> = ({ items }) => {
  const urls = items.flatMap((item) =>
    'role' in item && typeof item.content !== 'string'
      ? item.content.flatMap((part) =>
          part.type === 'input_image' && typeof part.image_url === 'string' ? [part.image_url] : [],
        )
      : [],
  )
  return urls.every(isPicture)
    ? undefined
    : invalid('Invalid image URL.', 'input', 'invalid_image_url')
}

const kept: Rule<JudgedResponse> = ({ request }) => {
  if (request.background !== true) return undefined
  if (request.stream === true) return unsupported('stream')
  return request.store === false
    ? invalid("A response in the background needs 'store' to be true.", 'background')
    : undefined
}

const forModel: Rule<JudgedResponse> = ({ request }) => {
  const asksThoughts = (request.reasoning?.effort ?? request.reasoning?.summary ?? null) !== null
  if (!reasons(request.model)) return asksThoughts ? unsupported('reasoning.effort') : undefined
  if ((request.top_logprobs ?? 0) > 0) return unsupported('top_logprobs')
  return judgeSampling(request.model, request)
}

const rules: readonly Rule<JudgedResponse>[] = [
  itemIds,
  encrypted,
  pairs,
  followed,
  tools,
  format,
  pictures,
  kept,
  forModel,
]
