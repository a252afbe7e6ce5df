/** From a complete request to the answer the vendor gives to it. Decides, writes nothing. */
import type { Clock } from '../actor/clock.ts'
import type { OpenAccount } from './account.ts'
import { refuse, type Answer, type Refusal } from './answer.ts'
import type { ReceivedRequest } from './receive.ts'
import type { Say } from './say.ts'
import { violationsOf } from './strictness.ts'
import type { Route, SimulatedModel, Vendor } from './vendor.ts'

export type House = {
  readonly vendor: Vendor
  readonly accounts: ReadonlyMap<string, OpenAccount>
  readonly models: readonly SimulatedModel[]
  readonly anyClient: boolean
  readonly clock: Clock
}

type Visit = {
  readonly hasKey: boolean
  readonly route: Route | undefined
  readonly account: OpenAccount | undefined
  readonly violations: readonly string[]
}

/** A request that got in holds a slot of its account until it is released. */
export type Admitted =
  | {
      readonly type: 'admitted'
      readonly visit: Visit
      readonly route: Route
      readonly account: OpenAccount
      release(): void
    }
  | { readonly type: 'refused'; readonly visit: Visit; readonly refusal: Refusal }

/** Who does not get in is told why, in the order in which a vendor looks. */
export const admit = (house: House, request: ReceivedRequest): Admitted => {
  const visit = identify(house, request)
  const { route, account, violations } = visit
  const turnAway = (refusal: Refusal): Admitted => ({ type: 'refused', visit, refusal })
  if (route === undefined) return turnAway(refuse('not-found', 'There is no such path.'))
  if (violations.length > 0) return turnAway(refuse('invalid', violations.join('; ')))
  if (account === undefined) return turnAway(refuseKey(visit))
  const admission = account.admit(tokensOf(route, request))
  if (admission.type === 'refused') return turnAway(admission)
  return { type: 'admitted', visit, route, account, release: admission.release }
}

/** As for all that it counts roughly: four bytes each. */
const tokensOf = ({ operation }: Route, { bytes }: ReceivedRequest): number =>
  operation === 'generate' ? Math.ceil(bytes.length / 4) : 0

const identify = (house: House, request: ReceivedRequest): Visit => {
  const { vendor, accounts, anyClient } = house
  const route = vendor.route(request.method, request.path)
  const violations = [
    ...violationsOf(vendor, request, { route, anyClient }),
    ...vendor.judgeHeaders(new Map(request.headers)),
    ...(route === undefined ? [`unknown path ${request.method} ${request.path}`] : []),
  ]
  const keys = request.headers
    .filter(([name]) => vendor.credentialHeaders.includes(name))
    .map(([name, value]) => vendor.readKey(name, value))
  const account = accounts.get(keys[0] ?? '')
  return { route, account, violations, hasKey: keys[0] !== undefined }
}

const refuseKey = ({ hasKey }: Visit): Refusal =>
  hasKey
    ? refuse('unknown-key', 'API key not valid: no account of this simulator has it.')
    : refuse('missing-key', 'There is no API key in the request.')

type Guest = {
  readonly route: Route
  readonly account: OpenAccount
  readonly serial: number
  readonly say: Say | undefined
}

export const respond = (house: House, request: ReceivedRequest, guest: Guest): Answer => {
  const { takesForm, takesBytes } = guest.route
  const body = takesForm === true || takesBytes === true ? noBody : parse(request)
  if (body.type === 'refused') return body
  return guest.route.answer({
    body: body.value,
    query: request.query,
    headers: new Map(request.headers),
    account: guest.account.name,
    models: house.models,
    cache: guest.account.cache,
    seal: guest.account.seal,
    responses: guest.account.responses,
    kept: guest.account.kept,
    bytes: request.bytes,
    form: request.form,
    say: guest.say,
    now: house.clock.now(),
    serial: guest.serial,
  })
}

type Parsed = { readonly type: 'parsed'; readonly value: unknown } | Refusal

/** Nothing but a form, or nothing at all. */
const noBody: Parsed = { type: 'parsed', value: undefined }

const parse = (request: ReceivedRequest): Parsed => {
  const { method, body } = request
  if (body === '' && mayBeEmpty(request)) return noBody
  if (method !== 'POST' && method !== 'PATCH') return refuse('invalid', `${method} with a body.`)
  try {
    return { type: 'parsed', value: JSON.parse(body) }
  } catch {
    return refuse('invalid', 'The body is not JSON.')
  }
}

const mayBeEmpty = ({ method, path }: ReceivedRequest): boolean =>
  method !== 'POST' || path.endsWith('/cancel')

export const headerOf = ({ headers }: ReceivedRequest, name: string): string | undefined =>
  headers.find(([known]) => known === name)?.[1]
