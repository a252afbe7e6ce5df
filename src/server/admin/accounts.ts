import type { Failure } from '../../ir/failure.ts'
import { nearNames } from '../../ir/near-names.ts'
import { servedAccounts, type Settings } from '../../settings/index.ts'
import { badField, notThere, shortened } from '../refusal.ts'
import { audit } from './audit.ts'
import { nobodyAnswered } from './busy.ts'
import { makeChange } from './change.ts'
import { shownBy, takenBy } from './describe.ts'
import { readFields, readText, type Field } from './fields.ts'
import type { Operator } from './operator.ts'
import { refused, told, type AdminAnswer, type AdminRoute, type Question } from './route.ts'
import { changeExample } from './snapshots.ts'

/** Where a body names an account: gephyr's name of it comes first. */
export const accountField: Field = { name: 'accountId', aliases: ['account_id'] }

export const preferredRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/preferred-account',
    id: 'getPreferredAccount',
    summary: 'The account that is used whenever it can serve',
    description: 'Its name, or null when there is none.',
    shown: shownBy('team/one'),
    answer: () => told(preferred(operator)),
  },
  {
    method: 'POST',
    path: '/api/proxy/preferred-account',
    id: 'setPreferredAccount',
    summary: 'Prefer an account, or none',
    description:
      'One that is served; null prefers none. It holds after a restart too, and also while the account is gone for a time.',
    request: takenBy({ accountId: 'team/one' }),
    shown: shownBy({ ...changeExample, preferred_account_id: 'team/one' }),
    answer: (question) => prefer(operator, question),
  },
]

const preferred = (operator: Operator): string | null =>
  operator.settings().proxy.preferred_account_id || null

const prefer = (
  operator: Operator,
  { body, asker }: Question,
): AdminAnswer | Promise<AdminAnswer> => {
  const read = readFields(body, [accountField])
  if (read.type === 'refused') return read
  const account = read.table['accountId'] === null ? '' : readText(read.table, 'accountId')
  if (typeof account !== 'string') return refused(badField('accountId', nameOrNull))
  if (account !== '' && !isServed(operator.settings(), account))
    return refused({ ...unknownAccount(operator.settings(), account), param: 'accountId' })
  return makeChange({
    operator,
    asker,
    action: 'set_preferred_account',
    policy: 'always_hot_applied',
    patch: { proxy: { preferred_account_id: account } },
    within: 'proxy',
    snapshot: () => ({ preferred_account_id: preferred(operator) }),
  })
}

const nameOrNull = '"accountId" must be the name of an account, or null to prefer none.'

const forgetting = {
  summary: 'Forget what an account rests for',
  description:
    'All rests of it, of every model, and what it has learnt of how long to rest: it is asked again at once. One whose key was refused stays out.',
  shown: shownBy({ ok: true, cleared: ['team/one'] }),
}

export const rateLimitRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    ...forgetting,
    method: 'DELETE',
    path: '/api/proxy/rate-limits',
    id: 'clearRateLimits',
    summary: 'Forget what the accounts rest for',
    answer: (question) => forget(operator, question, ''),
  },
  {
    ...forgetting,
    method: 'DELETE',
    path: '/api/proxy/rate-limits/:accountId',
    id: 'clearRateLimitsOfAccount',
    answer: (question) => forget(operator, question, accountOf(question)),
  },
  {
    ...forgetting,
    method: 'DELETE',
    path: '/api/proxy/rate-limits/:accountId/:credential',
    id: 'clearRateLimitsOfAccountByParts',
    answer: (question) => forget(operator, question, accountOf(question)),
  },
]

const forget = async (
  operator: Operator,
  { asker }: Question,
  account: string,
): Promise<AdminAnswer> => {
  const cleared = await operator.clearRests(account)
  if (cleared === undefined) return refused(nobodyAnswered)
  if (!cleared.isKnown) return refused(unknownAccount(operator.settings(), account))
  audit(operator.log, {
    action: 'clear_rate_limits',
    asker,
    before: { account_id: account || null, resting: cleared.accounts },
    after: { resting: [] },
  })
  return told({ ok: true, cleared: cleared.accounts })
}

/** From a path that holds it as one part, its slash escaped, or as two. */
export const accountOf = ({ params: { accountId = '', credential } }: Question): string =>
  credential === undefined ? accountId : `${accountId}/${credential}`

const isServed = (settings: Settings, account: string): boolean =>
  servedAccounts(settings).some(({ id }) => id === account)

const unknownAccount = (settings: Settings, account: string): Failure => {
  const near = nearNames(
    account,
    servedAccounts(settings).map(({ id }) => id),
  )
  const hint = near.length === 0 ? 'All of them: GET /api/actors.' : `Near it: ${near.join(', ')}.`
  return notThere(
    'account_not_found',
    `There is no account "${shortened(account)}" that is served. ${hint}`,
  )
}
