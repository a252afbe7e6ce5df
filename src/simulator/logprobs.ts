/** How sure the simulated model is of its words: by the word alone, so that a stream and a whole answer agree. */
export type Likelihood = { readonly token: string; readonly logprob: number }

export const logprobOf = (token: string): number => -(Bun.hash.crc32(token) % 1000) / 1000

/** The word itself, and less likely ones up to `count`. */
export const alternativesTo = (token: string, count: number): readonly Likelihood[] =>
  Array.from({ length: count }, (_, rank) => ({
    token: rank === 0 ? token : `${token}~${rank}`,
    logprob: logprobOf(token) - rank,
  }))

export const bytesOf = (token: string): number[] => [...new TextEncoder().encode(token)]
