/**
 * Flat messages travel between threads as their values, behind the names of their fields: the structured clone of
 * an object of 18 fields costs 4–10 µs on Bun 1.4.4, that of its values in the batch 3–4, and every chunk and every
 * request pays it. A message with a part that is no primitive is left as it is.
 */

/** The names of a message's fields in order, and the same as one text. */
type Shape = { readonly names: readonly string[]; readonly text: string }

const separator = '\n'

/** One for each thread: how messages of a type looked when one was last packed. */
const lastShapes = new Map<unknown, Shape>()

/** By their text, to unpack. There are as many as there are types of messages. */
const knownShapes = new Map<string, Shape>()

/** A batch of triples (address, mark, payload) as it is posted. */
export const pack = (batch: readonly unknown[]): readonly unknown[] => {
  const packed: unknown[] = []
  for (let index = 0; index < batch.length; index += 3) {
    const payload = batch[index + 2]
    packed.push(batch[index], batch[index + 1])
    if (!isRecord(payload) || !packValues(packed, payload)) packed.push(payload)
  }
  return packed
}

/** The triples again. */
export const unpack = (packed: readonly unknown[]): readonly unknown[] => {
  const batch: unknown[] = []
  for (let index = 0; index < packed.length;) {
    const third = packed[index + 2]
    batch.push(packed[index], packed[index + 1])
    index += 3
    if (typeof third !== 'string') {
      batch.push(third)
      continue
    }
    const { names } = shapeOf(third)
    const payload: Record<string, unknown> = {}
    for (const name of names) payload[name] = packed[index++]
    batch.push(payload)
  }
  return batch
}

/** False, and nothing added, when the payload is not flat. */
const packValues = (packed: unknown[], payload: Readonly<Record<string, unknown>>): boolean => {
  const before = packed.length
  const { names, text } = shapeOfPayload(payload)
  packed.push(text)
  for (const name of names) {
    const value = payload[name]
    if (!isPrimitive(value)) {
      packed.length = before
      return false
    }
    packed.push(value)
  }
  return true
}

const shapeOfPayload = (payload: Readonly<Record<string, unknown>>): Shape => {
  const last = lastShapes.get(payload['type'])
  if (last !== undefined && hasShape(payload, last)) return last
  const shape = shapeOf(Object.keys(payload).join(separator))
  lastShapes.set(payload['type'], shape)
  return shape
}

const hasShape = (payload: object, { names }: Shape): boolean => {
  let position = 0
  for (const name in payload) if (names[position++] !== name) return false
  return position === names.length
}

const shapeOf = (text: string): Shape => {
  const known = knownShapes.get(text)
  if (known !== undefined) return known
  const shape: Shape = { names: text.split(separator), text }
  knownShapes.set(text, shape)
  return shape
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isPrimitive = (value: unknown): boolean =>
  (typeof value !== 'object' || value === null) && typeof value !== 'function'
