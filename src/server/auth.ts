import type { AuthMode } from '../settings/index.ts'

/** What a key opens: `user` what is relayed, `administrator` also `/api`. */
export type Role = 'user' | 'administrator'

/** Who a key belongs to, as far as a request needs it. */
export type Client = {
  readonly user: string
  readonly role: Role
  /** The label of the key that was presented, never the key; empty when none was. */
  readonly key: string
}

/**
 * What a path asks of its caller: `open` nothing in any mode, `health` nothing when the mode says so,
 * `key` a key unless the mode is `off`.
 */
export type Access = 'open' | 'health' | 'key'

export type AuthPolicy = {
  readonly mode: AuthMode
  /** By the SHA-256 of the key, in hexadecimal ({@link hashKey}): the keys themselves are kept nowhere. */
  readonly clients: ReadonlyMap<string, Client>
}

export type Verdict =
  | { readonly type: 'admitted'; readonly client: Client }
  | {
      readonly type: 'denied'
      readonly code: 'missing_api_key' | 'invalid_api_key' | 'not_an_administrator'
      readonly message: string
    }

/** Whoever calls without a key where none is needed. */
export const anonymous: Client = { user: '', role: 'user', key: '' }

const places =
  '"Authorization: Bearer <key>", "x-api-key: <key>", "x-goog-api-key: <key>" or "?key=<key>", read in this order'

const missing: Verdict = {
  type: 'denied',
  code: 'missing_api_key',
  message: `No API key was sent. Send a Switchyard key as ${places}.`,
}

const invalid: Verdict = {
  type: 'denied',
  code: 'invalid_api_key',
  message: `The API key is not one of this Switchyard. Keys are read from ${places}; an upstream's own key is not accepted here.`,
}

const notAnAdministrator: Verdict = {
  type: 'denied',
  code: 'not_an_administrator',
  message:
    "This key opens no /api. It takes the administrator's: global.admin_key where it is set, else proxy.api_key.",
}

export const hashKey = (key: string): string => Bun.SHA256.hash(key, 'hex')

/**
 * One hash and one look-up, whatever was sent. Where no key is needed a good one still says who calls, and a bad
 * one is not held against the caller.
 */
export const admit = (policy: AuthPolicy, access: Access, asked: Asked): Verdict => {
  const { key, client } = callerOf(policy, asked)
  if (client !== undefined) return { type: 'admitted', client }
  if (!needsKey(policy.mode, access)) return { type: 'admitted', client: anonymous }
  return key === undefined ? missing : invalid
}

/** For `/api`: whatever the mode, an administrator's key. */
export const admitAdministrator = (policy: AuthPolicy, asked: Asked): Verdict => {
  const { key, client } = callerOf(policy, asked)
  if (client === undefined) return key === undefined ? missing : invalid
  return client.role === 'administrator' ? { type: 'admitted', client } : notAnAdministrator
}

type Asked = { readonly request: Request; readonly query: string }

type Caller = { readonly key: string | undefined; readonly client: Client | undefined }

const callerOf = (policy: AuthPolicy, { request, query }: Asked): Caller => {
  const key = presentedKey(request.headers, query)
  return { key, client: key === undefined ? undefined : policy.clients.get(hashKey(key)) }
}

const needsKey = (mode: AuthMode, access: Access): boolean => {
  if (access === 'open' || mode === 'off') return false
  return access === 'key' || mode === 'strict'
}

/** The first key in the documented order; what stands in a later place is not looked at. */
const presentedKey = (headers: Headers, query: string): string | undefined =>
  keyOfAuthorization(headers.get('authorization')) ??
  filled(headers.get('x-api-key')) ??
  filled(headers.get('x-goog-api-key')) ??
  (query.includes('key=') ? filled(new URLSearchParams(query).get('key')) : undefined)

/**
 * `Bearer` in any case, or the bare key as some clients send it. Another scheme (`Basic`, added by a browser or a
 * proxy) says nothing here and must not hide the key that stands in another place.
 */
const keyOfAuthorization = (value: string | null): string | undefined => {
  const credentials = filled(value)
  if (credentials === undefined) return undefined
  const space = credentials.indexOf(' ')
  if (space < 0) return /^bearer$/i.test(credentials) ? undefined : credentials
  return /^bearer$/i.test(credentials.slice(0, space))
    ? filled(credentials.slice(space + 1))
    : undefined
}

const filled = (value: string | null): string | undefined => {
  const trimmed = value?.trim()
  return trimmed === undefined || trimmed === '' ? undefined : trimmed
}
