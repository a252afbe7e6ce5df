/**
 * What a relay must never send to a vendor: anybody else's credential, its client's cookies and
 * addresses, headers nobody documents. A real vendor would not care; the simulator refuses.
 */
import type { Route, Vendor } from './vendor.ts'

export type ReceivedHead = {
  readonly method: string
  readonly query: URLSearchParams
  /** Names in lower case, in the order received, duplicates included. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
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

export type Strictness = {
  readonly route: Route | undefined
  /** Lets clients other than Switchyard in, with the headers they add about themselves. */
  readonly anyClient: boolean
}

export const violationsOf = (
  vendor: Vendor,
  head: ReceivedHead,
  { route, anyClient }: Strictness,
): readonly string[] => [
  ...head.headers.flatMap(([name]) => judgeHeader(vendor, name, anyClient)),
  ...[...head.query.keys()].flatMap((name) =>
    judgeQuery([...vendor.knownQuery, ...(route?.query ?? [])], name),
  ),
  ...judgeDuplicates(head),
  ...judgeCredentials(vendor, head),
  ...judgeUserAgent(head, anyClient),
  ...judgeContentType(head, { route, anyClient }),
]

const judgeHeader = (vendor: Vendor, name: string, anyClient: boolean): readonly string[] => {
  if (vendor.credentialHeaders.includes(name)) return []
  if (credentials.has(name)) return [`a credential in ${name}`]
  if (traces.has(name) || name.startsWith('x-forwarded-')) return [`the client shows in ${name}`]
  const isKnown = standard.has(name) || vendor.knownHeaders.includes(name)
  return isKnown || anyClient ? [] : [`unknown header ${name}`]
}

const judgeQuery = (known: readonly string[], name: string): readonly string[] => {
  if (name === 'key' || name === 'access_token') return [`a credential in the query: ${name}`]
  return known.includes(name) ? [] : [`unknown query parameter ${name}`]
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

const judgeContentType = (
  { body, headers }: ReceivedHead,
  { route, anyClient }: Strictness,
): readonly string[] => {
  const type = headers.find(([name]) => name === 'content-type')?.[1]
  if (body === '') return type === undefined || anyClient ? [] : ['a content-type without a body']
  if (route?.takesBytes === true) return []
  const wanted =
    route?.takesForm === true ? /^multipart\/form-data; *boundary=/i : /^application\/json(;|$)/i
  return type !== undefined && wanted.test(type) ? [] : [`content-type is '${type ?? ''}'`]
}
