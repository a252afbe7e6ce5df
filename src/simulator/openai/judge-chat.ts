/** What OpenAI refuses of a chat beyond single fields. The words are ours, the sense and the codes are theirs. */
import { refuse, type Refusal } from '../answer.ts'
import { firstDuplicate, judge, type Rule } from '../judge.ts'
import { nameOf, textOf, type ChatRequest } from './chat-read.ts'
import { judgeSchema } from './strict-schema.ts'
import { judgeSampling, reasons, searches, unsupported } from './traits.ts'

export const judgeChat = (request: ChatRequest): Refusal | undefined => judge(rules, request)

const invalid = (message: string, param: string): Refusal => refuse('invalid', message, { param })

const conversation: Rule<ChatRequest> = ({ messages }) => {
  let open: ReadonlySet<string> = new Set()
  for (const [position, message] of messages.entries()) {
    const param = `messages[${position}]`
    if (message.role === 'tool') {
      if (!open.has(message.tool_call_id)) return strayResult(message.tool_call_id, param)
      open = new Set([...open].filter((id) => id !== message.tool_call_id))
      continue
    }
    if (open.size > 0) return unanswered(open, param)
    if (message.role !== 'assistant') continue
    const ids = (message.tool_calls ?? []).map(({ id }) => id)
    const twice = firstDuplicate(ids)
    if (twice !== undefined) return invalid(`Duplicate tool call id: ${twice}`, param)
    if (ids.length === 0 && isSilent(message)) {
      return invalid(
        `Invalid value for 'content': expected a string, got null.`,
        `${param}.content`,
      )
    }
    open = new Set(ids)
  }
  return open.size > 0 ? unanswered(open, 'messages') : undefined
}

type Assistant = Extract<ChatRequest['messages'][number], { role: 'assistant' }>

const isSilent = ({ content, refusal, audio }: Assistant): boolean =>
  (content ?? null) === null && (refusal ?? null) === null && (audio ?? null) === null

const strayResult = (id: string, param: string): Refusal =>
  invalid(
    `Messages with role 'tool' must be a response to a preceding message with 'tool_calls': ${id} is none.`,
    `${param}.role`,
  )

const unanswered = (ids: ReadonlySet<string>, param: string): Refusal =>
  invalid(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. Without a response: ${[...ids].join(', ')}`,
    param,
  )

const tools: Rule<ChatRequest> = ({ tools: offered, tool_choice: choice, parallel_tool_calls }) => {
  if (offered === undefined) {
    if (choice !== undefined && choice !== 'none') return needsTools('tool_choice')
    return parallel_tool_calls === undefined ? undefined : needsTools('parallel_tool_calls')
  }
  const names = new Set(offered.map(nameOf))
  if (choice === undefined || typeof choice === 'string') return undefined
  const wanted = choice.type === 'allowed_tools' ? choice.allowed_tools.tools : [choice]
  const unknown = wanted.map(nameOf).find((name) => !names.has(name))
  return unknown === undefined
    ? undefined
    : invalid(`Tool choice '${unknown}' not found in 'tools' parameter.`, 'tool_choice')
}

const needsTools = (param: string): Refusal =>
  invalid(`'${param}' is only allowed when 'tools' are specified.`, param)

const schemas: Rule<ChatRequest> = ({ tools: offered = [], response_format: format }) => {
  for (const [position, tool] of offered.entries()) {
    if (tool.type !== 'function') continue
    const refusal = judgeSchema(tool.function.parameters, {
      of: `function '${tool.function.name}'`,
      param: `tools[${position}].function.parameters`,
      isStrict: tool.function.strict === true,
    })
    if (refusal !== undefined) return refusal
  }
  if (format?.type !== 'json_schema') return undefined
  return judgeSchema(format.json_schema.schema, {
    of: `response_format '${format.json_schema.name}'`,
    param: 'response_format',
    isStrict: format.json_schema.strict === true,
  })
}

/** https://platform.openai.com/docs/guides/structured-outputs#json-mode */
const jsonMode: Rule<ChatRequest> = ({ messages, response_format: format }) =>
  format?.type === 'json_object' && !messages.some((message) => /json/i.test(textOf(message)))
    ? invalid(
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        'messages',
      )
    : undefined

const together: Rule<ChatRequest> = (request) => {
  if ((request.stream_options ?? null) !== null && request.stream !== true) {
    return invalid(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    )
  }
  if ((request.top_logprobs ?? null) !== null && request.logprobs !== true) {
    return invalid("'logprobs' must be true when 'top_logprobs' is given.", 'top_logprobs')
  }
  return (request.max_tokens ?? null) !== null && (request.max_completion_tokens ?? null) !== null
    ? invalid("'max_tokens' and 'max_completion_tokens' exclude each other.", 'max_tokens')
    : undefined
}

const forModel: Rule<ChatRequest> = (request) => {
  const { model } = request
  if (request.web_search_options !== undefined && !searches(model)) {
    return unsupported('web_search_options')
  }
  if (!reasons(model)) {
    return (request.reasoning_effort ?? null) === null ? undefined : unsupported('reasoning_effort')
  }
  if ((request.max_tokens ?? null) !== null) {
    return unsupported('max_tokens', 'max_completion_tokens')
  }
  const absent = (['stop', 'logprobs', 'logit_bias'] as const).find(
    (name) => (request[name] ?? null) !== null && request[name] !== false,
  )
  return absent === undefined ? judgeSampling(model, request) : unsupported(absent)
}

/** Pictures come by https or inside the request. */
const pictures: Rule<ChatRequest> = ({ messages }) => {
  for (const [position, message] of messages.entries()) {
    if (typeof message.content === 'string' || message.role !== 'user') continue
    const index = message.content.findIndex(
      (part) => part.type === 'image_url' && !isPicture(part.image_url.url),
    )
    const param = `messages[${position}].content[${index}].image_url.url`
    if (index !== -1)
      return refuse('invalid', 'Invalid image URL.', { param, code: 'invalid_image_url' })
  }
  return undefined
}

export const isPicture = (url: string): boolean =>
  /^https?:\/\/./.test(url) || /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/.test(url)

const rules: readonly Rule<ChatRequest>[] = [
  conversation,
  tools,
  schemas,
  jsonMode,
  together,
  forModel,
  pictures,
]
