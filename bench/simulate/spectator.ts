import type { Cooldown } from '../../src/account/cooldown.ts'
import type { SimulatedAnswer, SimulatedRequest } from './request.ts'
import type { Taken, UpstreamAccount } from './upstream.ts'

/** One request before one upstream, from the moment it is asked until its last word has come back. */
export type Call = {
  readonly request: SimulatedRequest
  readonly account: UpstreamAccount
  readonly taken: Taken
}

/** What a policy tells of itself while it goes on, besides its answers. */
export type Watch = {
  asked(call: Call): void
  /** The upstream's first event has come. */
  opened(call: Call): void
  /** The upstream's last word has come. */
  ended(call: Call): void
  /** A relay that keeps such a record: the rests of an account, as it publishes them. */
  rested(account: string, cooldowns: readonly Cooldown[]): void
  /** A session is bound to an account, or to nobody any more. */
  bound(session: string, account: string | undefined): void
  /** Something that ought never to happen has, in words. */
  crashed(what: string): void
}

/** Looks on at a run. All of it is told at the instant at which it happens. */
export type Spectator = Partial<Watch> & {
  arrived?(request: SimulatedRequest): void
  answered?(request: SimulatedRequest, answer: SimulatedAnswer): void
  /** An event and everything that it has led to at that instant are over. */
  settled?(event: number): void
  /** Nothing will happen any more. */
  over?(): void
}

/** Tells all of them, in their order. */
export const tellAll = (spectators: readonly Spectator[]): Required<Spectator> => ({
  arrived: (request) => spectators.forEach((one) => one.arrived?.(request)),
  answered: (request, answer) => spectators.forEach((one) => one.answered?.(request, answer)),
  asked: (call) => spectators.forEach((one) => one.asked?.(call)),
  opened: (call) => spectators.forEach((one) => one.opened?.(call)),
  ended: (call) => spectators.forEach((one) => one.ended?.(call)),
  rested: (account, cooldowns) => spectators.forEach((one) => one.rested?.(account, cooldowns)),
  bound: (session, account) => spectators.forEach((one) => one.bound?.(session, account)),
  crashed: (what) => spectators.forEach((one) => one.crashed?.(what)),
  settled: (event) => spectators.forEach((one) => one.settled?.(event)),
  over: () => spectators.forEach((one) => one.over?.()),
})
