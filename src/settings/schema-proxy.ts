import { Type } from '@sinclair/typebox'
import { complianceSchema, proxyPoolSchema, schedulingSchema } from './schema-policy.ts'
import {
  choice,
  fixed,
  flag,
  fraction,
  later,
  list,
  requiredText,
  secret,
  table,
  text,
  texts,
  whole,
} from './schema-parts.ts'

const localOrigins = [
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://localhost:5173',
  'http://127.0.0.1:5173',
]

const corsSchema = Type.Object(
  {
    mode: choice(
      '`strict`: the listed origins. `permissive`: every origin.',
      ['strict', 'permissive'],
      'strict',
    ),
    allowed_origins: texts('Origins a browser may call from.', localOrigins, { holds: 'origin' }),
  },
  { description: 'Calls from web pages.' },
)

const backgroundTaskSchema = Type.Object(
  {
    phrases: Type.Array(Type.String({ minLength: 4 }), {
      description: 'One of these stands in the text, exactly so.',
      minItems: 1,
    }),
    where: choice(
      '`user`: a text of the last user message. `system`: one of the instructions.',
      ['user', 'system'],
      'user',
    ),
    max_characters: whole('A longer text is no such task.', 800, {
      minimum: 1,
      maximum: 1_000_000,
    }),
    model: requiredText('The model that does it: `name`, or `channel/name`.'),
  },
  { description: 'One kind of task.' },
)

const remoteMediaSchema = Type.Object(
  {
    enabled: flag(
      'Fetches an image or document that a request gives by URL, when the upstream it is translated for does not fetch it itself. Only by https, never from a private address, no redirects.',
      false,
    ),
    max_bytes: whole(
      'Size of one file; all files of a request together may be four times as large.',
      20_971_520,
      { minimum: 1, maximum: 134_217_728 },
    ),
    timeout_seconds: whole('Time for one file.', 20, { minimum: 1, maximum: 600 }),
  },
  { description: 'Files that a request only points to.' },
)

const securityMonitorSchema = later(
  Type.Object(
    {
      blacklist: Type.Object(
        {
          enabled: flag('Switches the list on.', false),
          block_message: text('What a caller that is turned away reads.', 'Access denied'),
        },
        { description: 'Addresses that are turned away.' },
      ),
      whitelist: Type.Object(
        {
          enabled: flag('Switches the list on.', false),
          whitelist_priority: flag(
            'A listed address is let in even when the other list names it.',
            true,
          ),
        },
        { description: 'The only addresses that are let in.' },
      ),
    },
    { description: 'Address lists.' },
  ),
)

const debugLoggingSchema = later(
  Type.Object(
    {
      enabled: flag('Writes what passes to files.', false),
      output_dir: text('Folder of those files; empty: `debug_logs` in the data folder.'),
      log_google_outbound_headers: flag('Includes the headers sent to Google.', false),
    },
    { description: 'Recording of traffic for a fault search.' },
  ),
)

const experimentalSchema = later(
  Type.Object(
    {
      enable_signature_cache: flag(
        'Keeps thinking signatures between the turns of a conversation.',
        true,
      ),
      enable_tool_loop_recovery: flag(
        'Mends a conversation whose tool results lack their thinking.',
        true,
      ),
      enable_cross_model_checks: flag('Drops signatures that another model made.', true),
      context_compression_threshold_l1: fraction(
        'Share of the context at which first compression begins.',
        0.4,
        { minimum: 0, maximum: 1 },
      ),
      context_compression_threshold_l2: fraction(
        'Share of the context at which stronger compression begins.',
        0.55,
        { minimum: 0, maximum: 1 },
      ),
      context_compression_threshold_l3: fraction(
        'Share of the context at which the strongest compression begins.',
        0.7,
        { minimum: 0, maximum: 1 },
      ),
    },
    { description: 'Care of long conversations.' },
  ),
)

const thinkingBudgetSchema = later(
  Type.Object(
    {
      mode: choice(
        'Who decides how much a model may think.',
        ['auto', 'passthrough', 'custom'],
        'auto',
      ),
      custom_value: whole('Tokens, with `mode = "custom"`.', 24_576, {
        minimum: 0,
        maximum: 1_048_576,
      }),
    },
    { description: 'Thinking of translated requests.' },
  ),
)

const googleSchema = later(
  Type.Object(
    {
      mode: choice(
        'Which face of Google is called.',
        ['codeassist_compat', 'public_google'],
        'public_google',
      ),
      headers: Type.Object(
        {
          send_host_header: flag('States the host of the address, as every client does.', true),
          send_x_goog_api_client: flag('Sends `x-goog-api-client`.', false),
          x_goog_api_client: text('The value of it; empty: our own product name.'),
          send_x_goog_api_client_on_cloudcode: flag('Sends it to Code Assist as well.', false),
        },
        { description: 'Headers sent to Google.' },
      ),
      identity_metadata: Type.Object(
        {
          ide_type: text('As the operator states it; empty: unspecified.'),
          platform: text('As the operator states it; empty: unspecified.'),
          plugin_type: text('As the operator states it; empty: unspecified.'),
        },
        { description: 'What a login says of the program.' },
      ),
      userinfo_endpoint: choice(
        'Where an account asks who it is.',
        ['oauth2_v2', 'openidconnect_v1', 'dual_fallback'],
        'oauth2_v2',
      ),
    },
    { description: 'Google accounts.' },
  ),
)

const upstreamProxySchema = Type.Object(
  {
    enabled: flag('Switches it on.', false),
    url: text('Address of the proxy, `http://`, `https://` or `socks5://`.', '', {
      holds: 'proxy-url',
    }),
  },
  { description: 'The proxy of every account that has none of its own.' },
)

export const proxySchema = Type.Object(
  {
    api_key: secret(
      'The key clients present. When it is empty, one is made at the first start, shown once, and only its hash is kept.',
    ),
    auth_mode: choice(
      'When a key is needed. `auto`: `strict` when other machines can reach us, else `off`.',
      ['strict', 'all_except_health', 'off', 'auto'],
      'strict',
    ),
    force_auth_off: flag('Allows `auth_mode = "off"` although other machines can reach us.', false),
    allow_lan_access: flag('Listens on every address of the machine.', false),
    request_timeout: whole(
      'Seconds from dispatch to the first event. A stream has no limit in total.',
      120,
      { minimum: 1, maximum: 600 },
    ),
    first_event_timeout: whole(
      'Seconds one attempt may be silent before its first event, and may take to the whole of an answer that is not streamed.',
      60,
      {
        minimum: 1,
        maximum: 600,
      },
    ),
    stream_idle_timeout: whole('Seconds between two events of an upstream.', 120, {
      minimum: 1,
      maximum: 3600,
    }),
    persist_session_bindings: flag(
      'Keeps sessions bound to their accounts across a restart.',
      true,
    ),
    default_channel: text(
      'The channel of a model that no channel lists; empty: such a model is not found.',
    ),
    mapping_preset: later(
      choice('A table of model names that ships with the program.', ['', 'gephyr'], ''),
    ),
    custom_mapping: table(
      'Model names clients use, and what they mean: `name`, or `channel/name`. `*` stands for any characters.',
    ),
    model_suffixes: flag(
      'A model name that no channel knows may end in `-max`, `-high`, `-medium`, `-low` or `-minimal` (how much to think) and `-search` (search the web).',
      false,
    ),
    thought_wrapper_tags: texts(
      'Two texts, before and after: thoughts of a model are shown as text between them.',
    ),
    background_tasks: list(
      "An agent's own small tasks (titles, summaries) that another model is to do.",
      backgroundTaskSchema,
    ),
    remote_media: remoteMediaSchema,
    scheduling: schedulingSchema,
    compliance: complianceSchema,
    proxy_pool: proxyPoolSchema,
    upstream_proxy: upstreamProxySchema,
    cors: corsSchema,
    trusted_proxies: later(
      texts('Addresses or ranges whose forwarding headers are believed.', [], {
        holds: 'address-range',
      }),
    ),
    enable_logging: fixed(flag('Writes a record of every request.', true)),
    debug_logging: debugLoggingSchema,
    security_monitor: securityMonitorSchema,
    preferred_account_id: text(
      'The account (`channel/credential`) that is used whenever it can serve, whatever the mode says; empty: none.',
    ),
    thinking_budget: thinkingBudgetSchema,
    experimental: experimentalSchema,
    google: googleSchema,
  },
  { description: 'What clients meet, and how accounts are chosen.' },
)
