import { isIP } from 'node:net'
import { isHost, readListenAddress } from './listen-address.ts'
import type { TextContent } from './schema-parts.ts'

/** What is wrong with a text that should hold something; `undefined` when nothing is. */
export const textFault = (holds: TextContent, text: string): string | undefined =>
  text === '' ? undefined : checks[holds](text)

/** The form a text is kept in: a proxy without a scheme is an `http://` one. */
export const normalText = (holds: TextContent | undefined, text: string): string =>
  holds === 'proxy-url' && text !== '' && !text.includes('://') ? `http://${text}` : text

/** A parser of URLs leaves line breaks out in silence: what is shown would not be what is asked. */
const holdsSpace = 'must not hold spaces, line breaks or control characters'

const httpUrl = (text: string): string | undefined => {
  if (/[\s\p{Cc}]/u.test(text)) return holdsSpace
  const url = URL.parse(text)
  if (url === null) return 'is no URL'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return 'must begin with `http://` or `https://`'
  }
  if (url.username !== '' || url.password !== '') {
    return 'must not hold a user or a password: a URL is shown in logs'
  }
  return url.hash === '' ? undefined : 'must not hold a fragment'
}

const proxyUrl = (text: string): string | undefined => {
  if (/[\s\p{Cc}]/u.test(text)) return holdsSpace
  if (/^socks/i.test(text) && !/^socks5h?:/i.test(text)) {
    return 'is of a kind that is not known: `socks5://` and `socks5h://` are'
  }
  const url = URL.parse(text)
  if (url !== null && (url.username !== '' || url.password !== '')) {
    return 'must not hold a user or a password: they belong in `auth` of an entry of `proxy.proxy_pool.proxies`'
  }
  if (url !== null && (url.pathname.length > 1 || url.search !== '')) {
    return 'must end after the port'
  }
  if (url !== null && /^socks/i.test(text)) {
    return url.hostname === '' ? 'must name a host' : undefined
  }
  return httpUrl(text)
}

const origin = (text: string): string | undefined => {
  if (text === '*') return 'is no origin; `mode = "permissive"` lets every origin in'
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return 'must be an origin like `https://console.example`'
  }
  const isBare = url.username === '' && url.pathname === '/' && url.search === '' && url.hash === ''
  return isBare ? undefined : 'must end after host and port'
}

const addressRange = (text: string): string | undefined => {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return 'is no IP address and no range like `10.0.0.0/8`'
  if (prefix === undefined) return undefined
  const bits = version === 4 ? 32 : 128
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits
    ? undefined
    : `must have a prefix of 0 to ${bits}`
}

const host = (text: string): string | undefined =>
  isHost(text) ? undefined : 'must be an address or a host name, without scheme and port'

const listenAddress = (text: string): string | undefined => {
  if (readListenAddress(text) !== undefined) return undefined
  return isIP(text.replace(/:\d+$/, '')) === 6
    ? 'must have the IPv6 address in brackets: `[::1]:8046`'
    : 'must be `host:port`, or a port alone for this machine only'
}

const checks: Readonly<Record<TextContent, (text: string) => string | undefined>> = {
  'http-url': httpUrl,
  'proxy-url': proxyUrl,
  origin,
  'address-range': addressRange,
  host,
  'listen-address': listenAddress,
}
