import type { Clock } from '../../actor/clock.ts'
import { bareHost } from '../egress/bare-host.ts'
import type { Egress } from '../egress/egress.ts'
import { isPublicAddress } from './public-address.ts'
import { isNetworkError } from '../egress/unreachable.ts'
import { readWholeBody } from '../answer/whole-body.ts'

/** What the operator allows of fetching what a request only points to. */
export type MediaRules = {
  readonly isAllowed: boolean
  readonly maxBytes: number
  readonly timeoutMs: number
}

/** How a file is reached. `resolve` and `isPublic` are the network's own but in tests. */
export type MediaWay = {
  readonly egress: Egress
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly userAgent: string
  readonly resolve?: (host: string) => Promise<readonly string[]>
  readonly isPublic?: (address: string) => boolean
}

export type FetchedMedia =
  /** `data` is base64. */
  | { readonly type: 'fetched'; readonly mediaType: string; readonly data: string }
  /** `problem` completes a sentence about the URL. */
  | { readonly type: 'refused'; readonly problem: string }

/**
 * Fetches a file that a request points to. Its name is resolved once, every address it has must be public, and the
 * connection goes to the address that was looked at: a name that changes its mind in between (DNS rebinding) gains
 * nothing. The certificate is still checked against the name. Redirects are refused, since each would be another URL.
 */
export const fetchMedia = async (
  url: string,
  rules: MediaRules,
  way: MediaWay,
): Promise<FetchedMedia> => {
  const target = readUrl(url)
  if (typeof target === 'string') return refused(target)
  const controller = new AbortController()
  const timer = way.clock.schedule(rules.timeoutMs, () => controller.abort())
  const signal = AbortSignal.any([way.signal, controller.signal])
  try {
    const address = await unlessAborted(addressOf(target, way), signal)
    if (address === undefined) return refused('has no public address')
    return await download(target, address, { ...way, signal, maxBytes: rules.maxBytes })
  } catch (error) {
    way.signal.throwIfAborted()
    if (controller.signal.aborted)
      return refused(`was not fetched within ${rules.timeoutMs / 1000} s`)
    return refused(`could not be fetched (${nameOf(error)})`)
  } finally {
    timer.cancel()
  }
}

/** A name is looked up by the system, which has patience of its own. */
const unlessAborted = <Value>(waited: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    waited.then(resolve, reject)
  })

const refused = (problem: string): FetchedMedia => ({ type: 'refused', problem })

const readUrl = (url: string): URL | string => {
  const parsed = URL.parse(url)
  if (parsed === null) return 'is not a URL'
  if (parsed.protocol !== 'https:') return 'is not fetched: only https is'
  return parsed.username === '' && parsed.password === '' ? parsed : 'must not hold a password'
}

const addressOf = async (target: URL, way: MediaWay): Promise<string | undefined> => {
  const { resolve = lookUp, isPublic = isPublicAddress } = way
  const addresses = await resolve(bareHost(target)).catch(() => [])
  return addresses.every((address) => isPublic(address)) ? addresses[0] : undefined
}

const lookUp = async (host: string): Promise<readonly string[]> =>
  (await Bun.dns.lookup(host)).map(({ address }) => address)

type Download = MediaWay & { readonly maxBytes: number }

const download = async (target: URL, address: string, way: Download): Promise<FetchedMedia> => {
  const pinned = new URL(target)
  pinned.hostname = address.includes(':') ? `[${address}]` : address
  const response = await way.egress.call(pinned.href, {
    method: 'GET',
    headers: {
      host: target.host,
      'user-agent': way.userAgent,
      accept: 'image/*, audio/*, video/*, application/pdf, text/plain',
      'accept-encoding': 'identity',
    },
    body: null,
    signal: way.signal,
    serverName: target.hostname,
  })
  const problem = problemOf(response)
  if (problem !== undefined) {
    await response.body?.cancel()
    return refused(problem)
  }
  const body = await readWholeBody(response, way.maxBytes)
  if (body === undefined) return refused(`is larger than ${way.maxBytes} bytes`)
  return { type: 'fetched', mediaType: mediaTypeOf(response), data: btoa(body) }
}

const problemOf = (response: Response): string | undefined => {
  if (response.status >= 300 && response.status < 400) return 'is redirected, which is not followed'
  if (!response.ok) return `was answered with status ${response.status}`
  return fetchable.test(mediaTypeOf(response))
    ? undefined
    : `is of the type '${mediaTypeOf(response)}', which is no image, sound, film or document`
}

const mediaTypeOf = ({ headers }: Response): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

const fetchable =
  /^(?:image|audio|video)\/[\w.+-]+$|^application\/pdf$|^text\/(?:plain|markdown|csv)$/

const nameOf = (error: unknown): string =>
  isNetworkError(error) ? error.code : 'the connection failed'
