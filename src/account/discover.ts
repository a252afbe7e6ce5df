import type { Clock } from '../actor/clock.ts'
import { addQuery, joinUrl } from '../channel/index.ts'
import type { Grant } from '../exchange/attempt-context.ts'
import {
  isNetworkError,
  PROXY_AUTHENTICATION_REQUIRED,
  proxyRefused,
  unreachable,
} from '../exchange/egress/unreachable.ts'
import { readWholeText } from '../exchange/answer/whole-body.ts'
import { withoutKey } from '../exchange/answer/without-key.ts'
import type { ModelCard } from '../protocol/protocol.ts'

const TIMEOUT_MS = 15_000
/** A list that goes on for longer than this is not a list of models. */
const MAX_PAGES = 20
const MAX_PAGE_BYTES = 8 * 1024 * 1024

/** Asks the account's upstream which models it offers, page by page. Rejects with a sentence for the operator. */
export const discoverModels = async (
  grant: Grant,
  clock: Clock,
  controller: AbortController,
): Promise<readonly ModelCard[]> => {
  const timer = clock.schedule(TIMEOUT_MS, () => controller.abort())
  try {
    return await readPages(grant, controller.signal)
  } finally {
    timer.cancel()
  }
}

const readPages = async (grant: Grant, signal: AbortSignal): Promise<readonly ModelCard[]> => {
  const models: ModelCard[] = []
  let query: string | undefined = ''
  for (let page = 0; page < MAX_PAGES && query !== undefined; page += 1) {
    const { models: found, nextQuery } = grant.channel.readModels(
      await readPage(grant, query, signal),
    )
    models.push(...found)
    query = nextQuery
  }
  return models
}

const readPage = async (grant: Grant, query: string, signal: AbortSignal): Promise<string> => {
  const { channel, secret, egress, userAgent } = grant
  const url = joinUrl(channel.baseUrl, addQuery(channel.modelsPath, query))
  const headers = {
    accept: 'application/json',
    'user-agent': userAgent,
    ...channel.headersFor(secret),
  }
  const response = await egress
    .call(url, { method: 'GET', headers, body: null, signal })
    .catch((error: unknown) => {
      throw isNetworkError(error) ? new Error(unreachable(error, egress.isProxied).message) : error
    })
  if (response.status === PROXY_AUTHENTICATION_REQUIRED) throw new Error(proxyRefused.message)
  const body = await readWholeText(response, MAX_PAGE_BYTES)
  if (!response.ok) throw new Error(`the model list was answered with status ${response.status}`)
  if (body === undefined) throw new Error('the model list is longer than any list of models')
  return withoutKey(grant, body)
}
