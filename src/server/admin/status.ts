import type { AccountsViewed, LiveAccount } from '../../scheduler/messages.ts'
import { listenAddressText } from '../../settings/index.ts'
import type { Front } from '../front.ts'
import { answered } from './busy.ts'
import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import type { AdminRoute } from './route.ts'

export const statusRoutes = (front: Front, operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/status',
    id: 'getProxyStatus',
    summary: 'Whether it serves, and where',
    description:
      '`running`: it is not shutting down. `base_url`: where programs of this machine ask. `active_accounts`: up, not out, and with a way out.',
    shown: shownBy({
      running: true,
      port: 8045,
      base_url: 'http://127.0.0.1:8045',
      active_accounts: 2,
    }),
    answer: async () => answered(await operator.accounts(), (view) => statusOf(front, view)),
  },
]

const statusOf = (front: Front, view: AccountsViewed) => {
  const address = { host: ownHost(front.host()), port: front.port() }
  return { ...runningOf(front, view), base_url: `http://${listenAddressText(address)}` }
}

/** An address that stands for all of the machine's can be listened on, but not asked. */
const ownHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

const isActive = ({ isUp, status, blocked }: LiveAccount): boolean =>
  isUp && status.state === 'ready' && blocked === ''

export const runningOf = (front: Front, { accounts }: AccountsViewed) => ({
  running: !front.isDraining,
  port: front.port(),
  active_accounts: accounts.filter(isActive).length,
})
