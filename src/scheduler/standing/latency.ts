import type { Settled } from '../../account/messages.ts'
import type { AccountEntry } from './account-pool.ts'

/**
 * How long accounts take to their first event. A part of it is the reading of what the upstream had not in its cache:
 * that belongs to the prompt and not to the account, so it is told apart by a rate that large models keep to.
 */
const MS_PER_TOKEN = 0.05

/** What the upstream needs to read so many tokens of a prompt. */
export const readingMs = (tokens: number): number => tokens * MS_PER_TOKEN

/** Clients choose the names of models. */
const MAX_LATENCIES = 100
/** A moving mean over about the last ten answers. */
const NEWEST = 0.1

export const learnLatency = (
  { latencies }: AccountEntry,
  model: string,
  { firstEventMs, inputTokens, cacheWriteTokens }: Settled,
): void => {
  if (firstEventMs < 0) return
  const read = Math.max(0, inputTokens) + Math.max(0, cacheWriteTokens)
  // Of a prompt that was mostly reading, no less than a tenth is the account's.
  const own = Math.max(1, firstEventMs / 10, firstEventMs - readingMs(read))
  const before = latencies.peek(model) ?? own
  latencies.put(model, before * (1 - NEWEST) + own * NEWEST)
  latencies.keepNewest(MAX_LATENCIES)
}
