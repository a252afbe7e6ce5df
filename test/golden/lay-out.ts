import { isObject, type JsonObject } from '../../src/protocol/json.ts'

const width = 120

/** JSON for people: what fits into a line stands in one. */
export const layOut = (value: unknown, indent = ''): string => {
  const line = inLine(value)
  if (line.length + indent.length <= width) return line
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${layOut(item, inner)}`)
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  if (!isObject(value)) return line
  const members = Object.entries(value).map(
    ([key, member]) => `${inner}${JSON.stringify(key)}: ${layOut(member, inner)}`,
  )
  return `{\n${members.join(',\n')}\n${indent}}`
}

const inLine = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined'
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${inLine(member)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** A body that is no JSON, as it is. */
export const layOutText = (text: string): string => {
  const value = parsed(text)
  return value === undefined ? text : layOut(value)
}

export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Members that every event of a stream repeats. */
const repeated = new Set([
  'created',
  'id',
  'model',
  'modelVersion',
  'object',
  'response',
  'responseId',
  'service_tier',
  'system_fingerprint',
  'usage',
  'usageMetadata',
])

/**
 * A stream with an event a line, its name in front (and not again as its `type`), `data` without one. Members that are as in the event
 * before, and members of a response that are as in the whole answer, are told by `…` alone.
 */
export const layOutStream = (stream: string, whole: string): string => {
  const answer = parsed(whole)
  let before: JsonObject = {}
  const lines = stream
    .split(/\r?\n\r?\n/)
    .filter((block) => block !== '')
    .map((block) => {
      const { name, data } = partsOf(block)
      const value = parsed(data)
      if (!isObject(value)) return `${name} ${data}`
      const event = withoutRepeated(named(value, name), before)
      before = value
      return `${name} ${inLine(withoutKnown(event, answer))}`
    })
  return lines.join('\n')
}

/** An event that has its name twice. */
const named = (event: JsonObject, name: string): JsonObject => {
  const { type, ...rest } = event
  return type === name ? rest : event
}

const partsOf = (block: string): { readonly name: string; readonly data: string } => {
  const lines = block.split(/\r?\n/)
  const valueOf = (field: string): string =>
    lines
      .filter((line) => line.startsWith(`${field}: `))
      .map((line) => line.slice(field.length + 2))
      .join('\n')
  return { name: valueOf('event') || 'data', data: valueOf('data') || block }
}

const isEqual = (one: unknown, other: unknown): boolean => Bun.deepEquals(one, other, true)

const withoutRepeated = (event: JsonObject, before: JsonObject): JsonObject =>
  shortened(event, (key, member) => repeated.has(key) && isEqual(member, before[key]))

/** A response within an event, beside the one that was told whole. */
const withoutKnown = (event: JsonObject, answer: unknown): JsonObject => {
  const { response } = event
  if (!isObject(response) || !isObject(answer)) return event
  return {
    ...event,
    response: shortened(response, (key, member) => isEqual(member, answer[key])),
  }
}

const shortened = (
  value: JsonObject,
  isKnown: (key: string, member: unknown) => boolean,
): JsonObject => {
  const known = Object.entries(value).filter(([key, member]) => isKnown(key, member))
  if (known.length === 0) return value
  const names = new Set(known.map(([key]) => key))
  return {
    ...Object.fromEntries(Object.entries(value).filter(([key]) => !names.has(key))),
    '…': names.size > 6 ? `${names.size} more` : [...names].join(' '),
  }
}
