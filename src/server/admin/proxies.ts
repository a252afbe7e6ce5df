import type { Failure } from '../../ir/failure.ts'
import { badField, inConflict } from '../refusal.ts'
import { makeChange } from './change.ts'
import { shownBy, takenBy } from './describe.ts'
import { readFields, readSome, readText, type Field, type Table } from './fields.ts'
import type { Operator } from './operator.ts'
import { bindingsOf, unknownProxy } from './bindable.ts'
import { plainEntry, readAuth } from './proxy-auth.ts'
import { refused, type AdminAnswer, type AdminRoute, type Question } from './route.ts'
import { changeExample } from './snapshots.ts'

const fields: readonly Field[] = [
  { name: 'name' },
  { name: 'url' },
  { name: 'auth' },
  { name: 'enabled' },
  { name: 'max_accounts' },
  { name: 'priority' },
  { name: 'tags' },
  { name: 'health_check_url' },
]

const entryExample = {
  id: 'frankfurt',
  name: 'Frankfurt',
  url: 'http://192.0.2.1:8080',
  enabled: true,
  max_accounts: 10,
  priority: 0,
  tags: ['eu'],
  health_check_url: '',
}

const shown = shownBy({ ...changeExample, proxies: [entryExample] })

/** Each change is made from the list as it is, so that of two at once none undoes the other. */
export const proxyRoutes = (operator: Operator): readonly AdminRoute[] => {
  const inTurn = oneAtATime()
  return [
    {
      method: 'POST',
      path: '/api/proxy/pool/proxies',
      id: 'addProxy',
      summary: 'Add a proxy',
      description: 'It may be used from then on. A password is kept sealed and never shown again.',
      request: takenBy({ ...entryExample, auth: { username: 'team', password: 'a password' } }),
      shown,
      answer: (question) => inTurn(() => addProxy(operator, question)),
    },
    ...(['PUT', 'PATCH'] as const).map((method) => ({
      method,
      path: '/api/proxy/pool/proxies/:proxyId',
      id: method === 'PUT' ? 'putProxy' : 'patchProxy',
      summary: 'Change a proxy',
      description:
        'What is not sent stays as it is, the password too; so does one that is sent back masked, as answers show it. `auth` null takes user and password away.',
      request: takenBy({ enabled: false }),
      shown,
      answer: (question: Question) => inTurn(() => changeProxy(operator, question)),
    })),
    {
      method: 'DELETE',
      path: '/api/proxy/pool/proxies/:proxyId',
      id: 'removeProxy',
      summary: 'Remove a proxy',
      description:
        'One that no account is bound to: an account never loses its proxy without a word.',
      shown,
      answer: (question) => inTurn(() => removeProxy(operator, question)),
    },
  ]
}

type Work = () => Promise<AdminAnswer>

const oneAtATime = (): ((work: Work) => Promise<AdminAnswer>) => {
  let turn: Promise<unknown> = Promise.resolve()
  return (work) => {
    const answer = turn.then(work)
    turn = answer.catch(() => {})
    return answer
  }
}

const addProxy = async (operator: Operator, { body, asker }: Question): Promise<AdminAnswer> => {
  const read = readFields(body, [{ name: 'id' }, ...fields])
  if (read.type === 'refused') return read
  const id = readText(read.table, 'id')
  if (typeof id !== 'string') return refused(id)
  const { proxies } = operator.settings().proxy.proxy_pool
  if (proxies.some((proxy) => proxy.id === id)) return refused(alreadyThere(id))
  const entry = readAuth(read.table, undefined)
  if (entry.type === 'refused') return entry
  return setProxies(operator, {
    asker,
    action: 'add_proxy',
    position: proxies.length,
    proxies: [...proxies.map(plainEntry), entry.table],
  })
}

const changeProxy = async (operator: Operator, question: Question): Promise<AdminAnswer> => {
  const { body, asker, params } = question
  const id = params['proxyId'] ?? ''
  const settings = operator.settings()
  const { proxies } = settings.proxy.proxy_pool
  const known = proxies.find((proxy) => proxy.id === id)
  if (known === undefined) return refused(unknownProxy(settings, id))
  const { id: sentId = id, ...sent } = body
  if (sentId !== id) return refused(otherId(id))
  const read = readSome(sent, fields)
  const change = read.type === 'refused' ? read : readAuth(read.table, known.auth)
  if (change.type === 'refused') return change
  return setProxies(operator, {
    asker,
    action: 'change_proxy',
    position: proxies.indexOf(known),
    proxies: proxies.map((proxy) => ({
      ...plainEntry(proxy),
      ...(proxy === known ? change.table : {}),
    })),
  })
}

const removeProxy = async (
  operator: Operator,
  { params, asker }: Question,
): Promise<AdminAnswer> => {
  const settings = operator.settings()
  const id = params['proxyId'] ?? ''
  const { proxies } = settings.proxy.proxy_pool
  if (!proxies.some((proxy) => proxy.id === id)) return refused(unknownProxy(settings, id))
  const bound = Object.entries(bindingsOf(settings)).filter(([, proxy]) => proxy === id)
  if (bound.length > 0)
    return refused(
      stillUsed(
        id,
        bound.map(([account]) => account),
      ),
    )
  return setProxies(operator, {
    asker,
    action: 'remove_proxy',
    position: proxies.length,
    proxies: proxies.filter((proxy) => proxy.id !== id).map(plainEntry),
  })
}

type ProxyChange = Pick<Question, 'asker'> & {
  readonly action: string
  /** Where the one stands that was sent. */
  readonly position: number
  /** All of them, since a list is one value of the settings. Their passwords are in plain. */
  readonly proxies: readonly Table[]
}

const setProxies = (
  operator: Operator,
  { asker, action, position, proxies }: ProxyChange,
): Promise<AdminAnswer> =>
  makeChange({
    operator,
    asker,
    action,
    policy: 'hot_applied_when_safe',
    patch: { proxy: { proxy_pool: { proxies } } },
    within: `proxy.proxy_pool.proxies[${position}]`,
    snapshot: () => ({ proxies: operator.settings().proxy.proxy_pool.proxies }),
  })

const otherId = (id: string): Failure =>
  badField(
    'id',
    `The proxy "${id}" keeps its id, since bindings name it. Add another and remove this one.`,
  )

const alreadyThere = (id: string): Failure => ({
  ...badField(
    'id',
    `There is a proxy "${id}" already. Change it: PATCH /api/proxy/pool/proxies/${encodeURIComponent(id)}.`,
    'proxy_exists',
  ),
  status: 409,
})

const stillUsed = (id: string, accounts: readonly string[]): Failure =>
  inConflict(
    'proxy_is_bound',
    `Accounts are bound to the proxy "${id}": ${accounts.join(', ')}. Bind them elsewhere first.`,
  )
