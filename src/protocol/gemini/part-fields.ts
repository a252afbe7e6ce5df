import type { Extras } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import { bothSpellings, member } from './spelling.ts'

/** What a part may hold besides a text. */
export const dataFields = [
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
] as const

export type DataField = (typeof dataFields)[number]

export const knownPart = bothSpellings(['text', 'thought', 'thoughtSignature', ...dataFields])

export const extrasOf = (...all: readonly (JsonObject | undefined)[]): Extras | undefined => {
  const some = all.filter((extras) => extras !== undefined)
  return some.length === 0 ? undefined : Object.assign({}, ...some)
}

export const idOf = (field: Field): string | undefined => {
  const id = field.at('id').text()
  return id === '' ? undefined : id
}

/** Of a part that has no proof in the neutral form. */
export const signatureOf = (field: Field): JsonObject | undefined => {
  const thoughtSignature = member(field, 'thoughtSignature').text()
  return thoughtSignature === undefined ? undefined : { thoughtSignature }
}
