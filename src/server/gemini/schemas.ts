import { t } from 'elysia'

/** What the documentation shows of this protocol. Fields not named here pass as they are. */

const open = { additionalProperties: true }

const content = t.Object(
  {
    role: t.Optional(t.String()),
    parts: t.Array(t.Object({ text: t.Optional(t.String()) }, open)),
  },
  open,
)

export const generateRequest = t.Object(
  {
    contents: t.Array(content),
    systemInstruction: t.Optional(content),
    generationConfig: t.Optional(t.Object({}, open)),
    tools: t.Optional(t.Array(t.Object({}, open))),
  },
  open,
)

export const generateAnswer = t.Object(
  {
    candidates: t.Array(t.Object({ content, finishReason: t.Optional(t.String()) }, open)),
    usageMetadata: t.Optional(t.Object({}, open)),
  },
  open,
)

export const countRequest = t.Object({ contents: t.Optional(t.Array(content)) }, open)

export const countAnswer = t.Object({ totalTokens: t.Integer() }, open)

export const embedRequest = t.Object({ content }, open)

const embedding = t.Object({ values: t.Array(t.Number()) }, open)

export const embedAnswer = t.Object({ embedding }, open)

export const batchEmbedRequest = t.Object(
  { requests: t.Array(t.Object({ model: t.Optional(t.String()), content }, open)) },
  open,
)

export const batchEmbedAnswer = t.Object({ embeddings: t.Array(embedding) }, open)

export const predictRequest = t.Object(
  {
    instances: t.Array(t.Object({ prompt: t.Optional(t.String()) }, open)),
    parameters: t.Optional(t.Object({}, open)),
  },
  open,
)

export const predictAnswer = t.Object({ predictions: t.Array(t.Object({}, open)) }, open)

export const modelObject = t.Object({ name: t.String(), displayName: t.Optional(t.String()) }, open)

export const modelList = t.Object({ models: t.Array(modelObject) }, open)

export const errorAnswer = t.Object({
  error: t.Object({ code: t.Integer(), message: t.String(), status: t.String() }, open),
})
