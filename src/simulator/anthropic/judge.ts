/** What Anthropic refuses beyond single fields. The words are ours, the sense and the places are theirs. */
import { refuse, type Refusal } from '../answer.ts'
import { firstDuplicate, judge, type Rule } from '../judge.ts'
import { isObject } from '../sample.ts'
import type { Call } from '../vendor.ts'
import type { Judged } from './judged.ts'
import { conversationRules } from './judge-conversation.ts'
import { thinkingRules } from './judge-thinking.ts'
import { partsOf } from './read.ts'
import type { CountRequest, MessagesRequest } from './schema.ts'
import { traitsOf } from './traits.ts'

export const judgeRequest = (
  request: CountRequest & Partial<MessagesRequest>,
  call: Call,
): Refusal | undefined => judge(rules, { request, call, traits: traitsOf(request.model) })

const cacheMarks: Rule<Judged> = ({ request }) => {
  const { tools: marked, system, messages, cache_control: atTheEnd } = request
  const ttls = (JSON.stringify([marked, system, messages, { cache_control: atTheEnd }]) ?? '')
    .matchAll(/"cache_control":(\{[^}]*\})/g)
    .map(([, mark = '']) => (mark.includes('"1h"') ? '1h' : '5m'))
    .toArray()
  if (ttls.length > 4) {
    return refuse('invalid', `At most 4 blocks may have cache_control, not ${ttls.length}.`)
  }
  const shorter = ttls.indexOf('5m')
  return shorter !== -1 && ttls.lastIndexOf('1h') > shorter
    ? refuse('invalid', "A cache_control of ttl='1h' must not come after one of ttl='5m'.")
    : undefined
}

const tools: Rule<Judged> = ({ request }) => {
  const names = (request.tools ?? []).flatMap((tool) =>
    'name' in tool && typeof tool.name === 'string' ? [tool.name] : [],
  )
  if (firstDuplicate(names) !== undefined) {
    return refuse('invalid', 'Tool names must be unique.', { param: 'tools' })
  }
  const choice = request.tool_choice
  if (choice === undefined) return undefined
  if (names.length === 0) {
    return refuse('invalid', 'tool_choice may only be given together with tools.')
  }
  return choice.type === 'tool' && !names.includes(choice.name)
    ? refuse('invalid', `Tool '${choice.name}' not found in provided tools`, {
        param: 'tool_choice.name',
      })
    : undefined
}

const sampling: Rule<Judged> = ({ request, traits }) => {
  const { temperature, top_p, top_k } = request
  if (traits.sampling === 'none') {
    const isSet = (temperature ?? 1) !== 1 || (top_p ?? 1) !== 1 || top_k !== undefined
    return isSet
      ? refuse('invalid', 'temperature, top_p and top_k are not supported by this model.')
      : undefined
  }
  return traits.sampling === 'one' && temperature !== undefined && top_p !== undefined
    ? refuse('invalid', 'temperature and top_p cannot both be given for this model.')
    : undefined
}

const output: Rule<Judged> = ({ request, traits }) => {
  const { format, effort } = request.output_config ?? {}
  if (effort !== undefined && effort !== null && !traits.takesEffort) {
    return refuse('invalid', 'This model does not support the effort parameter.')
  }
  if (format !== undefined && format !== null && !traits.takesFormat) {
    return refuse('invalid', 'This model does not support output formats.', {
      param: 'output_config.format',
    })
  }
  return format === undefined || format === null
    ? undefined
    : judgeSchema(format.schema, 'output_config.format.schema')
}

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations */
const judgeSchema = (schema: unknown, param: string): Refusal | undefined =>
  hasOpenObject(schema)
    ? refuse('invalid', "For 'object' type, 'additionalProperties' must be set to false", { param })
    : undefined

const hasOpenObject = (schema: unknown): boolean => {
  if (Array.isArray(schema)) return schema.some(hasOpenObject)
  if (!isObject(schema)) return false
  const isOpen = schema['type'] === 'object' && schema['additionalProperties'] !== false
  return isOpen || Object.values(schema).some(hasOpenObject)
}

const stopSequences: Rule<Judged> = ({ request }) =>
  request.stop_sequences?.some((sequence) => sequence.trim() === '') === true
    ? refuse('invalid', 'each stop sequence must contain non-whitespace', {
        param: 'stop_sequences',
      })
    : undefined

const limits: Rule<Judged> = ({ request, traits }) => {
  const { max_tokens } = request
  return max_tokens !== undefined && max_tokens > traits.maxTokens
    ? refuse('invalid', `${max_tokens} > ${traits.maxTokens}, the most of ${request.model}`, {
        param: 'max_tokens',
      })
    : undefined
}

const removedFields = ['temperature', 'top_p', 'top_k'] as const

/** Version 2026-10-21 took them away: https://platform.claude.com/docs/en/api/migration-2026-10-21 */
const version: Rule<Judged> = ({ request, call }) => {
  if (call.headers.get('anthropic-version') === '2023-06-01') return undefined
  const param = removedFields.find((name) => request[name] !== undefined)
  if (param !== undefined) return refuse('invalid', 'not in this API version', { param })
  const cites = request.messages.some(
    (message) =>
      message.role === 'user' &&
      partsOf(message).some((part) => part.type === 'text' && (part.citations ?? null) !== null),
  )
  return cites ? refuse('invalid', 'citations are not in this API version') : undefined
}

const rules: readonly Rule<Judged>[] = [
  version,
  limits,
  ...conversationRules,
  ...thinkingRules,
  cacheMarks,
  tools,
  sampling,
  output,
  stopSequences,
]
