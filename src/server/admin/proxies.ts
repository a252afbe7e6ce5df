import type { Failure } from '../../ir/failure.ts'
import type { ProxyEntry } from '../../settings/index.ts'
import { badField, inConflict } from '../refusal.ts'
import { makeChange } from './change.ts'
import { shownBy, takenBy } from './describe.ts'
import { readFields, readText, type Field, type Table } from './fields.ts'
import type { Operator } from './operator.ts'
import { bindingsOf, unknownProxy } from './pool.ts'
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

const passwords =
  'A password is stored nowhere by this route: proxies that need one are added and changed in the configuration file.'

export const proxyRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'POST',
    path: '/api/proxy/pool/proxies',
    id: 'addProxy',
    summary: 'Add a proxy',
    description: `It may be used from then on. ${passwords}`,
    request: takenBy(entryExample),
    shown,
    answer: (question) => addProxy(operator, question),
  },
  ...(['PUT', 'PATCH'] as const).map((method) => ({
    method,
    path: '/api/proxy/pool/proxies/:proxyId',
    id: method === 'PUT' ? 'putProxy' : 'patchProxy',
    summary: 'Change a proxy',
    description: `What is not sent stays as it is. ${passwords}`,
    request: takenBy({ enabled: false }),
    shown,
    answer: (question: Question) => changeProxy(operator, question),
  })),
  {
    method: 'DELETE',
    path: '/api/proxy/pool/proxies/:proxyId',
    id: 'removeProxy',
    summary: 'Remove a proxy',
    description:
      'One that no account is bound to: an account never loses its proxy without a word.',
    shown,
    answer: (question) => removeProxy(operator, question),
  },
]

const addProxy = async (operator: Operator, { body, asker }: Question): Promise<AdminAnswer> => {
  const read = readFields(body, [{ name: 'id' }, ...fields])
  if (read.type === 'refused') return read
  const id = readText(read.table, 'id')
  if (typeof id !== 'string') return refused(id)
  const { proxies } = operator.settings().proxy.proxy_pool
  if (proxies.some((proxy) => proxy.id === id)) return refused(alreadyThere(id))
  return setProxies(operator, { asker, action: 'add_proxy', proxies: [...proxies, read.table] })
}

const changeProxy = async (operator: Operator, question: Question): Promise<AdminAnswer> => {
  const { body, asker, params } = question
  const read = readFields(body, fields)
  if (read.type === 'refused') return read
  const id = params['proxyId'] ?? ''
  const { proxies } = operator.settings().proxy.proxy_pool
  if (!proxies.some((proxy) => proxy.id === id))
    return refused(unknownProxy(operator.settings(), id))
  return setProxies(operator, {
    asker,
    action: 'change_proxy',
    proxies: proxies.map((proxy) => (proxy.id === id ? { ...proxy, ...read.table } : proxy)),
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
    proxies: proxies.filter((proxy) => proxy.id !== id),
  })
}

type ProxyChange = Pick<Question, 'asker'> & {
  readonly action: string
  readonly proxies: readonly (ProxyEntry | Table)[]
}

/** The list is one value of the settings: with a password in it, it could not be stored as a whole. */
const setProxies = (
  operator: Operator,
  { asker, action, proxies }: ProxyChange,
): AdminAnswer | Promise<AdminAnswer> => {
  const locked = proxies.find((proxy) => proxy['auth'] !== undefined)
  if (locked !== undefined) return refused(hasPassword(String(locked['id'])))
  return makeChange({
    operator,
    asker,
    action,
    policy: 'hot_applied_when_safe',
    patch: { proxy: { proxy_pool: { proxies } } },
    snapshot: () => ({ proxies: operator.settings().proxy.proxy_pool.proxies }),
  })
}

const hasPassword = (id: string): Failure =>
  inConflict(
    'proxy_has_password',
    `The proxy "${id}" has a password, and this route takes none. Change the proxies in the configuration file: it is followed while the program runs.`,
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
