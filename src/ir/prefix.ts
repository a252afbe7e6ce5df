/**
 * How a prompt begins, as upstreams cache it: a chain of beginnings, each one block longer than the one before, so
 * that two prompts which share a beginning share the marks of it.
 */
export type Prefix = {
  /** Of everything from the first block to this one, in hexadecimal. */
  readonly mark: string
  /** Bytes of the prompt up to its end: about four to a token. */
  readonly bytes: number
}

/** A prompt's beginnings, the shortest first, and for how long its upstream keeps them in its cache. */
export type Prefixes = {
  readonly lifetimeMs: number
  readonly list: readonly Prefix[]
}

export const noPrefixes: Prefixes = { lifetimeMs: 0, list: [] }

/** As the one string that travels between actors; empty when there is none. */
export const writePrefixes = ({ lifetimeMs, list }: Prefixes): string =>
  list.length === 0
    ? ''
    : `${lifetimeMs}${list.map(({ mark, bytes }) => ` ${mark}:${bytes}`).join('')}`

export const parsePrefixes = (written: string): Prefixes => {
  if (written === '') return noPrefixes
  const [lifetime, ...marks] = written.split(' ')
  return {
    lifetimeMs: Number(lifetime),
    list: marks.map((entry) => {
      const colon = entry.indexOf(':')
      return { mark: entry.slice(0, colon), bytes: Number(entry.slice(colon + 1)) }
    }),
  }
}
