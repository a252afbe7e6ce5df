import { given } from '../../ir/defined.ts'
import type { Extras, MediaPart, Part, ToolResultPart } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import type { PartIds } from './call-ids.ts'
import { kindOfAddress, kindOfType, sourceOfAddress } from './media.ts'
import {
  dataFields,
  extrasOf,
  idOf,
  knownPart,
  signatureOf,
  type DataField,
} from './part-fields.ts'
import { readCode, readOutcome } from './read-code.ts'
import { proofOf } from './signatures.ts'
import { bothSpellings, listOf, member } from './spelling.ts'

const knownBlob = bothSpellings(['mimeType', 'data'])
const knownFile = bothSpellings(['mimeType', 'fileUri'])
const knownCall = bothSpellings(['id', 'name', 'args'])
const knownResponse = bothSpellings(['id', 'name', 'response', 'parts'])

type Signed = { readonly proof?: string; readonly extras?: Extras }

/** The parts of one content. A program and what came of it, one after the other, are one part. */
export const readParts = (fields: readonly Field[], ids: PartIds): readonly Part[] => {
  const parts: Part[] = []
  for (const field of fields) {
    const last = parts.at(-1)
    if (last?.type === 'code' && last.result === undefined) {
      const outcome = member(field, 'codeExecutionResult')
      if (outcome.isGiven) {
        parts[parts.length - 1] = readOutcome({ field, outcome, code: last })
        continue
      }
    }
    const part = readPart(field, ids)
    if (part !== undefined) parts.push(part)
  }
  return parts
}

export const readPart = (field: Field, ids: PartIds): Part | undefined => {
  const value = field.object()
  if (value === undefined) {
    if (!field.isGiven) field.reject('must be an object')
    return undefined
  }
  const isThought = member(field, 'thought').flag() === true
  if (field.at('text').isGiven) return readText(field, isThought)
  const kind = kindOf(value)
  if (kind === undefined) return readUnknown(field, isThought)
  // An image that was only thought is none of the answer's.
  if (isThought) return { type: 'foreign', kind: `thought.${kind}`, value: field.value }
  return readData(field, kind, ids)
}

const kinds: ReadonlyMap<string, DataField> = new Map(
  dataFields.flatMap((name) =>
    Array.from(bothSpellings([name]), (spelled) => [spelled, name] as const),
  ),
)

const kindOf = (part: JsonObject): DataField | undefined => {
  for (const key in part) {
    const kind = kinds.get(key)
    if (kind !== undefined && part[key] !== undefined && part[key] !== null) return kind
  }
  return undefined
}

const readData = (field: Field, kind: DataField, ids: PartIds): Part | undefined => {
  switch (kind) {
    case 'inlineData':
    case 'fileData':
      return { ...readMedia(field), ...readSigned(field, kind) }
    case 'functionCall':
      return readCall(field, ids)
    case 'functionResponse':
      return readResponse(field, ids)
    case 'executableCode':
      return readCode(field, ids)
    case 'codeExecutionResult':
      return readOutcome({
        field,
        outcome: member(field, kind),
        code: { type: 'code', id: ids.program(undefined), code: '' },
      })
    default:
      return kind satisfies never
  }
}

const readUnknown = (field: Field, isThought: boolean): Part | undefined => {
  const kind = Object.keys(field.extras(knownPart) ?? {})[0]
  if (kind !== undefined) return { type: 'foreign', kind, value: field.value }
  if (isThought || member(field, 'thoughtSignature').isGiven) return readText(field, isThought)
  field.reject('must hold some kind of data')
  return undefined
}

const readText = (field: Field, isThought: boolean): Part => ({
  type: isThought ? 'thinking' : 'text',
  text: member(field, 'text').text() ?? '',
  ...readSigned(field),
})

/** What every part may have. `kind` names the member whose own further fields are kept under its name. */
const readSigned = (field: Field, kind?: 'inlineData' | 'fileData' | 'functionCall'): Signed => {
  const inner = kind === undefined ? undefined : member(field, kind)
  const known = { inlineData: knownBlob, fileData: knownFile, functionCall: knownCall }
  const innerExtras = kind === undefined ? undefined : inner?.extras(known[kind])
  return given({
    proof: proofOf(field),
    extras: extrasOf(
      field.extras(knownPart),
      kind === undefined || innerExtras === undefined ? undefined : { [kind]: innerExtras },
    ),
  })
}

const readMedia = (field: Field): MediaPart => {
  const blob = member(field, 'inlineData')
  if (blob.isGiven) {
    blob.object()
    const mediaType = member(blob, 'mimeType').requiredText()
    const data = member(blob, 'data').requiredText()
    return { type: kindOfType(mediaType), source: { type: 'data', mediaType, data } }
  }
  const file = member(field, 'fileData')
  file.object()
  const mediaType = member(file, 'mimeType').text()
  const address = member(file, 'fileUri').requiredText()
  return {
    type: mediaType === undefined ? kindOfAddress(address) : kindOfType(mediaType),
    source: sourceOfAddress(address, mediaType),
  }
}

const readCall = (field: Field, ids: PartIds): Part => {
  const call = member(field, 'functionCall')
  call.object()
  const name = call.at('name').requiredText()
  const id = idOf(call)
  const signed = readSigned(field, 'functionCall')
  const extras = extrasOf(signed.extras, id === undefined ? { hasNoId: true } : undefined)
  return {
    type: 'tool-call',
    id: ids.call(name, id),
    name,
    arguments: JSON.stringify(call.at('args').object() ?? {}),
    kind: 'function',
    ...signed,
    ...given({ extras }),
  }
}

const readResponse = (field: Field, ids: PartIds): ToolResultPart => {
  const response = member(field, 'functionResponse')
  response.object()
  const name = response.at('name').requiredText()
  const id = idOf(response)
  const callId = ids.result(name, id)
  const { text, isError, raw } = readOutput(name, response.at('response').object())
  const inner = extrasOf(response.extras(knownResponse), raw && { response: raw })
  const extras = extrasOf(
    field.extras(knownPart),
    signatureOf(field),
    id === undefined ? { hasNoId: true } : undefined,
    id !== undefined && id !== callId ? { id } : undefined,
    inner && { functionResponse: inner },
  )
  return {
    type: 'tool-result',
    callId,
    name,
    kind: 'function',
    parts: [
      ...(text === undefined ? [] : [{ type: 'text', text } as const]),
      ...listOf(response.at('parts')).map(readResponsePart),
    ],
    ...(isError ? { isError } : {}),
    ...given({ extras }),
  }
}

const readResponsePart = (field: Field): Part => {
  const extras = readSigned(field, member(field, 'inlineData').isGiven ? 'inlineData' : 'fileData')
  return { ...readMedia(field), ...extras }
}

type Output = { readonly text?: string; readonly isError: boolean; readonly raw?: JsonObject }

/** The `ai` package tells the function once more beside its result: `@ai-sdk/google` 4.0. */
const isNamedContent = (
  name: string,
  response: JsonObject,
): response is JsonObject & { readonly content: string } =>
  Object.keys(response).length === 2 &&
  response['name'] === name &&
  typeof response['content'] === 'string'

/** `raw` is kept where the text alone does not tell what the object was. */
const readOutput = (name: string, response: JsonObject | undefined): Output => {
  if (response === undefined) return { isError: false }
  const keys = Object.keys(response)
  const [key] = keys
  if (key === undefined) return { isError: false, raw: response }
  if (isNamedContent(name, response))
    return { text: response.content, isError: false, raw: response }
  const isNamed = keys.length === 1 && (key === 'output' || key === 'error' || key === 'result')
  const value = isNamed ? response[key] : response
  const isError = isNamed && key === 'error'
  if (typeof value !== 'string') return { text: JSON.stringify(value), isError, raw: response }
  return { text: value, isError, ...(key === 'result' ? { raw: response } : {}) }
}
