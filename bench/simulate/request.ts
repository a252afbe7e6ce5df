import type { Prefix } from '../../src/ir/prefix.ts'

/** One request of a simulated client. The same ones come to every policy, as far as answers let the clients go on. */
export type SimulatedRequest = {
  readonly id: number
  readonly user: string
  readonly session: string
  readonly model: string
  /** The prompt's beginnings, the whole prompt last. `bytes` are four to a token. */
  readonly blocks: readonly Prefix[]
  readonly inputTokens: number
  readonly outputTokens: number
  /** For so long the client waits for the first event. */
  readonly patienceMs: number
  readonly urgency: 'high' | 'normal' | 'low'
}

/** What became of it, by the clock of the run. */
export type SimulatedAnswer =
  | {
      readonly type: 'served'
      readonly account: string
      readonly firstEventMs: number
      /** Of that, before the upstream that served it was asked. */
      readonly waitedMs: number
      readonly usage: SimulatedUsage
    }
  | {
      readonly type: 'refused'
      readonly reason: string
      /** 0 when no instant is told. */
      readonly retryAfterMs: number
      /** Nobody may serve it now; else the upstreams were broken. */
      readonly isLimit: boolean
    }
  /** After its first event. */
  | { readonly type: 'broken' }

/** Tokens, disjoint. */
export type SimulatedUsage = {
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
}

/** What a policy is to a client. `done` is called once. */
export type Relay = {
  send(request: SimulatedRequest, done: (answer: SimulatedAnswer) => void): void
  /** Its own books, where it keeps any. */
  inspect?(): Inspection
  /** How it came to what it did with a request that has its answer, a line each. */
  explain?(request: SimulatedRequest): readonly string[]
}

/** What a relay believes of itself. */
export type Inspection = {
  /** In use, by account; those with none may be left out. */
  readonly slots: ReadonlyMap<string, number>
}

/** There is one; what is decided for one model knows nothing of others. */
export const MODEL = 'model'

export const BYTES_PER_TOKEN = 4
