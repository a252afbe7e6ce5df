import type { Framing } from './protocol.ts'

/** A comment, or white space between two elements: no client takes either for an event. */
export const heartbeat = (framing: Framing): string =>
  framing === 'sse' ? ': keep-alive\n\n' : '\n'
