import { efforts, type Effort } from './prompt.ts'

/**
 * What the ending of a model's name asks for: `gemini-2.5-pro-high-search` is `gemini-2.5-pro` with `high search`. Words
 * with a space between, so that they can travel in a flat message: an effort, `search`, both, or empty.
 */
export type SplitModel = { readonly model: string; readonly wish: string }

/** The endings, as users of such names know them; the last two are older spellings. */
const endings: readonly (readonly [ending: string, word: string])[] = [
  ['-search', 'search'],
  ['-max', 'max'],
  ['-high', 'high'],
  ['-medium', 'medium'],
  ['-low', 'low'],
  ['-minimal', 'minimal'],
  ['-maxthinking', 'max'],
  ['-nothinking', 'none'],
]

/**
 * A name without its endings, one of each kind at most, in any order; undefined when it has none. Whether the rest is a
 * model is for the caller to know: some models are called so themselves.
 */
export const splitModel = (name: string): SplitModel | undefined => {
  const first = splitOne(name)
  if (first === undefined) return undefined
  const second = splitOne(first.model)
  return second === undefined || isSearch(first) === isSearch(second)
    ? first
    : { model: second.model, wish: `${second.wish} ${first.wish}` }
}

const isSearch = ({ wish }: SplitModel): boolean => wish === 'search'

const splitOne = (name: string): SplitModel | undefined => {
  const found = endings.find(([ending]) => name.endsWith(ending) && name.length > ending.length)
  return found && { model: name.slice(0, -found[0].length), wish: found[1] }
}

export const effortIn = (wish: string): Effort | undefined => {
  const words = wish.split(' ')
  return efforts.find((effort) => words.includes(effort))
}

export const hasSearch = (wish: string): boolean => wish.split(' ').includes('search')
