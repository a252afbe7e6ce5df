/**
 * `uploadType=resumable`, as all of Google's interfaces have it: each part says which bytes it is.
 * https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable
 */
import { refuse, type Answer, type Refusal } from '../answer.ts'
import type { Call } from '../vendor.ts'
import type { OpenUpload } from './kept.ts'
import { addressOf, finish, openUploadOf, readWish, takePart } from './upload-wish.ts'

export const beginByRanges = (call: Call, store: string): Answer => {
  const { headers, kept, serial } = call
  const wish = readWish(call, Buffer.from(call.bytes).toString(), store)
  if (wish.type === 'refused') return wish
  const announced = headers.get('x-upload-content-length')
  if (announced !== undefined && !/^\d+$/.test(announced))
    return refuse('invalid', 'x-upload-content-length is to say how long the file is.')
  const mimeType = headers.get('x-upload-content-type') ?? wish.mimeType ?? ''
  if (mimeType === '') return refuse('invalid', 'The mime type of the file is not told.')
  const id = `simulated-upload-${serial}`
  const length = announced === undefined ? undefined : Number(announced)
  kept.uploads.set(id, { way: 'ranges', wish, mimeType, length, parts: [], received: 0 })
  const location = addressOf(call, store, `uploadType=resumable&upload_id=${id}`)
  return { type: 'whole', status: 200, headers: { location, 'x-guploader-uploadid': id }, body: '' }
}

/** A part of an upload, or the question how much has arrived. */
export const answerPut = (call: Call, store: string): Answer => {
  const upload = openUploadOf(call, store, 'ranges')
  if ('type' in upload) return upload
  const range = readRange(call)
  if (range.type === 'refused') return range
  const length = range.length ?? upload.length
  if (upload.length !== undefined && length !== upload.length)
    return refuse('invalid', `${upload.length} bytes were announced, not ${length}.`)
  if (range.type === 'question') return isWhole(upload) ? finish(call, upload) : incomplete(upload)
  if (range.start !== upload.received)
    return refuse('invalid', `These begin at ${range.start} and ${upload.received} bytes are here.`)
  const refusal = takePart(upload, call.bytes, length)
  if (refusal !== undefined) return refusal
  upload.length = length
  return isWhole(upload) ? finish(call, upload) : incomplete(upload)
}

const isWhole = ({ received, length }: OpenUpload): boolean => received === length

/** "Resume Incomplete": it is no redirect, and says which bytes are here. */
const incomplete = ({ received }: OpenUpload): Answer => ({
  type: 'whole',
  status: 308,
  headers: received === 0 ? {} : { range: `bytes=0-${received - 1}` },
  body: '',
})

type Range =
  | { readonly type: 'part'; readonly start: number; readonly length: number | undefined }
  | { readonly type: 'question'; readonly length: number | undefined }
  | Refusal

const readRange = ({ headers, bytes }: Call): Range => {
  const written = headers.get('content-range') ?? `bytes 0-${bytes.length - 1}/${bytes.length}`
  const [, start, end, total = ''] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(written) ?? []
  if (total === '') return refuse('invalid', `Not a range of bytes: '${written}'.`)
  const length = total === '*' ? undefined : Number(total)
  if (start === undefined)
    return bytes.length === 0
      ? { type: 'question', length }
      : refuse('invalid', 'A question how much has arrived brings no bytes.')
  return Number(end) - Number(start) + 1 === bytes.length
    ? { type: 'part', start: Number(start), length }
    : refuse('invalid', `'${written}' are not ${bytes.length} bytes.`)
}
