import { parseDuration } from '../ir/duration.ts'
import { instantOfDate } from '../ir/instant.ts'

/** A limit as an answer tells of it. */
export type AnnouncedLimit = {
  /** It counts all models together; else the model that was asked for. */
  readonly isOfAccount: boolean
  /** Of a limit of the tokens of prompts, its size; 0: it counts something else. */
  readonly promptTokens: number
  /** What is read from the upstream's cache counts in it as well. */
  readonly countsCached: boolean
  /** Share that is left, 0 to 1. */
  readonly left: number
  /** Epoch ms at which all of it is there again; 0: not told. */
  readonly resetsAt: number
  /** Epoch ms before which nothing can be had of it; 0: something is left, or nobody knows. */
  readonly spentUntil: number
}

/** What a limit counts: `fresh-tokens` are those of a prompt that the upstream does not read from its cache. */
type Counted = 'requests' | 'tokens' | 'fresh-tokens' | 'output-tokens'

type Told = {
  readonly limit: string | null
  readonly remaining: string | null
  readonly reset: string | null
  readonly counts: Counted
  readonly now: number
}

/**
 * A limit that fills all the time, as OpenAI's and Anthropic's do: its reset is when it is full, and long before that the
 * next request fits in again. So one that is used up is to be let alone until there is room for one request, or for a tenth
 * of the tokens. Nothing where a number is missing: some count without a limit.
 */
export const fillingLimit = ({ limit, remaining, reset, counts, now }: Told): AnnouncedLimit[] => {
  const whole = numberOf(limit)
  const rest = numberOf(remaining)
  if (whole === undefined || whole === 0 || rest === undefined) return []
  const resetsAt = instantOf(reset, now)
  const part = counts === 'requests' ? 1 / whole : TOKENS_OF_A_REQUEST
  return [
    {
      isOfAccount: false,
      promptTokens: counts === 'tokens' || counts === 'fresh-tokens' ? whole : 0,
      countsCached: counts === 'tokens',
      left: Math.min(1, rest / whole),
      resetsAt,
      spentUntil: rest > 0 || resetsAt <= now ? 0 : Math.ceil(now + (resetsAt - now) * part),
    },
  ]
}

const TOKENS_OF_A_REQUEST = 0.1

/** No limit is longer than a month. */
export const LONGEST_LIMIT_MS = 31 * 86_400_000

/** A duration (`6m0s`) or a date (RFC 3339). A bare number has no known unit. */
const instantOf = (reset: string | null, now: number): number => {
  if (reset === null) return 0
  const duration = parseDuration(reset)
  const at = duration === undefined ? instantOfDate(reset) : now + duration
  return at === undefined ? 0 : Math.min(at, now + LONGEST_LIMIT_MS)
}

const numberOf = (text: string | null): number | undefined => {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}
