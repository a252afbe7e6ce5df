import type { Field } from '../field.ts'
import { isObject, listAt, type JsonObject } from '../json.ts'
import { member } from './spelling.ts'

/**
 * Google's own word for a call that none of its models made: the signature is then not asked for. It is no signature.
 * https://ai.google.dev/gemini-api/docs/thought-signatures and, the same, Vertex AI's page of that name (2026-01).
 */
const noSignature = 'skip_thought_signature_validator'

/** Google documents a second word that means the same. */
const noSignatures: ReadonlySet<string> = new Set([
  noSignature,
  'context_engineering_is_the_way_to_go',
])

/** What proves a part; undefined where nothing does, in whichever words. */
export const proofOf = (field: Field): string | undefined => {
  const signature = member(field, 'thoughtSignature').text()
  return signature === undefined || noSignatures.has(signature) ? undefined : signature
}

/**
 * Gemini 3 refuses the first call of a step without its signature, in the steps since the user last spoke. Calls of
 * another upstream, or of an account whose signatures are of no use here, have none.
 */
export const signCurrentTurn = (contents: readonly JsonObject[]): readonly JsonObject[] => {
  const begun = contents.findLastIndex((content) => content['role'] === 'user' && speaks(content))
  return contents.map((content, at) =>
    at > begun && content['role'] === 'model' ? signed(content) : content,
  )
}

const speaks = (content: JsonObject): boolean =>
  listAt(content, 'parts').some((part) => isObject(part) && typeof part['text'] === 'string')

const signed = (content: JsonObject): JsonObject => {
  const parts = listAt(content, 'parts')
  const first = parts.findIndex((part) => isObject(part) && part['functionCall'] !== undefined)
  const call = parts[first]
  if (!isObject(call) || call['thoughtSignature'] !== undefined) return content
  return { ...content, parts: parts.with(first, { ...call, thoughtSignature: noSignature }) }
}
