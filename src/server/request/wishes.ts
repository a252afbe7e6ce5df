import type { Dispatch, Urgency } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import { badHeader } from '../refusal.ts'

/** What a client asks of us, not of an upstream. */
export type Wishes = Pick<Dispatch, 'urgency' | 'timeoutMs'>

export type WishesResult =
  | { readonly type: 'read'; readonly wishes: Wishes }
  | { readonly type: 'refused'; readonly failure: Failure }

export const priorityHeader = 'x-switchyard-priority'
export const timeoutHeader = 'x-switchyard-timeout'

/**
 * The vendors' own libraries tell their timeout, in seconds: in JavaScript for how long they wait for an answer's head, in
 * Python for how long nothing may come. (`client.js` of both packages, `_base_client.py`; seen 2026-11.)
 */
const libraryHeaders = ['x-stainless-timeout', 'x-stainless-read-timeout']

/** How urgent a request is, and for how long its client waits. */
export const readWishes = (headers: Headers, isStreaming: boolean): WishesResult => {
  const urgency = readUrgency(headers.get(priorityHeader))
  if (urgency === undefined)
    return refused(priorityHeader, 'takes `high`, `normal` or `low`', headers)
  const stated = headers.get(timeoutHeader)
  const seconds = stated === null ? libraryTimeout(headers, isStreaming) : readSeconds(stated)
  if (seconds === undefined)
    return refused(timeoutHeader, 'takes a number of seconds that is more than 0', headers)
  // It is a whole number of milliseconds, of which there is one at least.
  return { type: 'read', wishes: { urgency, timeoutMs: Math.ceil(seconds * 1000) } }
}

const urgencies: ReadonlyMap<string, Urgency> = new Map([
  ['high', 'high'],
  ['normal', 'normal'],
  ['low', 'low'],
])

const readUrgency = (value: string | null): Urgency | undefined =>
  value === null ? 'normal' : urgencies.get(value.trim().toLowerCase())

/** A client of ours may wait for as long as it likes: what it says is a bound and no promise. */
const MAX_SECONDS = 86_400

const readSeconds = (value: string): number | undefined => {
  if (!/^\s*\d{1,9}(?:\.\d{1,9})?\s*$/.test(value)) return undefined
  const seconds = Math.min(MAX_SECONDS, Number(value))
  return seconds > 0 ? seconds : undefined
}

/**
 * 0 when it says nothing. Of a stream it says nothing either: its client hears from us while it waits, and so waits on.
 * Whole seconds are cut off, so that 0 stands for less than one; and there are libraries that write no number.
 */
const libraryTimeout = (headers: Headers, isStreaming: boolean): number => {
  if (isStreaming) return 0
  for (const name of libraryHeaders) {
    const value = headers.get(name)
    if (value !== null) return readSeconds(value) ?? 0
  }
  return 0
}

const refused = (name: string, takes: string, headers: Headers): WishesResult => ({
  type: 'refused',
  failure: badHeader(name, takes, headers.get(name) ?? ''),
})
