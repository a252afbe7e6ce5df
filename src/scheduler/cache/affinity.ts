import type { Settled } from '../../account/messages.ts'
import { Recency } from '../../actor/recency.ts'
import type { Prompt } from './prompt.ts'
import { Trust } from './trust.ts'

/** How much of a prompt an account's upstream probably has in its cache. */
export type Warmth = {
  readonly account: string
  readonly bytes: number
  /** Of the whole prompt, 0 to 1. */
  readonly share: number
}

/** What the upstream has said of a prompt. */
export type Lesson = Pick<Settled, 'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'>

/** A prompt that is on its way to an account. */
export type Expectation = {
  readonly prompt: Prompt
  readonly account: string
  /** Of it, thought to be in the upstream's cache already. */
  readonly bytes: number
  /** By beginning, as those of the prompt. */
  readonly places: readonly Place[]
  /** Until when each was thought to be there, before. */
  readonly before: readonly number[]
  /** Until when each is thought to be there now. */
  readonly until: number
}

/** An account that has a beginning. */
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
    const { keys, prefixes } = prompt
    const marks = this.#channels.get(prompt.channel)
    if (marks === undefined) return []
    const warmest = new Map<string, Warmest>()
    for (const [index, { bytes }] of prefixes.list.entries())
      for (const { account, until, isKnown } of marks.peek(keys[index] ?? '') ?? noPlaces) {
        if (until <= now) continue
        const warm = warmest.get(account) ?? nothingWarm(warmest, account)
        if (!isKnown) warm.trust ??= this.#trust.of(account, prompt)
        warm.bytes = Math.max(warm.bytes, isKnown ? bytes : bytes * (warm.trust ?? 1))
      }
    const total = prefixes.list.at(-1)?.bytes ?? 0
    const found: Warmth[] = []
    for (const [account, { bytes }] of warmest)
      if (bytes > 0) found.push({ account, bytes, share: bytes / total })
    return found.sort((one, other) => other.bytes - one.bytes)
  }

  /** The prompt is on its way to the account: soon its beginnings are warm there. */
  expect(prompt: Prompt, account: string, now: number): Expectation {
    const { list, lifetimeMs } = prompt.prefixes
    const marks = this.#marksOf(prompt.channel)
    const until = now + lifetimeMs
    const places: Place[] = []
    const before: number[] = []
    let warmBytes = 0
    for (const [index, key] of prompt.keys.entries()) {
      const place = placeAt(marks, key, account)
      places.push(place)
      before.push(place.until)
      if (place.until > now) warmBytes = list[index]?.bytes ?? 0
      else place.isKnown = false
      place.until = until
    }
    this.#letGo(prompt.channel, marks)
    return { prompt, account, bytes: warmBytes, places, before, until }
  }

  /** The prompt was not sent there after all; what others have said or sent since stays. */
  withdraw({ places, before, until }: Expectation): void {
    for (const [index, place] of places.entries())
      if (place.until === until) place.until = before[index] ?? 0
  }

  /** The upstream has said what it had of the prompt. */
  learn({ prompt, account, bytes, places }: Expectation, lesson: Lesson): void {
    const { inputTokens, cacheReadTokens, cacheWriteTokens } = lesson
    if (cacheReadTokens < 0 || inputTokens < 0) return
    const { list } = prompt.prefixes
    const totalBytes = list.at(-1)?.bytes ?? 0
    const written = Math.max(0, cacheWriteTokens)
    const tokens = inputTokens + cacheReadTokens + written
    if (tokens === 0) return
    const bytesPerToken = totalBytes / tokens
    const readBytes = cacheReadTokens * bytesPerToken
    if (bytes > 0) this.#trust.learn(account, prompt, readBytes / bytes)
    const knownBytes = readBytes + written * bytesPerToken
    for (const [index, place] of places.entries())
      place.isKnown = (list[index]?.bytes ?? 0) <= knownBytes * ROUNDING
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

  #letGo(channel: string, marks: Recency<Place[]>): void {
    const maxPrompts = this.#maxPrompts.get(channel) ?? 0
    const most =
      maxPrompts === 0 ? this.#maxMarks : Math.min(this.#maxMarks, maxPrompts * MARKS_OF_A_PROMPT)
    marks.keepNewest(most)
  }
}

/** Trust is looked up for what is guessed: most is known. */
type Warmest = { bytes: number; trust: number | undefined }

const noPlaces: readonly Place[] = []

const nothingWarm = (warmest: Map<string, Warmest>, account: string): Warmest => {
  const warm = { bytes: 0, trust: undefined }
  warmest.set(account, warm)
  return warm
}

/** Which is a use of the beginning there: the last of its places is the latest. */
const placeAt = (marks: Recency<Place[]>, key: string, account: string): Place => {
  const places = marks.use(key)
  const last = places?.at(-1)
  if (last?.account === account) return last
  const known = places?.find((place) => place.account === account)
  const place = known ?? { account, until: 0, isKnown: false }
  if (places === undefined) marks.put(key, [place])
  else moveToEnd(places, place)
  return place
}

const moveToEnd = (places: Place[], place: Place): void => {
  const index = places.indexOf(place)
  if (index >= 0) places.splice(index, 1)
  else if (places.length >= MAX_PLACES) places.shift()
  places.push(place)
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
