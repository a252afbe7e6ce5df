import type { Settled } from '../../account/messages.ts'
import { Recency } from '../../actor/recency.ts'

/** What upstreams have said of their caches, beside what was expected of them. Tokens are as the upstream counts. */
export type CacheCounts = {
  /** That said what of the prompt they had. */
  readonly answers: number
  /** Something was expected in the cache, and something was read from it; or nothing was. */
  readonly hits: number
  readonly misses: number
  /** Something was read although nothing was expected. */
  readonly unexpectedReads: number
  /** Something was expected, and the answer did not say. */
  readonly unreported: number
  readonly expectedTokens: number
  readonly readTokens: number
  readonly writtenTokens: number
  /** Neither read from the cache nor written to it. */
  readonly inputTokens: number
}

export type CacheSubject = {
  readonly account: string
  readonly channel: string
  readonly model: string
}

export type CacheRow = CacheSubject & { readonly counts: CacheCounts }

export type CacheReport = Pick<Settled, 'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'> & {
  /** Of the prompt, 0 to 1: what was expected in the cache. */
  readonly expectedShare: number
}

/** Clients choose the names of models. */
const MAX_ROWS = 10_000

/**
 * Counts by account and model, and by channel, since the program began. Of rows the one used longest ago gives way; the
 * channels' counts lose nothing by that. State of the scheduler actor, used by it alone.
 */
export class CacheTally {
  readonly #rows = new Recency<CacheSubject & { readonly counts: Counts }>()
  readonly #channels = new Map<string, Counts>()

  count(subject: CacheSubject, report: CacheReport): void {
    const answer = countsOf(report)
    if (answer === undefined) return
    add(this.#countsOf(subject), answer)
    add(this.#countsAt(subject.channel), answer)
  }

  ofChannel(channel: string): CacheCounts {
    return { ...(this.#channels.get(channel) ?? nothing) }
  }

  /** The one used last comes first. */
  rows(): readonly CacheRow[] {
    return Array.from(this.#rows, ([, row]) => ({
      ...row,
      counts: { ...row.counts },
    })).toReversed()
  }

  #countsOf({ account, channel, model }: CacheSubject): Counts {
    const key = `${account}\n${model}`
    const row = this.#rows.use(key)
    if (row !== undefined) return row.counts
    const counts = { ...nothing }
    this.#rows.put(key, { account, channel, model, counts })
    this.#rows.keepNewest(MAX_ROWS)
    return counts
  }

  #countsAt(channel: string): Counts {
    const known = this.#channels.get(channel)
    if (known !== undefined) return known
    const counts = { ...nothing }
    this.#channels.set(channel, counts)
    return counts
  }
}

const nothing: CacheCounts = {
  answers: 0,
  hits: 0,
  misses: 0,
  unexpectedReads: 0,
  unreported: 0,
  expectedTokens: 0,
  readTokens: 0,
  writtenTokens: 0,
  inputTokens: 0,
}

/** Of one answer; undefined when it has nothing to tell. */
const countsOf = (report: CacheReport): CacheCounts | undefined => {
  const { expectedShare, inputTokens, cacheReadTokens: readTokens } = report
  const isExpected = expectedShare > 0
  if (inputTokens < 0 || readTokens < 0)
    return isExpected ? { ...nothing, unreported: 1 } : undefined
  const writtenTokens = Math.max(0, report.cacheWriteTokens)
  const isRead = readTokens > 0
  return {
    answers: 1,
    hits: isExpected && isRead ? 1 : 0,
    misses: isExpected && !isRead ? 1 : 0,
    unexpectedReads: !isExpected && isRead ? 1 : 0,
    unreported: 0,
    expectedTokens: expectedShare * (inputTokens + readTokens + writtenTokens),
    readTokens,
    writtenTokens,
    inputTokens,
  }
}

/** They are counted on and never leave here: what is told is a copy. */
type Counts = { -readonly [Key in keyof CacheCounts]: CacheCounts[Key] }

const add = (counts: Counts, answer: CacheCounts): void => {
  counts.answers += answer.answers
  counts.hits += answer.hits
  counts.misses += answer.misses
  counts.unexpectedReads += answer.unexpectedReads
  counts.unreported += answer.unreported
  counts.expectedTokens += answer.expectedTokens
  counts.readTokens += answer.readTokens
  counts.writtenTokens += answer.writtenTokens
  counts.inputTokens += answer.inputTokens
}
