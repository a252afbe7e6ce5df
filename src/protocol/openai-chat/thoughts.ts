import type { Part, ThinkingPart } from '../../ir/part.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'

/**
 * Thoughts in a message or a delta. Their text stands in `reasoning_content` (DeepSeek and most others) or `reasoning`
 * (OpenRouter, Groq, vLLM); what proves them only has a place in OpenRouter's `reasoning_details`.
 * https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
 */
export const plainFields = ['reasoning_content', 'reasoning'] as const

export const thoughtFields: readonly string[] = [...plainFields, 'reasoning_details']

export const readThoughts = (message: JsonObject): readonly ThinkingPart[] => {
  const details = listAt(message, 'reasoning_details').filter(isObject).map(readDetail)
  const field = plainFields.find((name) => stringAt(message, name) !== '')
  if (field === undefined) return details
  const text = stringAt(message, field)
  const [first, ...others] = details
  if (first !== undefined && details.some((part) => part.text !== ''))
    return [{ ...first, extras: { ...first.extras, plain: { [field]: text } } }, ...others]
  return [plainThought(text, field), ...details]
}

export const plainThought = (text: string, field: string): ThinkingPart => ({
  type: 'thinking',
  text,
  ...(field === 'reasoning' ? { extras: { field } } : {}),
})

const detailMembers: ReadonlySet<string> = new Set(['text', 'summary', 'data', 'signature', 'id'])

export const readDetail = (entry: JsonObject): ThinkingPart => {
  const proof = stringAt(entry, 'data') || stringAt(entry, 'signature')
  const id = stringAt(entry, 'id')
  const extras = membersBeside(entry, detailMembers)
  return {
    type: 'thinking',
    text: stringAt(entry, 'text') || stringAt(entry, 'summary'),
    ...(proof === '' ? {} : { proof }),
    ...(id === '' ? {} : { id }),
    ...(extras === undefined ? {} : { extras }),
  }
}

export const isDetail = ({ proof, extras }: ThinkingPart): boolean =>
  (proof !== undefined && proof !== '') || extras?.['type'] !== undefined

export const writeDetail = (part: ThinkingPart, index: number): JsonObject => {
  const { text, proof = '', id, extras } = part
  const { plain: _, field: __, ...own } = extras ?? {}
  const type = stringAt(own, 'type') || (text === '' ? 'reasoning.encrypted' : 'reasoning.text')
  return {
    type,
    ...contentOf(type, text, proof),
    ...(id === undefined ? {} : { id }),
    index,
    ...own,
  }
}

const contentOf = (type: string, text: string, proof: string): JsonObject => {
  if (type === 'reasoning.encrypted') return { data: proof }
  if (type === 'reasoning.summary') return { summary: text }
  return { text, ...(proof === '' ? {} : { signature: proof }) }
}

/** What stands between two thoughts where there is only one text. */
export const thoughtGap = '\n\n'

/** A message's thoughts: texts for those who read them, and details for those that can be proven. */
export const writeThoughts = (parts: readonly Part[]): JsonObject => {
  const thoughts = parts.filter((part) => part.type === 'thinking')
  const details = thoughts.filter(isDetail)
  return {
    ...plainOf(thoughts),
    ...(details.length === 0 ? {} : { reasoning_details: details.map(writeDetail) }),
  }
}

const plainOf = (thoughts: readonly ThinkingPart[]): JsonObject => {
  const extras = thoughts[0]?.extras
  const plain = objectAt(extras, 'plain')
  // Only details came, so only they go back.
  if (plain !== undefined || extras?.['type'] !== undefined) return plain ?? {}
  const text = thoughts.flatMap((part) => (part.text === '' ? [] : [part.text])).join(thoughtGap)
  return text === '' ? {} : { [stringAt(extras, 'field') || 'reasoning_content']: text }
}
