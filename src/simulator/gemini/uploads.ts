/** https://ai.google.dev/api/files#method:-media.upload, by the protocol of Google's upload servers. */
import { Type } from '@sinclair/typebox'
import { answerJson, refuse, type Answer, type HeaderFields, type Refusal } from '../answer.ts'
import { closed } from '../check.ts'
import type { Call } from '../vendor.ts'
import { check } from './check.ts'
import { writeFile } from './files.ts'
import { readDocumentWish } from './documents.ts'
import type { KeptFile, Moment, OpenUpload, Taken, UploadWish } from './kept.ts'
import { readRelated } from './related.ts'

/** Every part but the last is a multiple of it. */
const GRANULARITY = 262_144

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
export const answerUpload = (call: Call, store = ''): Answer => {
  const id = call.query.get('upload_id')
  if (id !== null) return goOn(call, id, store)
  const way = call.headers.get('x-goog-upload-protocol') ?? call.query.get('uploadType')
  switch (way) {
    case 'resumable':
      return begin(call, store)
    case 'multipart':
      return takeRelated(call, store)
    case 'raw':
    case 'media':
      return takeAlone(call, store)
    default:
      return refuse('invalid', `Unknown upload protocol '${way ?? ''}'.`)
  }
}

const typeOf = ({ headers }: Call): string => headers.get('content-type') ?? ''

const begin = (call: Call, store: string): Answer => {
  const { headers, kept, serial } = call
  if (headers.get('x-goog-upload-command') !== 'start')
    return refuse('invalid', 'An upload begins with the command start.')
  const length = headers.get('x-goog-upload-header-content-length') ?? ''
  if (!/^\d+$/.test(length))
    return refuse('invalid', 'x-goog-upload-header-content-length is to say how long the file is.')
  const wish = readWish(call, Buffer.from(call.bytes).toString(), store)
  if (wish.type === 'refused') return wish
  const mimeType = headers.get('x-goog-upload-header-content-type') ?? wish.mimeType
  if (mimeType === undefined) return refuse('invalid', 'The mime type of the file is not told.')
  const id = `simulated-upload-${serial}`
  const upload = { wish, mimeType, length: Number(length), parts: [], received: 0 }
  kept.uploads.set(id, upload)
  const path = store === '' ? 'files' : `${store}:uploadToFileSearchStore`
  const address = `http://${headers.get('host') ?? ''}/upload/v1beta/${path}?upload_id=${id}&upload_protocol=resumable`
  return status('active', {
    'x-goog-upload-url': address,
    'x-goog-upload-control-url': address,
    'x-goog-upload-chunk-granularity': String(GRANULARITY),
  })
}

const status = (name: string, headers: HeaderFields = {}): Answer => ({
  type: 'whole',
  status: 200,
  headers: { 'content-type': 'text/html; charset=UTF-8', 'x-goog-upload-status': name, ...headers },
  body: '',
})

const readWish = (call: Call, text: string, store: string): UploadWish | Refusal =>
  store === '' ? readFileWish(call, parse(text)) : readDocumentWish(call, parse(text), store)

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

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return text
  }
}

const goOn = (call: Call, id: string, store: string): Answer => {
  const upload = call.kept.uploads.get(id)
  if (upload?.wish.store !== store)
    return { ...refuse('not-found', 'No such upload.'), status: 404 }
  const commands = (call.headers.get('x-goog-upload-command') ?? '').split(/, */)
  switch (commands.join(',')) {
    case 'query':
      return status('active', { 'x-goog-upload-size-received': String(upload.received) })
    case 'cancel':
      call.kept.uploads.delete(id)
      return status('cancelled')
    case 'upload':
      return take(call, upload) ?? status('active')
    case 'upload,finalize':
      return take(call, upload) ?? finish(call, id, upload)
    case 'finalize':
      return finish(call, id, upload)
    default:
      return refuse('invalid', `Unknown upload command '${commands.join(', ')}'.`)
  }
}

const take = ({ headers, bytes }: Call, upload: OpenUpload): Answer | undefined => {
  const offset = headers.get('x-goog-upload-offset') ?? ''
  if (offset !== String(upload.received))
    return refuse('invalid', `The offset is '${offset}' and ${upload.received} bytes are here.`)
  const total = upload.received + bytes.length
  if (total > upload.length) return refuse('invalid', 'More comes than was announced.')
  if (total < upload.length && bytes.length % GRANULARITY !== 0)
    return refuse('invalid', `A part is to be a multiple of ${GRANULARITY} bytes.`)
  upload.parts.push(bytes)
  upload.received = total
  return undefined
}

const finish = (call: Call, id: string, upload: OpenUpload): Answer => {
  if (upload.received !== upload.length)
    return refuse('invalid', `${upload.received} of ${upload.length} bytes are here.`)
  call.kept.uploads.delete(id)
  const { mimeType, parts } = upload
  return finishWith(call, upload.wish, { type: mimeType, bytes: Buffer.concat(parts) })
}

const takeRelated = (call: Call, store: string): Answer => {
  const parts = readRelated(typeOf(call), call.bytes)
  const [told, file] = parts ?? []
  if (told === undefined || file === undefined)
    return refuse('invalid', 'The body is to be multipart/related: what is told, then the file.')
  const wish = readWish(call, Buffer.from(told.bytes).toString(), store)
  return wish.type === 'refused' ? wish : finishWith(call, wish, file)
}

const takeAlone = (call: Call, store: string): Answer => {
  const wish = readWish(call, '', store)
  return wish.type === 'refused'
    ? wish
    : finishWith(call, wish, { type: typeOf(call), bytes: call.bytes })
}

/** Google's upload servers say so of whatever has come whole. */
const finishWith = (call: Call, wish: UploadWish, taken: Taken): Answer => {
  const answer = wish.keep(call, taken)
  return answer.type === 'whole'
    ? { ...answer, headers: { ...answer.headers, 'x-goog-upload-status': 'final' } }
    : answer
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
