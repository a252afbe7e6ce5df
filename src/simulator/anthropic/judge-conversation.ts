/** Turns, and the pairs of calls and results in them: https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls */
import { refuse, type Refusal } from '../answer.ts'
import { firstDuplicate, type Rule } from '../judge.ts'
import type { Judged } from './judged.ts'
import { partsOf, type Message, type Part } from './read.ts'

/** Messages of one side that follow each other are one turn. */
export type Turn = {
  readonly role: 'user' | 'assistant'
  readonly parts: readonly Part[]
  /** Where it begins, as errors name it. */
  readonly place: string
}

export const turnsOf = (messages: readonly Message[]): readonly Turn[] => {
  const turns: Turn[] = []
  for (const [position, message] of messages.entries()) {
    if (message.role === 'system') continue
    const last = turns.at(-1)
    const parts = partsOf(message)
    if (last?.role !== message.role) {
      turns.push({ role: message.role, parts, place: `messages.${position}` })
    } else {
      turns[turns.length - 1] = { ...last, parts: [...last.parts, ...parts] }
    }
  }
  return turns
}

const firstTurn: Rule<Judged> = ({ request }) =>
  request.messages[0]?.role === 'user'
    ? undefined
    : refuse('invalid', 'the first message must use the "user" role', { param: 'messages' })

/** https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages#limitations */
const systemMessages: Rule<Judged> = ({ request: { messages }, traits }) => {
  for (const [position, message] of messages.entries()) {
    if (message.role !== 'system') continue
    const param = `messages.${position}`
    if (!traits.takesSystemMessages) {
      return refuse('invalid', "role 'system' is not supported on this model", { param })
    }
    const follows = messages[position + 1]?.role ?? 'assistant'
    if (messages[position - 1]?.role !== 'user' || follows !== 'assistant') {
      return refuse('invalid', 'a system message stands between a user and an assistant turn', {
        param,
      })
    }
  }
  return undefined
}

const blankTexts: Rule<Judged> = ({ request: { messages, system } }) => {
  const blank = messages.findIndex((message) => partsOf(message).some(isBlank))
  if (blank !== -1) {
    return refuse('invalid', 'text content blocks must contain non-whitespace text', {
      param: `messages.${blank}`,
    })
  }
  return Array.isArray(system) && system.some(isBlank)
    ? refuse('invalid', 'text content blocks must contain non-whitespace text', { param: 'system' })
    : undefined
}

const isBlank = (part: Part): boolean => part.type === 'text' && part.text.trim() === ''

const pairs: Rule<Judged> = ({ request }) => {
  const turns = turnsOf(request.messages)
  const ids = turns.flatMap(callsOf)
  const twice = firstDuplicate(ids)
  if (twice !== undefined) return refuse('invalid', `tool_use ids must be unique: ${twice}`)
  for (const [position, turn] of turns.entries()) {
    const refusal =
      turn.role === 'assistant'
        ? judgeCalls(turn, turns[position + 1])
        : judgeResults(turn, turns[position - 1])
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const callsOf = ({ parts }: Turn): readonly string[] =>
  parts.flatMap((part) => (part.type === 'tool_use' ? [part.id] : []))

const judgeCalls = (turn: Turn, next: Turn | undefined): Refusal | undefined => {
  const answered = leadingResults(next)
  const missing = callsOf(turn).filter((id) => !answered.includes(id))
  return missing.length > 0
    ? refuse(
        'invalid',
        `tool_use ids without tool_result blocks immediately after: ${missing.join(', ')}`,
        { param: turn.place },
      )
    : undefined
}

/** Results stand before anything else in their turn. */
const leadingResults = (turn: Turn | undefined): readonly string[] => {
  const parts = turn?.parts ?? []
  const end = parts.findIndex((part) => part.type !== 'tool_result')
  return parts
    .slice(0, end === -1 ? parts.length : end)
    .flatMap((part) => (part.type === 'tool_result' ? [part.tool_use_id] : []))
}

const judgeResults = (turn: Turn, before: Turn | undefined): Refusal | undefined => {
  const results = turn.parts.flatMap((part) =>
    part.type === 'tool_result' ? [part.tool_use_id] : [],
  )
  const called = before === undefined ? [] : callsOf(before)
  const stray = results.find((id) => !called.includes(id))
  if (stray !== undefined) {
    return refuse('invalid', `unexpected tool_use_id in tool_result blocks: ${stray}`, {
      param: turn.place,
    })
  }
  const twice = firstDuplicate(results)
  return twice === undefined
    ? undefined
    : refuse('invalid', `each tool_use must have a single result: ${twice}`, { param: turn.place })
}

/** What the vendor does by itself is answered in the same turn. */
const searches: Rule<Judged> = ({ request }) => {
  for (const { parts, place } of turnsOf(request.messages)) {
    const answered = new Set(
      parts.flatMap((part) =>
        'tool_use_id' in part && part.type !== 'tool_result' ? [part.tool_use_id] : [],
      ),
    )
    const open = parts.find((part) => part.type === 'server_tool_use' && !answered.has(part.id))
    if (open !== undefined) {
      return refuse('invalid', 'server_tool_use without a corresponding result block', {
        param: place,
      })
    }
  }
  return undefined
}

const prefill: Rule<Judged> = ({ request, traits }) => {
  const last = turnsOf(request.messages).at(-1)
  if (last?.role !== 'assistant') return undefined
  if (!traits.takesPrefill || (request.thinking?.type ?? 'disabled') !== 'disabled') {
    return refuse('invalid', 'The conversation must end with a user message.')
  }
  const end = last.parts.at(-1)
  return end?.type === 'text' && end.text !== end.text.trimEnd()
    ? refuse('invalid', 'final assistant content cannot end with trailing whitespace')
    : undefined
}

export const conversationRules: readonly Rule<Judged>[] = [
  firstTurn,
  systemMessages,
  blankTexts,
  pairs,
  searches,
  prefill,
]
