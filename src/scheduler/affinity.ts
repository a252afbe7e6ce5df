import type { Settled } from '../account/messages.ts'
import { Recency } from '../actor/recency.ts'
import type { Prefix, Prefixes } from '../ir/prefix.ts'
import { Trust } from './trust.ts'

/** A prompt on its way: what upstreams cache of it is for one user, one channel and one model. */
export type Prompt = {
  readonly user: string
  readonly channel: string
  readonly model: string
  readonly prefixes: Prefixes
}

/** How much of a prompt an account's upstream probably has in its cache. */
export type Warmth = {
  readonly account: string
  readonly bytes: number
  /** Of the whole prompt, 0 to 1. */
  readonly share: number
}

export type Lesson = Pick<
  Settled,
  'account' | 'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'
> & {
  /** What {@link Affinity.expect} answered. */
  readonly expectedBytes: number
}

type Place = {
  readonly account: string
  /** As `monotonic` tells. */
  until: number
  /** The upstream has said so; else it is a guess. */
  isKnown: boolean
}

/** Of one channel. */
const MAX_MARKS = 100_000
/** A prompt tells so many at most. */
const MARKS_OF_A_PROMPT = 64
/** Of one beginning so many accounts are remembered, the latest ones. */
const MAX_PLACES = 8

/**
 * Which accounts have which beginnings of prompts in their upstream's cache: guessed from what they were sent, corrected
 * by what the upstream says it read. Bounded in number and age; the beginning unused longest gives way. `now`: as
 * `monotonic` tells. State of the scheduler actor, used by it alone.
 */
export class Affinity {
  readonly #channels = new Map<string, Recency<Place[]>>()
  readonly #trust = new Trust()
  #maxPrompts: ReadonlyMap<string, number> = new Map()
  readonly #maxMarks: number

  /** `maxMarks`: of one channel. */
  constructor(maxMarks: number = MAX_MARKS) {
    this.#maxMarks = maxMarks
  }

  get size(): number {
    let size = 0
    for (const places of this.#channels.values()) size += places.size
    return size
  }

  /** The warmest first. A beginning that the upstream has confirmed beats one that is only guessed. */
  warmAt(prompt: Prompt, now: number): readonly Warmth[] {
    const { list } = prompt.prefixes
    const total = list.at(-1)?.bytes ?? 0
    const warmest = new Map<string, number>()
    for (const prefix of list)
      for (const { account, until, isKnown } of this.#at(prompt, prefix)) {
        if (until <= now) continue
        const bytes = prefix.bytes * (isKnown ? 1 : this.#trust.of(account, prompt))
        warmest.set(account, Math.max(bytes, warmest.get(account) ?? 0))
      }
    return Array.from(warmest, ([account, bytes]) => ({ account, bytes, share: bytes / total }))
      .filter(({ bytes }) => bytes > 0)
      .sort((one, other) => other.bytes - one.bytes)
  }

  /** The prompt is on its way to the account: soon its beginnings are warm there. Answers how many bytes are already. */
  expect(prompt: Prompt, account: string, now: number): number {
    const { list, lifetimeMs } = prompt.prefixes
    const marks = this.#marksOf(prompt.channel)
    const scope = scopeOf(prompt)
    const until = now + lifetimeMs
    let warmBytes = 0
    for (const { mark, bytes } of list) {
      const places = marks.peek(scope + mark) ?? []
      const known = places.find((place) => place.account === account)
      const isWarm = known !== undefined && known.until > now
      if (isWarm) warmBytes = bytes
      const others = places.filter((place) => place !== known)
      const place = { account, until, isKnown: isWarm && known.isKnown }
      marks.put(scope + mark, [...others.slice(1 - MAX_PLACES), place])
    }
    this.#letGo(prompt.channel, marks)
    return warmBytes
  }

  /** The upstream has said what it had of the prompt. */
  learn(prompt: Prompt, lesson: Lesson): void {
    const { inputTokens, cacheReadTokens, cacheWriteTokens, account, expectedBytes } = lesson
    if (cacheReadTokens < 0 || inputTokens < 0) return
    const { list } = prompt.prefixes
    const totalBytes = list.at(-1)?.bytes ?? 0
    const written = Math.max(0, cacheWriteTokens)
    const tokens = inputTokens + cacheReadTokens + written
    if (tokens === 0) return
    const bytesPerToken = totalBytes / tokens
    const readBytes = cacheReadTokens * bytesPerToken
    if (expectedBytes > 0) this.#trust.learn(account, prompt, readBytes / expectedBytes)
    const knownBytes = readBytes + written * bytesPerToken
    for (const prefix of list)
      for (const place of this.#at(prompt, prefix))
        if (place.account === account) place.isKnown = prefix.bytes <= knownBytes * ROUNDING
  }

  /** How much of what is expected there is believed, 0 to 1; 1 while nothing is known. */
  trustIn(account: string, subject: Pick<Prompt, 'channel' | 'model'>): number {
    return this.#trust.of(account, subject)
  }

  /** All at once: it goes through every mark. */
  releaseAccounts(accounts: ReadonlySet<string>): void {
    if (accounts.size === 0) return
    for (const marks of this.#channels.values()) releaseFrom(marks, accounts)
    this.#trust.releaseAccounts(accounts)
  }

  /** The operator's own limit for each channel there is, in prompts; 0: none. */
  configure(maxPrompts: ReadonlyMap<string, number>): void {
    this.#maxPrompts = maxPrompts
    for (const [channel, marks] of this.#channels)
      if (maxPrompts.has(channel)) this.#letGo(channel, marks)
      else this.#channels.delete(channel)
  }

  #marksOf(channel: string): Recency<Place[]> {
    const known = this.#channels.get(channel)
    if (known !== undefined) return known
    const marks = new Recency<Place[]>()
    this.#channels.set(channel, marks)
    return marks
  }

  #at(prompt: Prompt, prefix: Prefix): readonly Place[] {
    return this.#channels.get(prompt.channel)?.peek(scopeOf(prompt) + prefix.mark) ?? []
  }

  #letGo(channel: string, marks: Recency<Place[]>): void {
    const maxPrompts = this.#maxPrompts.get(channel) ?? 0
    const most =
      maxPrompts === 0 ? this.#maxMarks : Math.min(this.#maxMarks, maxPrompts * MARKS_OF_A_PROMPT)
    marks.keepNewest(most)
  }
}

const releaseFrom = (marks: Recency<Place[]>, accounts: ReadonlySet<string>): void => {
  for (const [key, places] of marks) {
    const others = places.filter(({ account }) => !accounts.has(account))
    if (others.length === 0) marks.delete(key)
    else if (others.length < places.length) places.splice(0, places.length, ...others)
  }
}

/** Vendors count in steps of up to 128 tokens, and bytes are no tokens. */
const ROUNDING = 1.05

const scopeOf = ({ user, model }: Prompt): string => `${user}\n${model}\n`
