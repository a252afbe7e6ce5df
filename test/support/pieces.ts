import * as fc from 'fast-check'
import type { Framer, StreamEvent } from '../../src/protocol/protocol.ts'

/** A byte string cut into pieces at arbitrary places, empty pieces among them. */
export const pieces = (bytes: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.tuple(bytes, fc.array(fc.nat(), { maxLength: 12 })).map(([whole, cuts]) => cutAt(whole, cuts))

export const cutAt = (whole: string, cuts: readonly number[]): string[] => {
  const places = cuts.map((cut) => cut % (whole.length + 1)).sort((one, other) => one - other)
  return [...places, whole.length].map((end, index) => whole.slice(places[index - 1] ?? 0, end))
}

export const feedPieces = (
  framer: Framer,
  chunks: readonly string[],
): { events: StreamEvent[]; rest: string } => ({
  events: chunks.flatMap((chunk) => framer.feed(chunk)),
  rest: framer.end(),
})
