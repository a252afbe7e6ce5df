import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'

/** Gives the parts of a conversation the ids that it may lack. */
export type PartIds = {
  call(name: string, given: string | undefined): string
  /** The call that a result answers. */
  result(name: string, given: string | undefined): string
  /** A program that was run. */
  program(given: string | undefined): string
}

type OpenCall = { readonly id: string; readonly name: string }

/**
 * Ids for the calls of one request that came without. They are counted, so that the same conversation always has the
 * same ids, however long it has become; results find their calls by id, else by name and order.
 */
export class CallIds implements PartIds {
  readonly #given: ReadonlySet<string>
  readonly #open: OpenCall[] = []
  #count = 0

  constructor(given: ReadonlySet<string>) {
    this.#given = given
  }

  call(name: string, given: string | undefined): string {
    const id = given ?? this.#next('call')
    this.#open.push({ id, name })
    return id
  }

  result(name: string, given: string | undefined): string {
    const at = this.#find(name, given)
    const [call] = at === -1 ? [] : this.#open.splice(at, 1)
    return call?.id ?? given ?? this.#next('call')
  }

  program(given: string | undefined): string {
    return given ?? this.#next('code')
  }

  #find(name: string, given: string | undefined): number {
    if (given !== undefined) {
      const exact = this.#open.findIndex(({ id }) => id === given)
      if (exact !== -1) return exact
    }
    return this.#open.findIndex(
      (call) => call.name === name && (given === undefined || !this.#given.has(call.id)),
    )
  }

  #next(prefix: string): string {
    for (;;) {
      this.#count += 1
      const id = `${prefix}_${this.#count}`
      if (!this.#given.has(id)) return id
    }
  }
}

/** The ids that the calls of a request's contents have, wherever their types are right. */
export const givenIds = (body: JsonObject): ReadonlySet<string> => {
  const ids = new Set<string>()
  for (const content of listAt(body, 'contents').filter(isObject))
    for (const part of listAt(content, 'parts').filter(isObject)) {
      const id = stringAt(objectAt(part, 'functionCall') ?? objectAt(part, 'function_call'), 'id')
      if (id !== '') ids.add(id)
    }
  return ids
}
