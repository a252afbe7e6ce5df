import { fromText, toText } from '../../protocol/bytes.ts'
import { parseHeaderLines } from '../header-lines.ts'
import type { Order } from '../messages.ts'

/** The `content-type` of a body that is a form or a file; undefined: it is JSON. */
export const formTypeOf = ({ headers }: Pick<Order, 'headers'>): string | undefined =>
  headers.startsWith(contentType) ? parseHeaderLines(headers)[0]?.[1] : undefined

/** The front puts it first, and only for a form or a file. */
const contentType = 'content-type: '

/** A body that names no model is the client's to the last byte. */
type NamedBody = Pick<Order, 'body' | 'model' | 'modelStart' | 'modelEnd'>

/** In a form the model's name stands as it is. Every other byte of it stays. */
export const withFormModel = ({ body, model, modelStart, modelEnd }: NamedBody): string =>
  modelStart < 0 || toText(body.slice(modelStart, modelEnd)) === model
    ? body
    : body.slice(0, modelStart) + fromText(model) + body.slice(modelEnd)
