import type { MediaPart, MediaSource } from '../../ir/part.ts'
import { entryOf } from '../entry.ts'

type MediaKind = MediaPart['type']

export const kindOfType = (mediaType: string): MediaKind => {
  const main = mediaType.slice(0, mediaType.indexOf('/')).toLowerCase()
  return main === 'image' || main === 'audio' || main === 'video' ? main : 'document'
}

/** The types that the vendor lists. https://ai.google.dev/gemini-api/docs/file-input-methods */
const typesByEnding: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
  json: 'application/json',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  aac: 'audio/aac',
  m4a: 'audio/m4a',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mpeg: 'video/mpeg',
}

/** By how an address ends; undefined when that says nothing. */
export const typeOfAddress = (address: string): string | undefined => {
  const ending = /\.(\w+)(?:$|[?#])/.exec(address.slice(address.lastIndexOf('/') + 1))?.[1]
  return ending === undefined ? undefined : entryOf(typesByEnding, ending.toLowerCase())
}

const isVideoPage = (address: string): boolean =>
  /^https:\/\/(?:(?:www|m)\.)?(?:youtube\.com|youtu\.be)\//i.test(address)

/** What a file without a told type is. */
export const kindOfAddress = (address: string): MediaKind => {
  if (isVideoPage(address)) return 'video'
  const type = typeOfAddress(address)
  return type === undefined ? 'document' : kindOfType(type)
}

/** Files that were uploaded to the vendor, under its own addresses. */
export const isVendorFile = (address: string): boolean =>
  /^(?:gs:\/\/|files\/|https:\/\/generativelanguage\.googleapis\.com\/)/i.test(address)

export const sourceOfAddress = (address: string, mediaType: string | undefined): MediaSource => {
  const told = mediaType === undefined ? {} : { mediaType }
  return isVendorFile(address)
    ? { type: 'file', id: address, ...told }
    : { type: 'url', url: address, ...told }
}
