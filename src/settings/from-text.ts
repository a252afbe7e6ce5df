import { KindGuard } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'

const yes = new Set(['1', 'true', 'yes', 'on'])
const no = new Set(['0', 'false', 'no', 'off'])

/**
 * What a text from the environment stands for, by the schema of its place: `yes` is true, `8045` a number,
 * `a, b` a list (or a JSON one), `{…}` a table. A text that stands for nothing of the kind stays a
 * text, which the validation then refuses.
 */
export const fromText = (schema: TSchema, text: string): unknown => {
  if (KindGuard.IsBoolean(schema)) return truth(text)
  if (KindGuard.IsInteger(schema) || KindGuard.IsNumber(schema)) {
    return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text
  }
  if (KindGuard.IsArray(schema)) {
    return text.trimStart().startsWith('[') ? parsed(text) : pieces(text)
  }
  return KindGuard.IsObject(schema) || KindGuard.IsRecord(schema) ? parsed(text) : text
}

const truth = (text: string): unknown => {
  const word = text.trim().toLowerCase()
  if (yes.has(word)) return true
  return no.has(word) ? false : text
}

const pieces = (text: string): readonly string[] =>
  text
    .split(',')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
