import { Type } from '@sinclair/typebox'
import {
  anything,
  choice,
  flag,
  later,
  list,
  optionalFlag,
  requiredText,
  secret,
  text,
  texts,
  whole,
} from './schema-parts.ts'
import { credentialVariantsSchema } from './schema-credentials.ts'
import { pickModes, schedulingModes } from './schema-policy.ts'

/** What a custom channel may speak. */
const channelProtocols = [
  'openai-chat',
  'openai-responses',
  'openai-completions',
  'anthropic',
  'gemini',
] as const

const url = (description: string) => text(description, '', { holds: 'http-url' })

const positions = ['nth', 'last_nth'] as const

const cacheBreakpointSchema = Type.Object(
  {
    target: choice('What is marked.', ['top_level', 'tools', 'system', 'messages'], 'messages'),
    position: choice('Counted from the beginning, or from the end.', positions, 'nth'),
    index: whole('Which one, from 1.', 1, { minimum: 0, maximum: 100_000 }),
    content_position: choice(
      'With `messages`: the two above choose a message, this and `content_index` a part of it. Empty: they count the parts of all messages.',
      ['', ...positions],
      '',
    ),
    content_index: whole('Which part of the message, from 1; 0: see above.', 0, {
      minimum: 0,
      maximum: 100_000,
    }),
    ttl: choice("How long it is kept; `auto`: the upstream's own.", ['auto', '5m', '1h'], 'auto'),
  },
  { description: 'One mark.' },
)

const channelSettingsSchema = Type.Object(
  {
    base_url: url(
      "Address of the upstream; empty: the built-in channel's own. A custom channel needs one.",
    ),
    protocol: choice(
      'What a custom channel speaks: it decides paths and how the key is sent. A built-in channel knows its own; one that is not built in yet needs it.',
      ['', ...channelProtocols],
      '',
    ),
    also_speaks: list(
      'What a custom channel speaks besides, under the same address. A request in one of these passes untouched; in any other it is translated.',
      choice('A protocol.', channelProtocols, 'openai-chat'),
    ),
    answers: choice(
      'Whether a custom channel answers by streams alone or by whole answers alone, whatever the client asks for; empty: as it is asked.',
      ['', 'streams', 'whole'],
      '',
    ),
    scheduling_mode: choice(
      'Overrides `proxy.scheduling.mode` for this channel.',
      ['', ...schedulingModes],
      '',
    ),
    models: texts('Names or patterns of the models served; empty: the upstream is asked.'),
    oauth_client_id: later(text("The operator's own OAuth client.")),
    oauth_client_secret: later(secret("The secret of the operator's own OAuth client.")),
    oauth_authorize_url: later(url('Where a login begins.')),
    oauth_token_url: later(url('Where tokens are given.')),
    oauth_userinfo_url: later(url('Where a login says who it is.')),
    oauth_revoke_url: later(url('Where a login is ended.')),
    oauth_issuer_url: later(url('The issuer of an OpenID login.')),
    credential_round_robin_enabled: optionalFlag(
      "gproxy's switch: true spreads requests over the accounts by chance, false uses the one with the smallest id. With one of these keys gproxy's way of picking holds in place of a scheduling mode.",
    ),
    credential_cache_affinity_enabled: optionalFlag(
      "gproxy's switch: while requests are spread, a prompt goes to the account that has its beginning in the upstream's cache.",
    ),
    credential_cache_affinity_max_keys: whole(
      'Prompts of this channel whose beginnings are remembered; 0: as many as there is room for.',
      0,
      { minimum: 0, maximum: 1_048_576 },
    ),
    credential_pick_mode: choice(
      'One word for the two switches above; it counts where neither of them is there.',
      ['', ...pickModes],
      '',
    ),
    anthropic_append_beta_query: later(flag('Adds `?beta=true`.', false)),
    anthropic_extra_beta_headers: later(texts('Beta features switched on for every request.')),
    claudecode_append_beta_query: later(flag('Adds `?beta=true`.', false)),
    claudecode_extra_beta_headers: later(texts('Beta features switched on for every request.')),
    claudecode_platform_base_url: later(url('Where logins are given.')),
    claudecode_flatten_system_text_before_cache_control: later(
      flag('Joins system texts before cache marks are put.', false),
    ),
    cache_breakpoints: list(
      'Where cache marks are put into prompts for an upstream that takes them, as far as the client has left room; the first four count.',
      cacheBreakpointSchema,
    ),
    mask_table: later(anything('Fields taken out of the body before it is sent.')),
  },
  { description: 'Where and how the upstream is reached.' },
)

export const credentialSchema = Type.Object(
  {
    id: text(
      'Name within the channel; the account is `channel/credential`. Empty: its position, counted from 1.',
    ),
    label: text('For people.'),
    secret: secret('The API key.'),
    builtin: Type.Optional(credentialVariantsSchema),
    enabled: flag('An account that is off is not started.', true),
    max_concurrency: whole('Requests at once; 0: no limit.', 0, { minimum: 0, maximum: 1_000_000 }),
    priority: whole('Lower is used first.', 0, { minimum: -1_000_000, maximum: 1_000_000 }),
    weight: whole('Share of the requests among accounts of one priority.', 1, {
      minimum: 1,
      maximum: 1_000_000,
    }),
    models: texts(
      'Names or patterns of the models this account may serve; empty: all of the channel.',
    ),
    quota_group: text('Accounts of one group share their limits: when one is limited, all rest.'),
    tier: text(
      'Its plan, in any words: one that says `ultra` is asked before `pro`, then `free`, then any other or none.',
    ),
    proxy: text('Proxy id; short for an entry in `proxy.proxy_pool.account_bindings`.'),
  },
  { description: 'One account.' },
)

export const channelSchema = Type.Object(
  {
    id: requiredText('A built-in channel, or a name of your own for a custom one.'),
    enabled: flag('A channel that is off serves nothing.', true),
    settings: channelSettingsSchema,
    credentials: list('The accounts.', credentialSchema),
    dispatch: later(anything('Rules for what is translated and what passes.')),
  },
  { description: 'One upstream.' },
)

export const channelsSchema = list('The upstreams and their accounts.', channelSchema)
