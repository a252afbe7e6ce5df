import { entryOf } from '../entry.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  pcm16: 'audio/pcm',
}

/** The media type of what this protocol calls `wav`, `mp3`, `opus`, … */
export const mediaTypeOf = (format: string): string =>
  entryOf(mediaTypes, format) ?? `audio/${format}`

const formats: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mpga': 'mp3',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/pcm': 'pcm16',
  'audio/l16': 'pcm16',
  'audio/x-m4a': 'm4a',
}

/** The other way round; empty for what is no sound. */
export const formatOf = (mediaType: string): string => {
  const [bare = ''] = mediaType.toLowerCase().split(';')
  return entryOf(formats, bare) ?? (bare.startsWith('audio/') ? bare.slice('audio/'.length) : '')
}

const beginnings: readonly (readonly [string, string])[] = [
  ['UklGR', 'audio/wav'],
  ['SUQz', 'audio/mpeg'],
  ['//', 'audio/mpeg'],
  ['T2dn', 'audio/opus'],
  ['ZkxhQ', 'audio/flac'],
]

/** An answer does not tell what its sound is: its first bytes do, in base64. Samples alone have no such mark. */
export const soundTypeOf = (data: string): string =>
  beginnings.find(([start]) => data.startsWith(start))?.[1] ?? 'audio/pcm'
