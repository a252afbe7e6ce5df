import { Type } from '@sinclair/typebox'
import {
  choice,
  flag,
  later,
  list,
  requiredText,
  secret,
  table,
  text,
  texts,
  whole,
} from './schema-parts.ts'

/** The ways to order the accounts that could serve a request. */
export const schedulingModes = ['balance', 'cache_first', 'performance_first'] as const

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

export const complianceSchema = later(
  Type.Object(
    {
      enabled: flag('Switches the guardrails on.', false),
      max_global_requests_per_minute: whole('Attempts a minute over all accounts.', 120, limit),
      max_account_requests_per_minute: whole('Attempts a minute at one account.', 10, limit),
      max_account_concurrency: whole('Attempts at once at one account.', 1, limit),
      risk_cooldown_seconds: whole('Rest of an account after a sign of risk.', 300, limit),
      max_retry_attempts: whole('Attempts for one request.', 2, limit),
      cooldown_on_http_429: flag('A 429 counts as a sign of risk.', true),
    },
    { description: 'Guardrails over all accounts.' },
  ),
)

export const proxyEntrySchema = Type.Object(
  {
    id: requiredText('Name of the proxy, for bindings.'),
    name: text('For people.'),
    url: requiredText('Address, `http://` or `https://`, without user and password.', {
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
    enabled: flag('A proxy that is off is not used; accounts bound to it are not served.', true),
    max_accounts: whole('Accounts that may be bound to it; 0: no limit.', 0, {
      minimum: 0,
      maximum: 1_000_000,
    }),
    priority: later(whole('Lower is used first.', 0, { minimum: -1_000_000, maximum: 1_000_000 })),
    tags: later(texts('Words for people.')),
    health_check_url: later(
      text('Asked through the proxy to learn whether it works.', '', { holds: 'http-url' }),
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
    strategy: later(
      choice(
        'How an unbound account gets a proxy.',
        ['round_robin', 'random', 'priority', 'least_connections', 'weighted_round_robin'],
        'priority',
      ),
    ),
    allow_shared_proxy_fallback: later(
      flag('An unbound account may use a proxy others are bound to.', true),
    ),
    auto_failover: later(flag('A proxy that fails its health check is passed over.', true)),
    health_check_interval: later(
      whole('Seconds between health checks.', 300, { minimum: 1, maximum: 86_400 }),
    ),
  },
  { description: 'Proxies accounts reach the world through.' },
)
