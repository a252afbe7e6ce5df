import { t } from 'elysia'
import { model, open, stream } from './schemas.ts'

/** Images and sound, as the documentation shows them. Fields not named here pass as they are. */

const file = t.String({ format: 'binary' })

const imageFields = {
  model,
  prompt: t.String(),
  n: t.Optional(t.Integer()),
  size: t.Optional(t.String({ description: '`1024x1024`, `1536x1024`, …, or `auto`.' })),
  quality: t.Optional(t.String()),
  background: t.Optional(t.String()),
  output_format: t.Optional(t.String()),
  stream,
}

export const imageRequest = t.Object(imageFields, open)

export const imageEditRequest = t.Object(
  {
    ...imageFields,
    images: t.Array(t.Object({ image_url: t.Optional(t.String()) }, open)),
  },
  open,
)

export const imageEditForm = t.Object(
  { ...imageFields, image: t.Union([file, t.Array(file)]), mask: t.Optional(file) },
  open,
)

export const imageAnswer = t.Object(
  {
    created: t.Integer(),
    data: t.Array(
      t.Object({ b64_json: t.Optional(t.String()), url: t.Optional(t.String()) }, open),
    ),
    usage: t.Optional(t.Object({}, open)),
  },
  open,
)

const recording = {
  model,
  file,
  prompt: t.Optional(t.String()),
  response_format: t.Optional(
    t.String({ description: '`json`, `verbose_json`, `text`, `srt` or `vtt`.' }),
  ),
}

export const transcriptionForm = t.Object(
  { ...recording, language: t.Optional(t.String()), stream },
  open,
)

export const translationForm = t.Object(recording, open)

export const transcript = t.Object({ text: t.String() }, open)

export const speechRequest = t.Object(
  { model, input: t.String(), voice: t.Union([t.String(), t.Object({}, open)]) },
  open,
)

export const sound = t.String({ format: 'binary' })
