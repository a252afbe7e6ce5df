/** What the operator wants done to requests and answers on their way, besides relaying them. Off unless configured. */
export type RelayRules = {
  /** Thoughts are shown as text between these. */
  readonly thoughtTags?: ThoughtTags
  readonly cacheBreakpoints: readonly CacheBreakpoint[]
}

export const noRules: RelayRules = { cacheBreakpoints: [] }

/** The words before and after a thought. */
export type ThoughtTags = { readonly open: string; readonly close: string }

/** Where the upstream is to keep a prompt in its cache: the n-th from the beginning or from the end. */
export type CacheBreakpoint = {
  readonly target: 'top_level' | 'tools' | 'system' | 'messages'
  readonly position: 'nth' | 'last_nth'
  /** From 1. */
  readonly index: number
  /**
   * With `messages`: `position` and `index` choose a message, these a part of it. 0: there is no such choice, and the
   * first two count the parts of all messages in a row.
   */
  readonly contentPosition: 'nth' | 'last_nth'
  readonly contentIndex: number
  readonly ttl: 'auto' | '5m' | '1h'
}
