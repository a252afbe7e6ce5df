import type { Operation } from '../../protocol/protocol.ts'

type Verb = { readonly operation: Operation; readonly isStreaming: boolean }

/** What can be asked of a model. Adding a method is adding a line. */
export const verbs: Readonly<Record<string, Verb>> = {
  generateContent: { operation: 'generate', isStreaming: false },
  streamGenerateContent: { operation: 'generate', isStreaming: true },
  countTokens: { operation: 'count-tokens', isStreaming: false },
  embedContent: { operation: 'embed', isStreaming: false },
  batchEmbedContents: { operation: 'batch-embed', isStreaming: false },
  predict: { operation: 'make-images', isStreaming: false },
}

export type Target =
  | ({ readonly type: 'known'; readonly model: string } & Verb)
  | { readonly type: 'unknown-verb'; readonly verb: string }

/**
 * Takes `{model}:{verb}` apart. A model may hold slashes and colons, so the verb is what follows the last colon;
 * none means `generateContent`. `{model}/countTokens` is an older way to write the one method.
 */
export const readTarget = (rest: string): Target => {
  const written = rest.replace(/\/countTokens$/, ':countTokens')
  const colon = written.lastIndexOf(':')
  const verb = colon < 0 ? 'generateContent' : written.slice(colon + 1)
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (known === undefined) return { type: 'unknown-verb', verb }
  return { type: 'known', model: colon < 0 ? written : written.slice(0, colon), ...known }
}
