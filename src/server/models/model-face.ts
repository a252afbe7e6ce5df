import type { Failure } from '../../ir/failure.ts'
import type { ModelCard, ProtocolId } from '../../protocol/protocol.ts'

/** How a protocol shows models. All results are JSON text. */
export type ModelFace = {
  /** What errors are written in. */
  readonly protocol: ProtocolId
  write(card: ModelCard): string
  /** The part of the list that a query asks for; the whole of it where it asks for none. */
  page(cards: readonly ModelCard[], query: URLSearchParams): ModelPage
  writeList(page: Extract<ModelPage, { type: 'page' }>): string
}

export type ModelPage =
  | { readonly type: 'page'; readonly cards: readonly ModelCard[]; readonly hasMore: boolean }
  | { readonly type: 'refused'; readonly failure: Failure }

export type Range = {
  /** At most so many; undefined: all. */
  readonly size: number | undefined
  /** After the model of this name, or before it. */
  readonly after?: string | undefined
  readonly before?: string | undefined
}

/** Undefined when the name is not in the list. */
export const cut = (
  cards: readonly ModelCard[],
  { size = cards.length, after, before }: Range,
): ModelPage | undefined => {
  const mark = before ?? after
  const at = mark === undefined ? -1 : cards.findIndex(({ id }) => id === mark)
  if (mark !== undefined && at < 0) return undefined
  const [start, end] =
    before === undefined
      ? [at + 1, Math.min(cards.length, at + 1 + size)]
      : [Math.max(0, at - size), at]
  const hasMore = before === undefined ? end < cards.length : start > 0
  return { type: 'page', cards: cards.slice(start, end), hasMore }
}

/** How many are asked for: undefined when that is not said, else a failure unless it is a number from 1. */
export const readSize = (query: URLSearchParams, name: string): number | Failure | undefined => {
  const said = query.get(name)
  if (said === null) return undefined
  const size = /^\d{1,9}$/.test(said) ? Number(said) : 0
  return size > 0 ? size : badPage(name, 'must be a whole number of at least 1')
}

export const badPage = (param: string, problem: string): Failure => ({
  kind: 'client',
  code: 'invalid_page',
  status: 400,
  message: `${param} ${problem}.`,
  param,
})
