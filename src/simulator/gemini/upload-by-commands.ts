/** `X-Goog-Upload-Protocol: resumable`: each part says by a command what is to be done. */
import { refuse, type Answer, type HeaderFields } from '../answer.ts'
import type { Call } from '../vendor.ts'
import type { OpenUpload } from './kept.ts'
import { addressOf, finish, GRANULARITY, openUploadOf, readWish, takePart } from './upload-wish.ts'

export const beginByCommands = (call: Call, store: string): Answer => {
  const { headers, kept, serial } = call
  if (headers.get('x-goog-upload-command') !== 'start')
    return refuse('invalid', 'An upload begins with the command start.')
  const length = headers.get('x-goog-upload-header-content-length') ?? ''
  if (!/^\d+$/.test(length))
    return refuse('invalid', 'x-goog-upload-header-content-length is to say how long the file is.')
  const wish = readWish(call, Buffer.from(call.bytes).toString(), store)
  if (wish.type === 'refused') return wish
  const mimeType = headers.get('x-goog-upload-header-content-type') ?? wish.mimeType ?? ''
  if (mimeType === '') return refuse('invalid', 'The mime type of the file is not told.')
  const id = `simulated-upload-${serial}`
  kept.uploads.set(id, {
    way: 'commands',
    wish,
    mimeType,
    length: Number(length),
    parts: [],
    received: 0,
  })
  const address = addressOf(call, store, `upload_id=${id}&upload_protocol=resumable`)
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

export const goOnByCommands = (call: Call, store: string): Answer => {
  const upload = openUploadOf(call, store, 'commands')
  if ('type' in upload) return upload
  const commands = (call.headers.get('x-goog-upload-command') ?? '').split(/, */)
  switch (commands.join(',')) {
    case 'query':
      return status('active', { 'x-goog-upload-size-received': String(upload.received) })
    case 'cancel':
      call.kept.uploads.delete(call.query.get('upload_id') ?? '')
      return status('cancelled')
    case 'upload':
      return take(call, upload) ?? status('active')
    case 'upload,finalize':
      return take(call, upload) ?? end(call, upload)
    case 'finalize':
      return end(call, upload)
    default:
      return refuse('invalid', `Unknown upload command '${commands.join(', ')}'.`)
  }
}

const take = ({ headers, bytes }: Call, upload: OpenUpload): Answer | undefined => {
  const offset = headers.get('x-goog-upload-offset') ?? ''
  return offset === String(upload.received)
    ? takePart(upload, bytes, upload.length)
    : refuse('invalid', `The offset is '${offset}' and ${upload.received} bytes are here.`)
}

const end = (call: Call, upload: OpenUpload): Answer =>
  upload.received === upload.length
    ? finish(call, upload)
    : refuse('invalid', `${upload.received} of ${upload.length} bytes are here.`)
