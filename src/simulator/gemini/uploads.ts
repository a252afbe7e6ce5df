/** https://ai.google.dev/api/files#method:-media.upload, by the protocols of Google's upload servers. */
import { refuse, type Answer } from '../answer.ts'
import type { Call } from '../vendor.ts'
import { readRelated } from './related.ts'
import { beginByCommands, goOnByCommands } from './upload-by-commands.ts'
import { beginByRanges } from './upload-by-ranges.ts'
import { finishWith, readWish } from './upload-wish.ts'

/** `store`: what it is for; empty: for none. */
export const answerUpload = (call: Call, store: string): Answer => {
  const { headers, query } = call
  if (query.has('upload_id')) return goOnByCommands(call, store)
  const protocol = headers.get('x-goog-upload-protocol')
  const way = protocol ?? query.get('uploadType')
  switch (way) {
    case 'resumable':
      return protocol === undefined && !headers.has('x-goog-upload-command')
        ? beginByRanges(call, store)
        : beginByCommands(call, store)
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
