import { isReferable, type Reference } from '../../ir/reference.ts'
import { visitObjects } from '../json-list.ts'
import { skipSpace, skipString } from '../json-skip.ts'
import { readString, readValue, scanTopLevel, type Scan, type Span } from '../json-scan.ts'
import { isObject, objectAt, type JsonObject } from '../json.ts'
import type { StoredReader } from '../stored.ts'

/**
 * What an upstream keeps of its responses (`store`, which is on unless it is said otherwise), and how requests name it:
 * https://developers.openai.com/api/docs/guides/conversation-state
 */
export const stored: StoredReader = {
  keys: ['previous_response_id', 'conversation', 'input'],
  readReferences: (body, { spans }) =>
    [
      ...referenceTo('previous_response_id', textAt(body, spans.get('previous_response_id'))),
      ...referenceTo('conversation', conversationAt(body, spans.get('conversation'))),
      ...itemsNamed(body, spans.get('input')),
    ].filter(({ id }) => isReferable(id)),
  readMade: (body) => {
    const { spans } = scanTopLevel(body, ['id', 'store', 'output'])
    const isStored = !isFalse(body, spans.get('store'))
    const id = textAt(body, spans.get('id'))
    const made = isStored && id !== undefined ? [id] : []
    const output = spans.get('output')
    if (output === undefined || body[output.start] !== '[') return made.filter(isReferable)
    visitObjects(body, { list: output, keys: itemKeys }, (scan) => {
      made.push(...idsOfItem(itemOf(body, scan), isStored))
      return true
    })
    return made.filter(isReferable)
  },
  readOwnId: (data) => /"id":"([^"\\]+)"/.exec(data.slice(0, 2_000))?.[1],
}

/** The ids that one stream tells, event by event. */
export const openMade = (): ((payload: JsonObject) => readonly string[]) => {
  let isStored = true
  return (payload) => {
    switch (payload['type']) {
      case 'response.created': {
        const response = objectAt(payload, 'response')
        const id = response?.['id']
        isStored = response?.['store'] !== false
        return isStored && typeof id === 'string' && isReferable(id) ? [id] : none
      }
      case 'response.output_item.done':
        return idsOfItem(objectAt(payload, 'item') ?? {}, isStored).filter(isReferable)
      default:
        return none
    }
  }
}

const none: readonly string[] = []

const itemKeys = ['type', 'id', 'encrypted_content']

/** An item that is not stored is known by what only its maker can open. */
const idsOfItem = (item: JsonObject, isStored: boolean): readonly string[] => {
  const { id, encrypted_content: sealed } = item
  const isSealed = typeof sealed === 'string' && sealed !== ''
  return [
    ...(typeof id === 'string' && isStored ? [id] : []),
    ...(isSealed ? [markOf(sealed)] : []),
  ]
}

/** Clients that ask for nothing to be stored give sealed items back without their ids: the end of a ciphertext is as good. */
const markOf = (sealed: string): string => `~${sealed.slice(-32)}`

/** A conversation names every item it has had: the newest are those that the last account made. */
const mostItems = 16

/**
 * The items are not gone through, which would cost a long conversation as much again as finding its top level: a search
 * finds what names anything, since inside a string the quotes of these words are escaped.
 */
const itemsNamed = (body: string, input: Span | undefined): readonly Reference[] => {
  if (input === undefined || body[input.start] !== '[') return []
  const needed = placesOf('"item_reference"', body, input).map((at) => referredAt(body, at))
  const wanted = placesOf('"encrypted_content"', body, input).map((at) => sealedAt(body, at))
  return [
    ...needed.flatMap((id) => referenceTo('input', id)),
    ...wanted.flatMap((id) => (id === undefined ? [] : [{ field: 'input', id, isNeeded: false }])),
  ]
}

/** The last ones, from the end on. */
const placesOf = (word: string, body: string, { start, end }: Span): readonly number[] => {
  const places: number[] = []
  for (let at = body.indexOf(word, start); at !== -1 && at < end; at = body.indexOf(word, at + 1))
    places.push(at)
  return places.slice(-mostItems).toReversed()
}

/** Such an item has no objects in it, so it begins at the last brace. */
const referredAt = (body: string, at: number): unknown => {
  const item = itemOf(
    body,
    scanTopLevel(body, itemKeys, { start: body.lastIndexOf('{', at), end: body.length }),
  )
  return item['type'] === 'item_reference' ? item['id'] : undefined
}

const sealedAt = (body: string, at: number): string | undefined => {
  const start = skipSpace(body, at + '"encrypted_content"'.length)
  const sealed = body[start] === ':' ? skipSpace(body, start + 1) : start
  if (body[sealed] !== '"') return undefined
  const end = skipString(body, sealed)
  return end - sealed <= 2 ? undefined : markOf(body.slice(sealed + 1, end - 1))
}

const itemOf = (body: string, { spans }: Scan): JsonObject =>
  Object.fromEntries(Array.from(spans, ([key, span]) => [key, readValue(body, span)]))

const referenceTo = (field: string, id: unknown): readonly Reference[] =>
  typeof id === 'string' ? [{ field, id, isNeeded: true }] : []

const conversationAt = (body: string, span: Span | undefined): unknown => {
  const value = span === undefined ? undefined : readValue(body, span)
  return isObject(value) ? value['id'] : value
}

const textAt = (body: string, span: Span | undefined): string | undefined =>
  span === undefined ? undefined : readString(body, span)

const isFalse = (body: string, span: Span | undefined): boolean =>
  span !== undefined && body.startsWith('false', span.start)
