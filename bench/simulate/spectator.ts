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
  arrived: (request) => {
    for (const one of spectators) one.arrived?.(request)
  },
  answered: (request, answer) => {
    for (const one of spectators) one.answered?.(request, answer)
  },
  asked: (call) => {
    for (const one of spectators) one.asked?.(call)
  },
  opened: (call) => {
    for (const one of spectators) one.opened?.(call)
  },
  ended: (call) => {
    for (const one of spectators) one.ended?.(call)
  },
  rested: (account, cooldowns) => {
    for (const one of spectators) one.rested?.(account, cooldowns)
  },
  bound: (session, account) => {
    for (const one of spectators) one.bound?.(session, account)
  },
  crashed: (what) => {
    for (const one of spectators) one.crashed?.(what)
  },
  settled: (event) => {
    for (const one of spectators) one.settled?.(event)
  },
  over: () => {
    for (const one of spectators) one.over?.()
  },
})
