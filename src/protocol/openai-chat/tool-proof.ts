import { isObject, objectAt, stringAt, type JsonObject } from '../json.ts'

/**
 * Google signs calls in its compatible interface as well.
 * https://ai.google.dev/gemini-api/docs/thought-signatures#openai-compatibility
 */
export const proofOf = (call: unknown): string | undefined => {
  if (!isObject(call)) return undefined
  const google = objectAt(objectAt(call, 'extra_content'), 'google')
  return stringAt(google, 'thought_signature') || undefined
}

/** What a call brought besides, without its proof: that may be for somebody else. */
export const withoutProof = (own: JsonObject | undefined): JsonObject | undefined => {
  const extra = objectAt(own, 'extra_content')
  const google = objectAt(extra, 'google')
  if (own === undefined || google?.['thought_signature'] === undefined) return own
  const { extra_content: _, ...others } = own
  const { google: __, ...vendors } = extra ?? {}
  const { thought_signature: ___, ...rest } = google
  const kept = { ...vendors, ...(isEmpty(rest) ? {} : { google: rest }) }
  const all = { ...others, ...(isEmpty(kept) ? {} : { extra_content: kept }) }
  return isEmpty(all) ? undefined : all
}

const isEmpty = (value: JsonObject): boolean => Object.keys(value).length === 0

/** `own` is what the call brought besides. */
export const writeProof = (proof: string | undefined, own: JsonObject | undefined): JsonObject => {
  if (proof === undefined || proof === '') return {}
  const extra = objectAt(own, 'extra_content')
  return {
    extra_content: { ...extra, google: { ...objectAt(extra, 'google'), thought_signature: proof } },
  }
}
