/** An account of a simulated vendor and the limits that the vendor itself keeps. */
import type { Clock } from '../actor/clock.ts'
import { refuse, type Refusal } from './answer.ts'
import { KeptThings } from './gemini/kept.ts'
import { KeptResponses } from './openai/kept.ts'
import { createPromptCache, type PromptCache } from './prompt-cache.ts'
import { createSeal, type Seal } from './seal.ts'
import type { Allowance } from './vendor.ts'

export type SimulatedAccount = {
  readonly key: string
  /** Stands in every answer, so that one sees who answered. The key when not told. */
  readonly name?: string
  /** More requests than this at once are refused. */
  readonly maxConcurrent?: number
  /** More requests than this in any 60 seconds are refused. */
  readonly requestsPerMinute?: number
  /** A bucket of requests that starts full. */
  readonly bucket?: { readonly capacity: number; readonly perSecond: number }
  /** All the tokens of its limit of a minute: a request to generate that needs more is refused, however long one waits. */
  readonly mostTokens?: number
}

export type AccountUse = {
  readonly inFlight: number
  readonly mostInFlight: number
  readonly admitted: number
  readonly refused: number
}

export type Admission = { readonly type: 'admitted'; release(): void } | Refusal

export type OpenAccount = {
  readonly name: string
  readonly cache: PromptCache
  readonly seal: Seal
  readonly responses: KeptResponses
  readonly kept: KeptThings
  /** `tokens`: what the vendor's limit of these would count. */
  admit(tokens: number): Admission
  allowance(): Allowance
  use(): AccountUse
}

const windowMs = 60_000
/** What a vendor without a limit of requests would still put into its headers. */
const largeLimit = 10_000

export const openAccount = (account: SimulatedAccount, clock: Clock): OpenAccount => {
  const { maxConcurrent = Infinity, requestsPerMinute = Infinity, bucket } = account
  let use: AccountUse = { inFlight: 0, mostInFlight: 0, admitted: 0, refused: 0 }
  let starts: readonly number[] = []
  let tokens = bucket?.capacity ?? 0
  let filledAt = clock.now()

  const refill = (): void => {
    const now = clock.now()
    starts = starts.filter((start) => start > now - windowMs)
    if (bucket === undefined) return
    tokens = Math.min(bucket.capacity, tokens + ((now - filledAt) / 1000) * bucket.perSecond)
    filledAt = now
  }
  const waitMs = (): number => {
    if (starts.length >= requestsPerMinute) {
      return (starts[0] ?? clock.now()) + windowMs - clock.now()
    }
    if (bucket !== undefined && tokens < 1) return ((1 - tokens) / bucket.perSecond) * 1000
    return use.inFlight >= maxConcurrent ? 1000 : 0
  }
  const release = (): void => {
    use = { ...use, inFlight: use.inFlight - 1 }
  }
  const admit = (asked: number): Admission => {
    refill()
    const refusal = refuseForEver(asked, account) ?? refuseForNow(waitMs())
    if (refusal !== undefined) {
      use = { ...use, refused: use.refused + 1 }
      return refusal
    }
    starts = [...starts, clock.now()]
    tokens -= 1
    const inFlight = use.inFlight + 1
    const mostInFlight = Math.max(use.mostInFlight, inFlight)
    use = { ...use, inFlight, mostInFlight, admitted: use.admitted + 1 }
    return { type: 'admitted', release }
  }
  const allowance = (): Allowance => {
    refill()
    const limit = Math.min(requestsPerMinute, largeLimit)
    const [oldest] = starts
    const resetMs = oldest === undefined ? 0 : oldest + windowMs - clock.now()
    const remaining = Math.max(0, limit - starts.length)
    return { limit, remaining, resetSeconds: Math.ceil(resetMs / 1000), ...tokenLimitOf(account) }
  }
  return {
    name: account.name ?? account.key,
    cache: createPromptCache(),
    seal: createSeal(account.key),
    responses: new KeptResponses(),
    kept: new KeptThings(),
    admit,
    allowance,
    use: () => use,
  }
}

const refuseForNow = (waitMs: number): Refusal | undefined => {
  const seconds = Math.ceil(waitMs / 1000)
  return waitMs <= 0
    ? undefined
    : refuse('rate-limited', `Rate limit reached. Try again in ${seconds} s.`, {
        retry: { type: 'seconds', seconds },
      })
}

const tokenLimitOf = ({ mostTokens }: SimulatedAccount): Pick<Allowance, 'mostTokens'> =>
  mostTokens === undefined ? {} : { mostTokens }

const refuseForEver = (
  asked: number,
  { mostTokens: most = Infinity }: SimulatedAccount,
): Refusal | undefined =>
  asked > most ? refuse('oversize', '', { tokens: { most, asked } }) : undefined
