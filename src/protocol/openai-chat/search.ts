import type { WebSearchPart } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { isObject, listAt, stringAt, type JsonObject } from '../json.ts'

/**
 * What an upstream that searches by itself has found: Perplexity's `search_results`, or the bare addresses that it and
 * xAI tell as `citations`, beside the choices.
 */
export const readSearch = (body: JsonObject, ids: Ids): WebSearchPart | undefined => {
  if (body['search_results'] === undefined && body['citations'] === undefined) return undefined
  const found = listAt(body, 'search_results').filter(isObject).map(pageOf)
  const pages = found.length > 0 ? found : listAt(body, 'citations').map(barePage)
  const results = pages.filter(({ url }) => url !== '')
  return results.length === 0
    ? undefined
    : { type: 'web-search', id: ids.next('search_'), queries: [], results, extras: own }
}

type Page = { readonly url: string; readonly title: string }

const pageOf = (result: JsonObject): Page => ({
  url: stringAt(result, 'url'),
  title: stringAt(result, 'title'),
})

const barePage = (address: unknown): Page => ({
  url: typeof address === 'string' ? address : '',
  title: '',
})

/** To clients of this protocol the fields themselves are told. */
const own = { isBesideChoices: true }

export const isBesideChoices = ({ extras }: WebSearchPart): boolean =>
  extras?.['isBesideChoices'] === true
