/** What is told of an upload before its bytes come, and what becomes of them. */
import { Type } from '@sinclair/typebox'
import { answerJson, refuse, type Answer, type Refusal } from '../answer.ts'
import { closed } from '../check.ts'
import type { Call } from '../vendor.ts'
import { check } from './check.ts'
import { readDocumentWish } from './documents.ts'
import { writeFile } from './files.ts'
import type { KeptFile, Moment, OpenUpload, Taken, UploadWish } from './kept.ts'

/** Every part but the last is a multiple of it. */
export const GRANULARITY = 262_144

const label = Type.Optional(Type.String({ maxLength: 512 }))
const mime = Type.Optional(Type.String({ pattern: '^[a-z]+/.+' }))
const size = Type.Optional(Type.Union([Type.String({ pattern: '^\\d+$' }), Type.Integer()]))

/** In both spellings of its fields: the library for Python and the examples for `curl` have the one with underscores. */
const fileRequest = closed({
  file: Type.Optional(
    closed({
      name: Type.Optional(Type.String({ pattern: '^files/[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$' })),
      displayName: label,
      display_name: label,
      mimeType: mime,
      mime_type: mime,
      sizeBytes: size,
      size_bytes: size,
    }),
  ),
})

/** `store`: what it is for; empty: for none. */
export const readWish = (call: Call, text: string, store: string): UploadWish | Refusal =>
  store === '' ? readFileWish(call, parse(text)) : readDocumentWish(call, parse(text), store)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return text
  }
}

const readFileWish = (call: Call, told: unknown): UploadWish | Refusal => {
  const checked = check(fileRequest, told)
  if (checked.type === 'refused') return checked
  const file = checked.body.file ?? {}
  const { name, displayName = file.display_name } = file
  const isTaken = name !== undefined && call.kept.file(name, call.now) !== undefined
  return isTaken
    ? refuse('invalid', `Requested entity already exists: ${name}`, { param: 'file.name' })
    : {
        type: 'wish',
        store: '',
        mimeType: file.mimeType ?? file.mime_type,
        keep: (last, taken) => keepFile(last, { name, displayName }, taken),
      }
}

type FileNames = { readonly name: string | undefined; readonly displayName: string | undefined }

const keepFile = (moment: Moment, wish: FileNames, { type, bytes }: Taken): Answer => {
  const file: KeptFile = {
    name: wish.name ?? `files/simulated${moment.serial}`,
    displayName: wish.displayName,
    mimeType: type,
    bytes,
    createdAt: moment.now,
  }
  moment.kept.keepFile(file)
  return answerJson({ file: writeFile(file) })
}

/** Google's upload servers say so of whatever has come whole. */
export const finishWith = (call: Call, wish: UploadWish, taken: Taken): Answer => {
  const answer = wish.keep(call, taken)
  return answer.type === 'whole'
    ? { ...answer, headers: { ...answer.headers, 'x-goog-upload-status': 'final' } }
    : answer
}

/** Of what goes on in this way, for this store. */
export const openUploadOf = (
  { kept, query }: Call,
  store: string,
  way: OpenUpload['way'],
): OpenUpload | Refusal => {
  const upload = kept.uploads.get(query.get('upload_id') ?? '')
  return upload?.wish.store !== store || upload.way !== way
    ? refuse('not-found', 'No such upload.')
    : upload
}

/** All of it is here. */
export const finish = (call: Call, { wish, mimeType, parts }: OpenUpload): Answer => {
  call.kept.uploads.delete(call.query.get('upload_id') ?? '')
  return finishWith(call, wish, { type: mimeType, bytes: Buffer.concat(parts) })
}

/** What is wrong with a part; undefined when it is kept. `length`: of all parts, as far as it is told. */
export const takePart = (
  upload: OpenUpload,
  bytes: Uint8Array,
  length: number | undefined,
): Refusal | undefined => {
  const total = upload.received + bytes.length
  if (length !== undefined && total > length)
    return refuse('invalid', 'More comes than was announced.')
  if (total !== length && bytes.length % GRANULARITY !== 0)
    return refuse('invalid', `A part is to be a multiple of ${GRANULARITY} bytes.`)
  upload.parts.push(bytes)
  upload.received = total
  return undefined
}

/** Where an upload goes on. */
export const addressOf = ({ headers }: Call, store: string, query: string): string => {
  const path = store === '' ? 'files' : `${store}:uploadToFileSearchStore`
  return `http://${headers.get('host') ?? ''}/upload/v1beta/${path}?${query}`
}
