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

/** `own` is what the call brought besides: the proof in it may have been sealed on the way. */
export const writeProof = (proof: string | undefined, own: JsonObject | undefined): JsonObject => {
  if (proof === undefined || proof === '') return {}
  const extra = objectAt(own, 'extra_content')
  return {
    extra_content: {
      ...extra,
      google: { ...objectAt(extra, 'google'), thought_signature: proof },
    },
  }
}
