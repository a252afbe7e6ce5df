import { isObject, stringAt, type JsonObject } from '../json.ts'

/** Elements come in order, or nearly: what lies further ahead is no argument. */
const widestGap = 1_000

type Members = Record<string, unknown>

/**
 * Arguments that come in pieces: each names its place by a JSON path (RFC 9535, as far as it names one place) and
 * brings a value, or more of a text.
 */
export class PartialArguments {
  readonly #root: Members
  /** The place of a text of which more is to come. */
  #open: string | undefined

  constructor(begun: JsonObject | undefined) {
    this.#root = Object.assign(empty(), begun)
  }

  add(piece: JsonObject): void {
    const path = stringAt(piece, 'jsonPath')
    const keys = parsePath(path)
    if (keys === undefined || keys.length === 0) return
    const text = piece['stringValue']
    const isMore = this.#open === path
    this.#open = piece['willContinue'] === true ? path : undefined
    if (typeof text === 'string') {
      put(this.#root, keys, (before) => (isMore && typeof before === 'string' ? before : '') + text)
      return
    }
    if (isMore && valueOf(piece) === undefined) return
    put(this.#root, keys, () => valueOf(piece) ?? null)
  }

  get text(): string {
    return JSON.stringify(this.#root)
  }
}

const valueOf = (piece: JsonObject): unknown => piece['numberValue'] ?? piece['boolValue']

/** Without a prototype: a place named `__proto__` is a member like any other. */
const empty = (): Members => {
  const members: unknown = Object.create(null)
  return isMembers(members) ? members : {}
}

const isMembers = (value: unknown): value is Members => isObject(value)

type Key = string | number

const segments = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/gy

const parsePath = (path: string): readonly Key[] | undefined => {
  const keys: Key[] = []
  segments.lastIndex = path.startsWith('$') ? 1 : 0
  for (;;) {
    const from = segments.lastIndex
    if (from >= path.length) return keys
    const match = segments.exec(path)
    if (match === null) return undefined
    const [, name, index, single, double] = match
    keys.push(index === undefined ? (name ?? unescaped(single ?? double ?? '')) : Number(index))
  }
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1')

const put = (root: Members, keys: readonly Key[], change: (before: unknown) => unknown): void => {
  let at: unknown = root
  for (const [depth, key] of keys.entries()) {
    const next = keys[depth + 1]
    const before = memberOf(at, key)
    if (next === undefined) {
      place(at, key, change(before))
      return
    }
    const isIndex = typeof next === 'number'
    const isFit = isIndex ? Array.isArray(before) : isObject(before)
    const fresh = isIndex ? [] : empty()
    const inner = isFit ? before : fresh
    place(at, key, inner)
    at = inner
  }
}

const memberOf = (holder: unknown, key: Key): unknown => {
  if (Array.isArray(holder)) return typeof key === 'number' ? holder[key] : undefined
  return isMembers(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined
}

const place = (holder: unknown, key: Key, value: unknown): void => {
  if (Array.isArray(holder)) {
    if (typeof key !== 'number' || key > holder.length + widestGap) return
    while (holder.length < key) holder.push(null)
    holder[key] = value
  } else if (isMembers(holder)) holder[key] = value
}
