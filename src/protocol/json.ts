import { toText } from './bytes.ts'

/** JSON of a vendor, before anything is known about it. */
export type JsonObject = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses without decoding UTF-8: right for everything but texts, which come out as byte strings. */
export const parseBytes = (bytes: string): unknown => {
  try {
    return JSON.parse(bytes)
  } catch {
    return undefined
  }
}

export const parseText = (bytes: string): unknown => parseBytes(toText(bytes))

export const objectAt = (value: JsonObject | undefined, key: string): JsonObject | undefined => {
  const member = value?.[key]
  return isObject(member) ? member : undefined
}

export const listAt = (value: JsonObject | undefined, key: string): readonly unknown[] => {
  const member = value?.[key]
  return Array.isArray(member) ? member : []
}

export const stringAt = (value: JsonObject | undefined, key: string): string => {
  const member = value?.[key]
  return typeof member === 'string' ? member : ''
}

/** A count of something: undefined unless it is a number that can be one. */
export const countAt = (value: JsonObject | undefined, key: string): number | undefined => {
  const member = value?.[key]
  return typeof member === 'number' && member >= 0 && Number.isFinite(member) ? member : undefined
}

const beyondAscii = /[\u007f-\uffff]/g

/** JSON in ASCII, so that it is the same as text and as bytes wherever it is written. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    beyondAscii,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
