/** https://ai.google.dev/api/caching#CachedContent: what a client may set of one. */
import { Type, type Static } from '@sinclair/typebox'
import { closed } from '../check.ts'
import { bareContent, content, tool, toolConfig } from './schema.ts'

const expiration = {
  ttl: Type.Optional(Type.String({ pattern: '^\\d+(\\.\\d{1,9})?s$' })),
  expireTime: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}' })),
}

export type CacheRequest = Static<typeof cacheRequest>
export const cacheRequest = closed({
  model: Type.String(),
  displayName: Type.Optional(Type.String({ maxLength: 128 })),
  contents: Type.Optional(Type.Array(content, { minItems: 1 })),
  systemInstruction: Type.Optional(bareContent),
  tools: Type.Optional(Type.Array(tool)),
  toolConfig: Type.Optional(toolConfig),
  ...expiration,
})

export type CacheChange = Static<typeof cacheChange>
export const cacheChange = closed(expiration)
