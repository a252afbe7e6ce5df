import type { Failure } from '../../ir/failure.ts'
import { protocols } from '../../protocol/index.ts'
import {
  readBoolean,
  readString,
  scanTopLevel,
  scanWithLists,
  type Scan,
} from '../../protocol/json-scan.ts'
import { keysOf, listKeysOf } from '../../protocol/prompt-shape.ts'
import { badModel, missingModel, notJson, repeatedModel } from '../refusal.ts'
import { sessionKeys } from './session.ts'

/** What stands on the outside of a request body, read without parsing it. */
export type Envelope = {
  readonly model: string
  /** Where the model's JSON string stands in the body, -1 when the body does not name it. */
  readonly modelStart: number
  readonly modelEnd: number
  readonly isStreaming: boolean
  readonly scan: Scan
  /** Present: the body is a form of this `content-type`, and the model stands in it as it is, without quotes. */
  readonly formType?: string
}

export type EnvelopeResult =
  | { readonly type: 'read'; readonly envelope: Envelope }
  | { readonly type: 'refused'; readonly failure: Failure }

const promptKeys = [
  ...sessionKeys,
  ...Object.values(protocols).flatMap(({ stored, prompt }) => [
    ...(stored?.keys ?? []),
    ...(prompt === undefined ? [] : keysOf(prompt)),
  ]),
]

const wantedKeys = ['model', 'stream', ...new Set(promptKeys)]
const pathWantedKeys = Array.from(new Set(promptKeys))
const listKeys = new Set(
  Object.values(protocols).flatMap(({ prompt }) =>
    prompt === undefined ? [] : listKeysOf(prompt),
  ),
)

export const maxModelLength = 512

/** For protocols that name the model in the body. */
export const readEnvelope = (body: string): EnvelopeResult => {
  const scan = scanWithLists(body, wantedKeys, listKeys)
  if (!scan.isComplete) return refused(notJson(describeFault(body, scan.faultAt)))
  // Parsers disagree about which of two counts, so an upstream might serve another model than the one judged here.
  if (scan.duplicates.includes('model')) return refused(repeatedModel())
  const span = scan.spans.get('model')
  const model = span === undefined ? undefined : readString(body, span)
  if (span === undefined || model === undefined || model.trim() === '')
    return refused(missingModel())
  if (model.length > maxModelLength) return refused(badModel(maxModelLength))
  const stream = scan.spans.get('stream')
  const isStreaming = stream !== undefined && readBoolean(body, stream) === true
  return {
    type: 'read',
    envelope: { model, modelStart: span.start, modelEnd: span.end, isStreaming, scan },
  }
}

/** For a protocol whose path names the model and the way of answering. */
export const readPathEnvelope = (
  body: string,
  { model, isStreaming }: { readonly model: string; readonly isStreaming: boolean },
): EnvelopeResult => {
  const scan = scanWithLists(body, pathWantedKeys, listKeys)
  if (!scan.isComplete) return refused(notJson(describeFault(body, scan.faultAt)))
  if (model.length > maxModelLength) return refused(badModel(maxModelLength))
  return { type: 'read', envelope: { model, modelStart: -1, modelEnd: -1, isStreaming, scan } }
}

/** For requests about a stored answer: their path says it all. */
export const bareEnvelope = (isStreaming: boolean): EnvelopeResult => ({
  type: 'read',
  envelope: { model: '', modelStart: -1, modelEnd: -1, isStreaming, scan: scanTopLevel('{}', []) },
})

const refused = (failure: Failure): EnvelopeResult => ({ type: 'refused', failure })

const describeFault = (body: string, faultAt: number): string => {
  if (body.trim() === '') return 'The body is empty: a JSON object is expected.'
  const column = faultAt - body.slice(0, faultAt).lastIndexOf('\n')
  const where = `at byte ${faultAt} (line ${lineOf(body, faultAt)}, column ${column})`
  if (faultAt >= body.length)
    return `The body is not a JSON object: it ends ${where} before it is complete.`
  return `The body is not a JSON object: unexpected ${describeByte(body.charCodeAt(faultAt))} ${where}.`
}

/** Counted one by one: a body may be nothing but a hundred million line feeds. */
const lineOf = (body: string, offset: number): number => {
  let line = 1
  for (let at = 0; at < offset; at += 1) if (body.charCodeAt(at) === lineFeed) line += 1
  return line
}

const lineFeed = 0x0a

const describeByte = (code: number): string =>
  code > 0x20 && code < 0x7f
    ? `"${String.fromCharCode(code)}"`
    : `byte 0x${code.toString(16).padStart(2, '0')}`
