/** Thinking, and the proofs of it: https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
import { refuse, type Refusal } from '../answer.ts'
import type { Rule } from '../judge.ts'
import type { Call } from '../vendor.ts'
import type { Judged } from './judged.ts'
import { turnsOf } from './judge-conversation.ts'
import { partsOf, type Part } from './read.ts'

const kind: Rule<Judged> = ({ request: { thinking }, traits }) => {
  if (thinking === undefined || thinking.type === 'disabled') return undefined
  return traits.thinking.includes(thinking.type)
    ? undefined
    : refuse('invalid', `"${thinking.type}" is not supported by this model`, {
        param: 'thinking.type',
      })
}

const budget: Rule<Judged> = ({ request: { thinking, max_tokens } }) =>
  thinking?.type === 'enabled' && max_tokens !== undefined && thinking.budget_tokens >= max_tokens
    ? refuse('invalid', '`max_tokens` must be greater than `thinking.budget_tokens`')
    : undefined

const conflicts: Rule<Judged> = ({ request }) => {
  const { thinking, tool_choice, temperature, top_p, top_k } = request
  if (thinking?.type !== 'enabled' && thinking?.type !== 'adaptive') return undefined
  if (tool_choice?.type === 'any' || tool_choice?.type === 'tool') {
    return refuse('invalid', 'Thinking may not be on when tool_choice forces tool use.')
  }
  if ((temperature ?? 1) !== 1) {
    return refuse('invalid', '`temperature` may only be set to 1 when thinking is on.')
  }
  if ((top_p ?? 1) < 0.95) {
    return refuse('invalid', '`top_p` must be at least 0.95 when thinking is on.')
  }
  return top_k === undefined
    ? undefined
    : refuse('invalid', '`top_k` must not be set when thinking is on.')
}

const proofs: Rule<Judged> = ({ request, call }) => {
  for (const [position, message] of request.messages.entries()) {
    for (const [index, part] of partsOf(message).entries()) {
      const refusal = judgeProof(part, call, `messages.${position}.content.${index}`)
      if (refusal !== undefined) return refusal
    }
  }
  return undefined
}

const judgeProof = (part: Part, call: Call, param: string): Refusal | undefined => {
  const { seal } = call
  if (part.type === 'thinking' && !seal.isSigned(part.thinking, part.signature)) {
    return refuse('invalid', 'Invalid `signature` in `thinking` block', { param })
  }
  if (part.type === 'redacted_thinking' && seal.open(part.data) === undefined) {
    return refuse('invalid', 'Invalid `data` in `redacted_thinking` block', { param })
  }
  return closedIn(part).some((closed) => seal.open(closed) === undefined)
    ? refuse('invalid', 'Invalid encrypted content of a search', { param })
    : undefined
}

/** What a search found comes closed, and so does the place of a citation in it. */
const closedIn = (part: Part): readonly string[] => {
  if (part.type === 'web_search_tool_result') {
    return Array.isArray(part.content) ? part.content.map((found) => found.encrypted_content) : []
  }
  if (part.type !== 'text') return []
  return (part.citations ?? []).flatMap((citation) =>
    'encrypted_index' in citation ? [String(citation.encrypted_index)] : [],
  )
}

/** With a budget, a turn that goes on after its tools must begin with its thoughts; the adaptive way does not ask for them. */
const unbroken: Rule<Judged> = ({ request }) => {
  if (request.thinking?.type !== 'enabled') return undefined
  const turns = turnsOf(request.messages)
  const goesOn = turns.at(-1)?.parts.some((part) => part.type === 'tool_result') === true
  const [first] = turns.at(-2)?.parts ?? []
  if (!goesOn || first === undefined || isThought(first)) return undefined
  return refuse(
    'invalid',
    `Expected \`thinking\` or \`redacted_thinking\`, but found \`${first.type}\`. When thinking is on, a final assistant message must start with a thinking block.`,
    { param: `${turns.at(-2)?.place}.content.0.type` },
  )
}

const isThought = ({ type }: Part): boolean => type === 'thinking' || type === 'redacted_thinking'

export const thinkingRules: readonly Rule<Judged>[] = [kind, budget, conflicts, proofs, unbroken]
