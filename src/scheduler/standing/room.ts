import { roomAt } from '../../account/room.ts'
import type { Clock } from '../../actor/index.ts'
import type { AccountEntry } from './account-pool.ts'

/**
 * Whether a prompt fits into what an account's upstream takes a minute. Sent too early it would be refused, and the account
 * would rest for everybody until there is room for it: small requests, too, that fit in long before.
 */

/** A prompt as an account would count it, in tokens. */
export type Load = {
  readonly model: string
  readonly promptTokens: number
  /** Of these, what its upstream has in its cache. */
  readonly warmTokens: number
}

/**
 * So much more than the whole is refused for ever where all of it is counted: there is nothing to wait for but the upstream's
 * word. What is guessed to be little more may be less.
 */
const FAR_BEYOND = 1.25

/** How a prompt fits in, in ms from now. */
export type Fit = {
  /** Until it does; 0: now, as far as is known. More than the whole fits in when all is free. */
  readonly waitMs: number
  /** Until as much is there as it takes: it may take more than the whole, and is then owed. */
  readonly takesMs: number
}

/** Undefined: nobody knows the limit. */
export const fitAt = (
  entry: AccountEntry,
  load: Load,
  clock: Pick<Clock, 'now'>,
): Fit | undefined => {
  const room = entry.status.rooms.find(({ model }) => model === load.model)
  if (room === undefined) return undefined
  const { limit, left, at, fullAt } = room
  const wanted = load.promptTokens - (room.countsCached ? 0 : load.warmTokens)
  if (room.countsCached && wanted > FAR_BEYOND * limit) return { waitMs: 0, takesMs: 0 }
  const now = clock.now()
  const free = roomAt(room, now) - underWay(entry, load.model)
  const perMs = now < fullAt && limit > left ? (limit - left) / (fullAt - at) : limit / MINUTE_MS
  return {
    waitMs: Math.max(0, Math.min(limit, wanted) - free) / perMs,
    takesMs: Math.max(0, wanted - free) / perMs,
  }
}

/** More than this part of what fits in at most. */
const LARGE = 0.25

export const isLarge = (
  { status }: AccountEntry,
  { model, promptTokens }: Omit<Load, 'warmTokens'>,
): boolean => {
  const room = status.rooms.find((one) => one.model === model)
  return room !== undefined && promptTokens > LARGE * room.limit
}

const MINUTE_MS = 60_000

/** Tokens that its upstream has been asked for and has not told of yet. */
const underWay = ({ exchanges }: AccountEntry, model: string): number => {
  let tokens = 0
  for (const flight of exchanges.values())
    if (!flight.isAnswered && flight.model === model) tokens += flight.freshTokens
  return tokens
}
