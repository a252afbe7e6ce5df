import { skipSpace, skipValue } from './json-skip.ts'
import { walkArray, walkObject } from './json-walk.ts'

/** What an element of a prompt's list says to an upstream's cache. All of it is read as it stands in JSON. */

/**
 * A content that is one text is the same as that text: agents write it either way from turn to turn, as a text has no place
 * for a mark. Only a key of an object has plain quotes, so a search tells whether anything else is in it.
 */
export const plainly = (item: string): string => {
  const opening = oneText.exec(item.slice(0, openingBytes))
  if (opening === null) return item
  const text = opening.index + opening[0].length
  const end = closing.exec(item.slice(-closingBytes))
  if (end === null || item.includes('type":', text)) return item
  const textEnd = item.length - end[0].length
  const key = opening[1] ?? ''
  return `${item.slice(0, opening.index)}${key}${item.slice(text, textEnd)}"}`
}

const openingBytes = 200
const closingBytes = 40
const oneText =
  /("content"\s*:\s*)\[\s*\{\s*"type"\s*:\s*"(?:input_|output_)?text"\s*,\s*"text"\s*:\s*(?=")/
const closing = /"\s*\}\s*\]\s*\}$/

/** Where the parts of its content end, but for the last one: the item ends with that. */
export const partEnds = (item: string): readonly number[] => {
  const ends: number[] = []
  if (item.charCodeAt(0) !== openBrace) return ends
  walkObject(item, 0, (keyStart, valueStart) => {
    const isContent = contentKeys.some((key) => item.startsWith(key, keyStart))
    if (!isContent || item.charCodeAt(valueStart) !== openBracket)
      return skipValue(item, valueStart)
    return walkArray(item, valueStart, (start) => {
      const end = skipValue(item, start)
      if (end > 0) ends.push(end)
      return end
    })
  })
  return ends.slice(0, -1)
}

const contentKeys = ['"content"', '"parts"']
const openBrace = 0x7b
const openBracket = 0x5b

/** What media are in tokens has little to do with their bytes: about so many as these. */
const mediaBytes = 6_000
const mediaKeys = ['data":', ';base64,']
const base64 = /^[A-Za-z0-9+/_-]{64}$/

/** Bytes as far as they are words. */
export const weightOf = (item: string): number => {
  if (item.length <= 2 * mediaBytes) return item.length
  let weight = item.length
  for (const key of mediaKeys)
    for (let at = item.indexOf(key); at !== -1; at = item.indexOf(key, at + key.length)) {
      const start = skipSpace(item, at + key.length)
      const data = item[start] === '"' ? start + 1 : start
      const end = item.indexOf('"', data)
      if (end - data > mediaBytes && base64.test(item.slice(data, data + 64)))
        weight -= end - data - mediaBytes
    }
  return weight
}
