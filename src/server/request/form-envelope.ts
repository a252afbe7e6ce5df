import { boundaryOf, readForm, textOf } from '../../protocol/multipart.ts'
import type { Scan } from '../../protocol/json-scan.ts'
import { maxModelLength, readEnvelope, type EnvelopeResult } from './envelope.ts'
import { badModel, missingModel, notForm, repeatedModel } from '../refusal.ts'

/** For endpoints that take files: a form, or the same in JSON. */
export const formEnvelopeReader =
  (contentType: string): ((body: string) => EnvelopeResult) =>
  (body) =>
    /^multipart\//i.test(contentType) ? readFormEnvelope(body, contentType) : readEnvelope(body)

const readFormEnvelope = (body: string, formType: string): EnvelopeResult => {
  const boundary = boundaryOf(formType)
  const parts = boundary === undefined ? undefined : readForm(body, boundary)
  if (parts === undefined) return { type: 'refused', failure: notForm() }
  const [named, ...others] = parts.filter(({ name }) => name === 'model')
  if (others.length > 0) return { type: 'refused', failure: repeatedModel() }
  const model = named === undefined ? '' : textOf(body, named)
  if (named === undefined || model.trim() === '')
    return { type: 'refused', failure: missingModel() }
  if (model.length > maxModelLength) return { type: 'refused', failure: badModel(maxModelLength) }
  const stream = parts.find(({ name }) => name === 'stream')
  return {
    type: 'read',
    envelope: {
      model,
      modelStart: named.content.start,
      modelEnd: named.content.end,
      isStreaming: stream !== undefined && textOf(body, stream) === 'true',
      scan: nothingScanned,
      formType,
    },
  }
}

const nothingScanned: Scan = { spans: new Map(), duplicates: [], isComplete: true, faultAt: -1 }
