/**
 * What a relay must never send to a vendor: anybody else's credential, its client's cookies and
 * addresses, headers nobody documents. A real vendor would not care; the simulator refuses.
 */
import type { Vendor } from './vendor.ts'

export type ReceivedHead = {
  readonly method: string
  readonly query: URLSearchParams
  /** Names in lower case, in the order received, duplicates included. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

const credentials: ReadonlySet<string> = new Set([
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'proxy-authorization',
])

const traces: ReadonlySet<string> = new Set([
  'cookie',
  'forwarded',
  'x-real-ip',
  'via',
  'origin',
  'referer',
  'true-client-ip',
  'cf-connecting-ip',
])

const standard: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'user-agent',
  'x-request-id',
])

/** `anyClient` lets clients other than Switchyard in, with the headers they add about themselves. */
export const violationsOf = (
  vendor: Vendor,
  head: ReceivedHead,
  anyClient: boolean,
): readonly string[] => [
  ...head.headers.flatMap(([name]) => judgeHeader(vendor, name, anyClient)),
  ...[...head.query.keys()].flatMap((name) => judgeQuery(vendor, name)),
  ...judgeDuplicates(head),
  ...judgeCredentials(vendor, head),
  ...judgeUserAgent(head, anyClient),
  ...judgeContentType(head, anyClient),
]

const judgeHeader = (vendor: Vendor, name: string, anyClient: boolean): readonly string[] => {
  if (vendor.credentialHeaders.includes(name)) return []
  if (credentials.has(name)) return [`a credential in ${name}`]
  if (traces.has(name) || name.startsWith('x-forwarded-')) return [`the client shows in ${name}`]
  const isKnown = standard.has(name) || vendor.knownHeaders.includes(name)
  return isKnown || anyClient ? [] : [`unknown header ${name}`]
}

const judgeQuery = (vendor: Vendor, name: string): readonly string[] => {
  if (name === 'key' || name === 'access_token') return [`a credential in the query: ${name}`]
  return vendor.knownQuery.includes(name) ? [] : [`unknown query parameter ${name}`]
}

const judgeDuplicates = ({ headers }: ReceivedHead): readonly string[] => {
  const names = headers.map(([name]) => name)
  const twice = names.filter((name, position) => names.indexOf(name) !== position)
  return twice.map((name) => `${name} twice`)
}

const judgeCredentials = (vendor: Vendor, { headers }: ReceivedHead): readonly string[] => {
  const names = headers
    .map(([name]) => name)
    .filter((name) => vendor.credentialHeaders.includes(name))
  return names.length > 1 ? [`more than one credential: ${names.join(', ')}`] : []
}

const judgeUserAgent = ({ headers }: ReceivedHead, anyClient: boolean): readonly string[] => {
  const agent = headers.find(([name]) => name === 'user-agent')?.[1] ?? ''
  return anyClient || agent.startsWith('switchyard/') ? [] : [`user-agent is '${agent}'`]
}

const judgeContentType = (head: ReceivedHead, anyClient: boolean): readonly string[] => {
  const { method, headers } = head
  const type = headers.find(([name]) => name === 'content-type')?.[1]
  if (method !== 'POST')
    return type === undefined || anyClient ? [] : ['a content-type without a body']
  return type !== undefined && /^application\/json(;|$)/i.test(type)
    ? []
    : [`content-type is '${type ?? ''}'`]
}
