/** So many tokens of each span of time. Instants are ms. */
export type Quota = {
  /** How long until so much may be had, 0 when it may be now. */
  waitMs(tokens: number, now: number): number
  take(tokens: number, now: number): void
  /** Share that is left of the span that goes on, and until its end; undefined while none does, and without a limit. */
  view(now: number): { readonly left: number; readonly endsInMs: number } | undefined
  /** Of each span that ended within so many days, the share that nobody used. */
  unusedIn(days: number): readonly number[]
}

const DAY_MS = 86_400_000

/** From midnight to midnight; 0: no limit. */
export const dailyQuota = (tokens: number): Quota =>
  tokens === 0 ? unlimited : new DailySpans(tokens, DAY_MS)

/** As subscriptions have it: with the first request after the end of the one before another span begins. 0: no limit. */
export const rollingQuota = (tokens: number, lengthMs: number): Quota =>
  tokens === 0 ? unlimited : new Spans(tokens, lengthMs)

const unlimited: Quota = {
  waitMs: () => 0,
  take: () => undefined,
  view: () => undefined,
  unusedIn: () => [],
}

type Span = { readonly beginsAt: number; used: number }

class Spans implements Quota {
  readonly #tokens: number
  readonly #lengthMs: number
  readonly #spans: Span[] = []

  constructor(tokens: number, lengthMs: number) {
    this.#tokens = tokens
    this.#lengthMs = lengthMs
  }

  waitMs(tokens: number, now: number): number {
    const { beginsAt, used } = this.#at(now)
    return used + tokens > this.#tokens ? beginsAt + this.#lengthMs - now : 0
  }

  take(tokens: number, now: number): void {
    const span = this.#at(now)
    if (this.#spans.at(-1) !== span) this.#spans.push(span)
    span.used += tokens
  }

  view(now: number): ReturnType<Quota['view']> {
    const span = this.#at(now)
    if (this.#spans.at(-1) !== span) return undefined
    return { left: this.#unused(span), endsInMs: span.beginsAt + this.#lengthMs - now }
  }

  unusedIn(days: number): readonly number[] {
    return this.#spans
      .filter(({ beginsAt }) => beginsAt + this.#lengthMs <= days * DAY_MS)
      .map((span) => this.#unused(span))
  }

  /** When a span begins of which this is the first request. */
  protected beginOf(now: number): number {
    return now
  }

  /** Looking begins nothing: one that would begin now is kept by whoever takes of it. */
  #at(now: number): Span {
    const last = this.#spans.at(-1)
    return last !== undefined && now < last.beginsAt + this.#lengthMs
      ? last
      : { beginsAt: this.beginOf(now), used: 0 }
  }

  #unused({ used }: Span): number {
    return 1 - Math.min(1, used / this.#tokens)
  }
}

class DailySpans extends Spans {
  /** A day on which nobody came is unused as a whole. */
  override unusedIn(days: number): readonly number[] {
    const used = super.unusedIn(days)
    return [...used, ...Array.from({ length: days - used.length }, () => 1)]
  }

  protected override beginOf(now: number): number {
    return now - (now % DAY_MS)
  }
}
