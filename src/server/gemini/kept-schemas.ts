import { t } from 'elysia'

/** What the documentation shows of what upstreams keep. Fields not named here pass as they are. */

const open = { additionalProperties: true }

export const cachedContentRequest = t.Object(
  {
    model: t.String(),
    contents: t.Optional(t.Array(t.Object({}, open))),
    ttl: t.Optional(t.String()),
    expireTime: t.Optional(t.String()),
  },
  open,
)

export const cachedContentChange = t.Object(
  { ttl: t.Optional(t.String()), expireTime: t.Optional(t.String()) },
  open,
)

export const cachedContent = t.Object(
  { name: t.String(), model: t.String(), expireTime: t.Optional(t.String()) },
  open,
)

export const cachedContentList = t.Object(
  { cachedContents: t.Optional(t.Array(cachedContent)), nextPageToken: t.Optional(t.String()) },
  open,
)

export const fileRequest = t.Object({ file: t.Optional(t.Object({}, open)) }, open)

export const file = t.Object(
  { name: t.String(), uri: t.String(), mimeType: t.Optional(t.String()) },
  open,
)

export const uploadAnswer = t.Object({ file: t.Optional(file) }, open)

export const fileList = t.Object(
  { files: t.Optional(t.Array(file)), nextPageToken: t.Optional(t.String()) },
  open,
)

export const nothing = t.Object({}, open)

export const storeRequest = t.Object(
  { displayName: t.Optional(t.String()), embeddingModel: t.Optional(t.String()) },
  open,
)

export const store = t.Object({ name: t.String(), displayName: t.Optional(t.String()) }, open)

export const storeList = t.Object(
  { fileSearchStores: t.Optional(t.Array(store)), nextPageToken: t.Optional(t.String()) },
  open,
)

export const importRequest = t.Object({ fileName: t.String() }, open)

export const document = t.Object({ name: t.String(), state: t.Optional(t.String()) }, open)

export const documentList = t.Object(
  { documents: t.Optional(t.Array(document)), nextPageToken: t.Optional(t.String()) },
  open,
)

export const documentRequest = t.Object({ displayName: t.Optional(t.String()) }, open)

export const longOperation = t.Object({ name: t.String(), done: t.Optional(t.Boolean()) }, open)
