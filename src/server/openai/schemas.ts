import { t } from 'elysia'

/** What the documentation shows of this protocol. Fields not named here pass as they are. */

export const open = { additionalProperties: true }

export const model = t.String({
  description: 'A model, an alias of one, or `channel/model`.',
  minLength: 1,
  maxLength: 512,
})
export const stream = t.Optional(
  t.Boolean({ description: 'Answer by server-sent events.', default: false }),
)

const content = t.Union([t.String(), t.Array(t.Object({ type: t.String() }, open))])

export const chatRequest = t.Object(
  {
    model,
    messages: t.Array(t.Object({ role: t.String(), content: t.Optional(content) }, open)),
    stream,
    temperature: t.Optional(t.Number()),
    max_completion_tokens: t.Optional(t.Integer()),
    tools: t.Optional(t.Array(t.Object({ type: t.String() }, open))),
  },
  open,
)

export const chatAnswer = t.Object(
  {
    id: t.String(),
    object: t.String(),
    model: t.String(),
    choices: t.Array(
      t.Object(
        {
          index: t.Integer(),
          message: t.Object({ role: t.String(), content: t.Optional(t.String()) }, open),
          finish_reason: t.String(),
        },
        open,
      ),
    ),
  },
  open,
)

export const responsesRequest = t.Object(
  {
    model,
    input: t.Union([t.String(), t.Array(t.Object({}, open))]),
    instructions: t.Optional(t.String()),
    stream,
  },
  open,
)

export const responsesAnswer = t.Object(
  {
    id: t.String(),
    object: t.String(),
    status: t.String(),
    output: t.Array(t.Object({ type: t.String() }, open)),
  },
  open,
)

export const compactRequest = t.Object(
  {
    model,
    input: t.Optional(t.Union([t.String(), t.Array(t.Object({}, open))])),
    previous_response_id: t.Optional(t.String()),
  },
  open,
)

export const compactionAnswer = t.Object(
  {
    id: t.String(),
    object: t.String(),
    output: t.Array(t.Object({ type: t.String() }, open)),
  },
  open,
)

export const deletedAnswer = t.Object(
  { id: t.String(), object: t.String(), deleted: t.Boolean() },
  open,
)

export const inputItemsAnswer = t.Object(
  {
    object: t.String(),
    data: t.Array(t.Object({ type: t.String() }, open)),
    first_id: t.Optional(t.String()),
    last_id: t.Optional(t.String()),
    has_more: t.Boolean(),
  },
  open,
)

export const countRequest = t.Object(
  {
    model,
    input: t.Optional(t.Union([t.String(), t.Array(t.Object({}, open))])),
    instructions: t.Optional(t.String()),
  },
  open,
)

export const countAnswer = t.Object({ object: t.String(), input_tokens: t.Integer() }, open)

export const completionRequest = t.Object(
  { model, prompt: t.Union([t.String(), t.Array(t.String())]), stream },
  open,
)

export const completionAnswer = t.Object(
  {
    id: t.String(),
    object: t.String(),
    choices: t.Array(t.Object({ index: t.Integer(), text: t.String() }, open)),
  },
  open,
)

export const embeddingRequest = t.Object(
  { model, input: t.Union([t.String(), t.Array(t.String())]) },
  open,
)

export const embeddingAnswer = t.Object(
  {
    object: t.String(),
    data: t.Array(t.Object({ index: t.Integer(), embedding: t.Array(t.Number()) }, open)),
  },
  open,
)

export const modelObject = t.Object(
  { id: t.String(), object: t.String(), created: t.Integer(), owned_by: t.String() },
  open,
)

export const modelList = t.Object({ object: t.String(), data: t.Array(modelObject) })

export const errorAnswer = t.Object({
  error: t.Object(
    {
      message: t.String(),
      type: t.String(),
      code: t.Union([t.String(), t.Null()]),
      param: t.Union([t.String(), t.Null()]),
    },
    open,
  ),
})

export const detectRequest = t.Object({ model }, open)

export const detectAnswer = t.Object({
  model: t.String(),
  mapped_model: t.String({ description: 'Its name at the channel.' }),
  channel: t.String(),
  type: t.Union([t.Literal('agent'), t.Literal('web_search'), t.Literal('image_gen')]),
  features: t.Object({ has_web_search: t.Boolean(), is_image_gen: t.Boolean() }),
})
