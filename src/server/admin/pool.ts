import { t } from 'elysia'
import { accountField, accountOf } from './accounts.ts'
import {
  bindingsOf,
  isDeclared,
  isLeftOver,
  objectionTo,
  stillBound,
  unknownAccount,
} from './bindable.ts'
import { makeChange } from './change.ts'
import { shownBy, takenBy } from './describe.ts'
import { readFields, readText, type Field } from './fields.ts'
import type { Operator } from './operator.ts'
import { refused, told, type AdminAnswer, type AdminRoute, type Question } from './route.ts'
import { changeExample } from './snapshots.ts'

const proxyField: Field = { name: 'proxyId', aliases: ['proxy_id'] }

const binding = {
  summary: 'The proxy of an account',
  description: 'Its id, or null when the account is bound to none.',
  shown: shownBy('frankfurt'),
}

export const bindingRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/pool/bindings',
    id: 'listProxyBindings',
    summary: 'Which account is bound to which proxy',
    description: 'By `account_bindings` or by `proxy` of its credential.',
    shown: {
      schema: t.Record(t.String(), t.String()),
      example: { 'team/one': 'frankfurt' },
    },
    answer: () => told(bindingsOf(operator.settings())),
  },
  {
    method: 'POST',
    path: '/api/proxy/pool/bind',
    id: 'bindProxy',
    summary: 'Bind an account to a proxy',
    description:
      'From then on it goes by this proxy, by another of the pool only while this one does not work (`auto_failover`), and never directly. Requests that go on keep the way that they began on.',
    request: takenBy({ accountId: 'team/one', proxyId: 'frankfurt' }),
    shown: shownBy({ ...changeExample, account_bindings: { 'team/one': 'frankfurt' } }),
    answer: (question) => bind(operator, question),
  },
  {
    method: 'POST',
    path: '/api/proxy/pool/unbind',
    id: 'unbindProxy',
    summary: 'Take the binding of an account back',
    description:
      'One that was made here. What the file binds has to be taken out of the file: 409.',
    request: takenBy({ accountId: 'team/one' }),
    shown: shownBy({ ...changeExample, account_bindings: {} }),
    answer: (question) => unbind(operator, question),
  },
  {
    ...binding,
    method: 'GET',
    path: '/api/proxy/pool/binding/:accountId',
    id: 'getProxyBinding',
    answer: (question) => tellBinding(operator, question),
  },
  {
    ...binding,
    method: 'GET',
    path: '/api/proxy/pool/binding/:accountId/:credential',
    id: 'getProxyBindingByParts',
    answer: (question) => tellBinding(operator, question),
  },
]

const tellBinding = ({ settings }: Operator, question: Question): AdminAnswer => {
  const account = accountOf(question)
  return isDeclared(settings(), account)
    ? told(bindingsOf(settings())[account] ?? null)
    : refused(unknownAccount(settings(), account))
}

const bind = async (operator: Operator, { body, asker }: Question): Promise<AdminAnswer> => {
  const read = readFields(body, [accountField, proxyField])
  if (read.type === 'refused') return read
  const account = readText(read.table, 'accountId')
  if (typeof account !== 'string') return refused(account)
  const proxy = readText(read.table, 'proxyId')
  if (typeof proxy !== 'string') return refused(proxy)
  const objection = objectionTo(operator.settings(), account, proxy)
  if (objection !== undefined) return refused(objection)
  return makeChange({
    operator,
    asker,
    action: 'bind_proxy',
    policy: 'hot_applied_when_safe',
    patch: { proxy: { proxy_pool: { account_bindings: { [account]: proxy } } } },
    within: 'proxy.proxy_pool',
    snapshot: () => ({ account_bindings: bindingsOf(operator.settings()) }),
  })
}

const unbind = async (operator: Operator, { body, asker }: Question): Promise<AdminAnswer> => {
  const read = readFields(body, [accountField])
  if (read.type === 'refused') return read
  const account = readText(read.table, 'accountId')
  if (typeof account !== 'string') return refused(account)
  if (!isDeclared(operator.settings(), account) && !isLeftOver(operator.settings(), account))
    return refused({ ...unknownAccount(operator.settings(), account), param: 'accountId' })
  const bound = bindingsOf(operator.settings())[account]
  const answer = await makeChange({
    operator,
    asker,
    action: 'unbind_proxy',
    policy: 'hot_applied_when_safe',
    patch: { proxy: { proxy_pool: { account_bindings: { [account]: null } } } },
    within: 'proxy.proxy_pool',
    snapshot: () => ({ account_bindings: bindingsOf(operator.settings()) }),
  })
  const left = bindingsOf(operator.settings())[account]
  // What was bound here is bound as the file says again: then something has changed, and the answer shows it.
  return answer.type === 'refused' || left === undefined || left !== bound
    ? answer
    : refused(stillBound(account, left))
}
