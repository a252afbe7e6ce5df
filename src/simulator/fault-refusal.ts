import { refuse, type Refusal, type RefusalKind } from './answer.ts'
import type { Fault } from './fault.ts'

type Refusing = Extract<Fault, { type: 'status' | 'error-event' }>
type Status = Extract<Fault, { type: 'status' }>['status']

const kindOfStatus: Readonly<Record<Status, RefusalKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  402: 'quota',
  403: 'forbidden',
  404: 'not-found',
  413: 'too-large',
  429: 'rate-limited',
  500: 'broken',
  502: 'broken',
  503: 'unavailable',
  504: 'timed-out',
  529: 'overloaded',
}

/** What the vendor says when it meets this fault. */
export const refusalOf = (fault: Refusing): Refusal => {
  if (fault.type === 'error-event') {
    const kind = fault.kind ?? 'overloaded'
    return refuse(kind, `Simulated failure inside the stream: ${kind}.`)
  }
  const kind = fault.kind ?? kindOfStatus[fault.status]
  const message = fault.message ?? `Simulated failure: ${kind}.`
  const refusal = refuse(kind, message, fault.retry === undefined ? {} : { retry: fault.retry })
  return { ...refusal, status: fault.status }
}
