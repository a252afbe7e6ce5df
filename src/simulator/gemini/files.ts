/** Files: https://ai.google.dev/api/files */
import { answerJson, refuse, type Answer } from '../answer.ts'
import type { Call } from '../vendor.ts'
import { timeOf } from './caches.ts'
import { FILE_LIFE_MS, noSuchFile, pageOf, type KeptFile } from './kept.ts'

/** Its address is the vendor's own, wherever the vendor was reached. */
const HOME = 'https://generativelanguage.googleapis.com/v1beta'

export const writeFile = (file: KeptFile) => ({
  name: file.name,
  ...(file.displayName === undefined ? {} : { displayName: file.displayName }),
  mimeType: file.mimeType,
  sizeBytes: String(file.bytes.length),
  createTime: timeOf(file.createdAt),
  updateTime: timeOf(file.createdAt),
  expirationTime: timeOf(file.createdAt + FILE_LIFE_MS),
  sha256Hash: Buffer.from(Bun.SHA256.hash(file.bytes, 'hex')).toString('base64'),
  uri: `${HOME}/${file.name}`,
  state: 'ACTIVE',
  source: 'UPLOADED',
})

export const listFiles = ({ kept, now, query }: Call): Answer => {
  const page = pageOf(kept.files(now), query, 100)
  if ('type' in page) return page
  return answerJson({
    ...(page.items.length === 0 ? {} : { files: page.items.map(writeFile) }),
    ...(page.next === undefined ? {} : { nextPageToken: page.next }),
  })
}

export const getFile = ({ kept, now }: Call, name: string): Answer => {
  const file = kept.file(name, now)
  return file === undefined ? noSuchFile(name) : answerJson(writeFile(file))
}

export const deleteFile = ({ kept, now }: Call, name: string): Answer => {
  if (kept.file(name, now) === undefined) return noSuchFile(name)
  kept.deleteFile(name)
  return answerJson({})
}

/** No model here makes files. */
export const downloadFile = ({ kept, now }: Call, name: string): Answer =>
  kept.file(name, now) === undefined
    ? noSuchFile(name)
    : refuse('invalid', `File ${name} was uploaded: only generated files can be downloaded.`)
