/** https://ai.google.dev/api/file-search/file-search-stores: what a client may say of a store and of what goes into it. */
import { Type, type Static } from '@sinclair/typebox'
import { closed } from '../check.ts'

const label = Type.Optional(Type.String({ maxLength: 512 }))

export const storeRequest = closed({
  displayName: label,
  embeddingModel: Type.Optional(Type.String({ pattern: '^models/.+' })),
})

const metadata = closed({
  key: Type.String({ minLength: 1 }),
  stringValue: Type.Optional(Type.String()),
  numericValue: Type.Optional(Type.Number()),
  stringListValue: Type.Optional(closed({ values: Type.Array(Type.String(), { minItems: 1 }) })),
})

const chunking = closed({
  whiteSpaceConfig: closed({
    maxTokensPerChunk: Type.Optional(Type.Integer({ minimum: 1, maximum: 512 })),
    maxOverlapTokens: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
})

const filling = {
  customMetadata: Type.Optional(Type.Array(metadata, { maxItems: 20 })),
  chunkingConfig: Type.Optional(chunking),
}

export type Filling = Pick<ImportRequest, 'customMetadata' | 'chunkingConfig'>

export const documentRequest = closed({
  displayName: label,
  mimeType: Type.Optional(Type.String({ pattern: '^[a-z]+/.+' })),
  ...filling,
})

export type ImportRequest = Static<typeof importRequest>
export const importRequest = closed({
  fileName: Type.String({ pattern: '^files/[a-z0-9-]+$' }),
  ...filling,
})
