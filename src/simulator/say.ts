/** What a test puts into the mouth of the simulated model, instead of what it would say by itself. */
export type Say = {
  /** Shown and signed where the protocol shows it, whether asked for or not. */
  readonly reasoning?: string
  readonly text?: string
  readonly refusal?: string
  /** Why it ends; by what is said when not told. */
  readonly finish?: 'length' | 'filter'
  readonly toolCalls?: readonly {
    readonly name: string
    readonly kind?: 'function' | 'custom'
    readonly input: unknown
  }[]
}
