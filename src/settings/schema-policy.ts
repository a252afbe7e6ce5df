import { Type } from '@sinclair/typebox'
import {
  choice,
  flag,
  list,
  requiredText,
  secret,
  table,
  text,
  texts,
  whole,
  wholes,
} from './schema-parts.ts'

/** The ways to order the accounts that could serve a request. */
export const schedulingModes = ['balance', 'cache_first', 'performance_first'] as const

/** gproxy's ways to pick an account, by their names. */
export const pickModes = [
  'sticky_no_cache',
  'round_robin_with_cache',
  'round_robin_no_cache',
] as const

export const schedulingSchema = Type.Object(
  {
    mode: choice(
      '`balance`: sessions stick, load is even. `cache_first`: a session waits for its account. `performance_first`: no stickiness.',
      schedulingModes,
      'balance',
    ),
    max_wait_seconds: whole('How long a request waits for an account.', 60, {
      minimum: 0,
      maximum: 3600,
    }),
    max_waiting: whole('Requests that may wait at once.', 1000, { minimum: 0, maximum: 1_000_000 }),
  },
  { description: 'How an account is chosen.' },
)

const limit = { minimum: 0, maximum: 1_000_000 }

/** The statuses that gephyr's documentation calls signs of risk. */
const riskStatuses = [401, 403, 429, 500, 503, 529]

export const complianceSchema = Type.Object(
  {
    enabled: flag('Switches the guardrails on; the limits must then be 1 at least.', false),
    max_global_requests_per_minute: whole(
      'Attempts over all accounts in any 60 seconds. A further one waits.',
      120,
      limit,
    ),
    max_account_requests_per_minute: whole(
      'Attempts at one account in any 60 seconds. A further one goes elsewhere or waits.',
      10,
      limit,
    ),
    max_account_concurrency: whole(
      "Attempts at once at one account; the smaller of this and the account's own limit holds.",
      1,
      limit,
    ),
    risk_cooldown_seconds: whole('Rest of an account after a sign of risk.', 300, limit),
    risk_statuses: wholes("An upstream's statuses that are signs of risk.", riskStatuses, {
      minimum: 400,
      maximum: 599,
    }),
    max_retry_attempts: whole(
      'Attempts for one request, its first one included, whatever they meet.',
      2,
      limit,
    ),
    cooldown_on_http_429: flag(
      'A 429 rests the account like any other sign of risk; else it is only counted as one.',
      true,
    ),
  },
  { description: 'Guardrails over all accounts.' },
)

export const proxyEntrySchema = Type.Object(
  {
    id: requiredText('Name of the proxy, for bindings.'),
    name: text('For people.'),
    url: requiredText('Address, `http://`, `https://` or `socks5://`, without user and password.', {
      holds: 'proxy-url',
    }),
    auth: Type.Optional(
      Type.Object(
        {
          username: requiredText('User at the proxy.'),
          password: secret('Password at the proxy.'),
        },
        { description: 'User and password at the proxy.' },
      ),
    ),
    enabled: flag(
      'A proxy that is off is not used. Accounts bound to it go by another one, or are not served without `auto_failover`.',
      true,
    ),
    max_accounts: whole('Accounts that may use it at once, bound to it or not; 0: no limit.', 0, {
      minimum: 0,
      maximum: 1_000_000,
    }),
    priority: whole('Lower is used first.', 0, { minimum: -1_000_000, maximum: 1_000_000 }),
    tags: texts('Words for people.'),
    health_check_url: text(
      'Asked through the proxy: any 2xx is well. Empty: the proxy is to open a connection to the upstream of one of its accounts.',
      '',
      { holds: 'http-url' },
    ),
  },
  { description: 'One proxy.' },
)

export const proxyPoolSchema = Type.Object(
  {
    enabled: flag('Switches the pool on.', false),
    require_proxy_for_account_requests: flag('An account without a proxy is not served.', false),
    proxies: list('The proxies.', proxyEntrySchema),
    account_bindings: table('Account id (`channel/credential`) to proxy id.'),
    strategy: choice(
      'How an unbound account gets its proxy, which it keeps.',
      ['round_robin', 'random', 'priority', 'least_connections', 'weighted_round_robin'],
      'priority',
    ),
    allow_shared_proxy_fallback: flag(
      'An unbound account may use a proxy others are bound to, when there is no other.',
      true,
    ),
    auto_failover: flag('A proxy that fails its health check is passed over.', true),
    health_check_interval: whole('Seconds between health checks; 30 at least.', 300, {
      minimum: 1,
      maximum: 86_400,
    }),
  },
  { description: 'Proxies accounts reach the world through.' },
)
