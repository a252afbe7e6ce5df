/** Something that a request names and that one account alone may have: an answer, a conversation, a thought. */
export type Reference = {
  /** The request's field that names it. */
  readonly field: string
  readonly id: string
  /** Without it the request cannot be served at all; else another account may do what it can. */
  readonly isNeeded: boolean
  /** What was not made here may be several users' own: having been served with it makes it nobody's. */
  readonly isShared?: true
}

/** As one flat text, a line each. An id has no white space in it: see `isReferable`. */
export const writeReferences = (references: readonly Reference[]): string =>
  references
    .map((reference) => `${markOf(reference)} ${reference.field} ${reference.id}`)
    .join('\n')

export const parseReferences = (lines: string): readonly Reference[] =>
  lines === ''
    ? []
    : lines.split('\n').map((line) => {
        const [mark = '', field = '', id = ''] = line.split(' ')
        if (mark === shared) return { field, id, isNeeded: true, isShared: true }
        return { field, id, isNeeded: mark === needed }
      })

const markOf = ({ isNeeded, isShared }: Reference): string => {
  if (isShared === true) return shared
  return isNeeded ? needed : wanted
}

const needed = '!'
const wanted = '?'
const shared = '&'

/** What has an id of more than two parts lies within the thing that the first two name, and is where that is. */
export const holderOf = (id: string): string => id.split('/', 2).join('/')

/** Kept until somebody deletes it, however long that is. */
export const isLasting = (id: string): boolean => id.startsWith('fileSearchStores/')

/** What an upstream does not show, or not to this account: some say to a stranger what they say of nothing. */
export const goneStatuses: ReadonlySet<number> = new Set([403, 404, 410])

/** No vendor's id is longer, has white space in it, or is a step in a path. */
export const isReferable = (id: string): boolean =>
  /^[\x21-\x7e]{1,256}$/.test(id) && id !== '.' && id !== '..'
