/** Fields that a header makes known: https://platform.claude.com/docs/en/build-with-claude/context-editing */
import { Type } from '@sinclair/typebox'
import type { Refusal } from '../answer.ts'
import { closed, nullable, oneOf } from '../check.ts'
import { isObject } from '../sample.ts'
import type { Call } from '../vendor.ts'
import { check } from './check.ts'

const clearThinking = closed({
  type: Type.Literal('clear_thinking_20251015'),
  keep: Type.Optional(
    Type.Union([
      Type.Literal('all'),
      closed({ type: Type.Literal('all') }),
      closed({ type: Type.Literal('thinking_turns'), value: Type.Integer({ minimum: 1 }) }),
    ]),
  ),
})

const otherEdit = Type.Object({ type: oneOf('clear_tool_uses_20250919', 'compact_20260112') })

const contextManagement = closed({
  context_management: nullable(
    closed({ edits: Type.Optional(Type.Array(Type.Union([clearThinking, otherEdit]))) }),
  ),
})

const features = [
  {
    beta: 'context-management-2025-06-27',
    field: 'context_management',
    schema: contextManagement,
  },
] as const

export type Plain = { readonly type: 'plain'; readonly body: unknown } | Refusal

/** The body without such fields, once they are found good. Without its header a field stays, and is unknown. */
export const withoutBetas = ({ body, headers }: Call): Plain => {
  const betas = new Set((headers.get('anthropic-beta') ?? '').split(/, */))
  let plain: unknown = body
  for (const { beta, field, schema } of features) {
    if (!betas.has(beta) || !isObject(plain) || plain[field] === undefined) continue
    const { [field]: value, ...rest } = plain
    const checked = check(schema, { [field]: value })
    if (checked.type === 'refused') return checked
    plain = rest
  }
  return { type: 'plain', body: plain }
}
