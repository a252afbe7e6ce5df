/** Something that a request names and that one account alone may have: an answer, a conversation, a thought. */
export type Reference = {
  /** The request's field that names it. */
  readonly field: string
  readonly id: string
  /** Without it the request cannot be served at all; else another account may do what it can. */
  readonly isNeeded: boolean
}

/** As one flat text, a line each. An id has no white space in it: see `isReferable`. */
export const writeReferences = (references: readonly Reference[]): string =>
  references
    .map(({ field, id, isNeeded }) => `${isNeeded ? needed : wanted} ${field} ${id}`)
    .join('\n')

export const parseReferences = (lines: string): readonly Reference[] =>
  lines === ''
    ? []
    : lines.split('\n').map((line) => {
        const [mark = '', field = '', id = ''] = line.split(' ')
        return { field, id, isNeeded: mark === needed }
      })

const needed = '!'
const wanted = '?'

/** No vendor's id is longer, has white space in it, or is a step in a path. */
export const isReferable = (id: string): boolean =>
  /^[\x21-\x7e]{1,256}$/.test(id) && id !== '.' && id !== '..'
