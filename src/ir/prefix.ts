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
export const writePrefixes = ({ lifetimeMs, list }: Prefixes): string => {
  if (list.length === 0) return ''
  let written = `${lifetimeMs}`
  for (const { mark, bytes } of list) written += ` ${mark}:${bytes}`
  return written
}

export const parsePrefixes = (written: string): Prefixes => {
  if (written === '') return noPrefixes
  const list: Prefix[] = []
  const first = endOf(written, 0)
  for (let space = first; space < written.length;) {
    const colon = written.indexOf(':', space)
    const end = endOf(written, space + 1)
    list.push({
      mark: written.slice(space + 1, colon),
      bytes: Number(written.slice(colon + 1, end)),
    })
    space = end
  }
  return { lifetimeMs: Number(written.slice(0, first)), list }
}

/** Of the part that goes on at `from`. */
const endOf = (written: string, from: number): number => {
  const space = written.indexOf(' ', from)
  return space < 0 ? written.length : space
}
