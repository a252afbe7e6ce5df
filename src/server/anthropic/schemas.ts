import { t } from 'elysia'

/** What the documentation shows of this protocol. Fields not named here pass as they are. */

const open = { additionalProperties: true }

const model = t.String({
  description: 'A model, an alias of one, or `channel/model`.',
  minLength: 1,
  maxLength: 512,
})

const content = t.Union([t.String(), t.Array(t.Object({ type: t.String() }, open))])

const conversation = {
  model,
  messages: t.Array(t.Object({ role: t.String(), content }, open)),
  system: t.Optional(content),
  tools: t.Optional(t.Array(t.Object({ name: t.String() }, open))),
}

export const messageRequest = t.Object(
  {
    ...conversation,
    max_tokens: t.Integer({ minimum: 1 }),
    stream: t.Optional(t.Boolean({ description: 'Answer by server-sent events.', default: false })),
  },
  open,
)

export const messageAnswer = t.Object(
  {
    id: t.String(),
    type: t.String(),
    role: t.String(),
    model: t.String(),
    content: t.Array(t.Object({ type: t.String() }, open)),
    stop_reason: t.Union([t.String(), t.Null()]),
  },
  open,
)

export const countRequest = t.Object(conversation, open)

export const countAnswer = t.Object({ input_tokens: t.Integer() }, open)

export const errorAnswer = t.Object({
  type: t.String(),
  error: t.Object({ type: t.String(), message: t.String() }, open),
  request_id: t.Optional(t.String()),
})
