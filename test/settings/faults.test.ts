import { describe, expect, test } from 'bun:test'
import { faultsOf, openai } from './resolved.ts'

const custom = {
  id: 'mine',
  settings: { base_url: 'https://llm.example', protocol: 'anthropic' },
  credentials: [{ secret: 'k' }],
}

describe('an unknown key', () => {
  test('is refused with its path and the nearest known key', () => {
    expect(faultsOf({ proxy: { shceduling: { mode: 'balance' } } })).toEqual([
      { path: 'proxy.shceduling', message: 'is no known setting', near: 'proxy.scheduling' },
    ])
  })

  test('that is known elsewhere is told where', () => {
    expect(faultsOf({ request_timeout: 30 })).toEqual([
      { path: 'request_timeout', message: 'is no known setting', near: 'proxy.request_timeout' },
    ])
  })

  test('like nothing known is refused without a guess', () => {
    expect(faultsOf({ channels: [{ ...openai, 'wholly other': 1 }] })).toEqual([
      { path: 'channels[0]["wholly other"]', message: 'is no known setting' },
    ])
  })

  test('named after something every object has is unknown like any other', () => {
    expect(faultsOf(JSON.parse('{"constructor": 1, "__proto__": {"port": 1}}'))).toMatchObject([
      { path: 'constructor', message: 'is no known setting' },
      { path: '__proto__', message: 'is no known setting' },
    ])
  })
})

describe('a value of the wrong kind', () => {
  test.each([
    [
      { global: { port: 70_000 } },
      'global.port',
      'must be a whole number from 0 to 65535',
      '70000',
    ],
    [{ global: { port: 'x' } }, 'global.port', 'must be a whole number from 0 to 65535', '"x"'],
    [{ global: { port: 1.5 } }, 'global.port', 'must be a whole number from 0 to 65535', '1.5'],
    [
      { proxy: { allow_lan_access: 'yes' } },
      'proxy.allow_lan_access',
      'must be true or false',
      '"yes"',
    ],
    [{ proxy: 7 }, 'proxy', 'must be a table', '7'],
    [{ channels: {} }, 'channels', 'must be a list', 'a table'],
    [
      { runtime: { isolation: 'none' } },
      'runtime.isolation',
      'must be one of `shared`, `thread`',
      '"none"',
    ],
    [[], '', 'must be a table', 'a list'],
  ])('%j is refused', (tree, path, message, got) => {
    expect(faultsOf(tree)).toEqual([{ path, message, got }])
  })

  test('is not shown when the place is one of a secret', () => {
    expect(faultsOf({ proxy: { api_key: 12_345 } })).toEqual([
      { path: 'proxy.api_key', message: 'must be a text' },
    ])
  })

  test.each([
    { channels: [{ id: 'openai', credentials: ['canary'] }] },
    { channels: [{ id: 'openai', credentials: 'canary' }] },
    { channels: ['canary'] },
    { proxy: { upstream_proxy: { auth: 'me:canary' } } },
  ])('is not shown when it is a text in place of what holds a secret: %j', (tree) => {
    expect(JSON.stringify(faultsOf(tree))).not.toContain('canary')
  })
})

describe('an address', () => {
  const base = 'channels[0].settings.base_url'
  test.each([
    ['llm.example', 'is no URL'],
    ['ftp://llm.example', 'must begin with `http://` or `https://`'],
    ['https://me:pw@llm.example', 'must not hold a user or a password: a URL is shown in logs'],
    ['https://llm.example/#x', 'must not hold a fragment'],
    ['https://llm.example/?key=1', 'must not hold a query'],
  ])('of an upstream like %s is refused', (base_url, message) => {
    const tree = { channels: [{ ...custom, settings: { ...custom.settings, base_url } }] }
    expect(faultsOf(tree)).toContainEqual(expect.objectContaining({ path: base, message }))
  })

  test.each([
    ['socks4://127.0.0.1:1080', /^is of a kind that is not known: `socks5:/],
    ['socks5://127.0.0.1:1080/path', /must end after the port/],
    ['socks5h://me:pw@127.0.0.1:1080', /belong in `auth`/],
    ['http://me:pw@127.0.0.1:3128', /belong in `auth`/],
    ['http://127.0.0.1:3128/path', /must end after the port/],
  ])('of a proxy like %s is refused', (url, message) => {
    const tree = { proxy: { proxy_pool: { proxies: [{ id: 'p', url }] } } }
    const path = 'proxy.proxy_pool.proxies[0].url'
    expect(faultsOf(tree)).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    )
  })

  test('with a password in it is never shown', () => {
    const tree = { proxy: { upstream_proxy: { url: 'http://me:canary@h:1' } } }
    expect(JSON.stringify(faultsOf(tree))).not.toContain('canary')
  })

  test.each(['10.0.0.0/33', 'localhost', '::1/129', '10.0.0.1/8/8'])(
    'range like %s is refused',
    (range) => {
      expect(faultsOf({ proxy: { trusted_proxies: [range] } })).toMatchObject([
        { path: 'proxy.trusted_proxies[0]' },
      ])
    },
  )

  test.each(['*', 'https://a.example/x', 'a.example'])('origin like %s is refused', (origin) => {
    expect(faultsOf({ proxy: { cors: { allowed_origins: [origin] } } })).toMatchObject([
      { path: 'proxy.cors.allowed_origins[0]' },
    ])
  })
})

describe('a channel', () => {
  test('of a name of its own needs an address and a protocol', () => {
    expect(faultsOf({ channels: [{ id: 'opena', credentials: [] }] })).toEqual([
      {
        path: 'channels[0].settings.base_url',
        message: 'is required: `opena` is no built-in channel',
        near: 'openai',
      },
      {
        path: 'channels[0].settings.protocol',
        message: 'is required: `opena` is no built-in channel',
      },
    ])
  })

  test('without a name is refused', () => {
    expect(faultsOf({ channels: [{}] })).toEqual([
      { path: 'channels[0].id', message: 'is required' },
    ])
  })

  test('that is named twice is refused', () => {
    expect(faultsOf({ channels: [openai, openai] })).toMatchObject([
      { path: 'channels[1].id', got: 'openai' },
    ])
  })

  test.each(['v1', 'a b', 'a/b', 'api'])('cannot be called %s', (id) => {
    expect(faultsOf({ channels: [{ ...custom, id }] })).toMatchObject([{ path: 'channels[0].id' }])
  })

  test('named as the default must exist and be on', () => {
    const tree = { proxy: { default_channel: 'openia' }, channels: [openai] }
    expect(faultsOf(tree)).toMatchObject([{ path: 'proxy.default_channel', near: 'openai' }])
  })
})

describe('a credential', () => {
  const withCredentials = (...credentials: readonly unknown[]) => ({
    channels: [{ id: 'openai', credentials }],
  })

  test('needs a secret while it is on', () => {
    const tree = withCredentials({ id: 'a' }, { id: 'b', enabled: false })
    expect(faultsOf(tree)).toEqual([
      { path: 'channels[0].credentials[0].secret', message: 'is required' },
    ])
  })

  test('that takes a name which a position gave already is refused', () => {
    expect(faultsOf(withCredentials({ secret: 'a' }, { id: 1, secret: 'b' }))).toMatchObject([
      { path: 'channels[0].credentials[1].id', got: '1' },
    ])
  })

  test.each(['a/b', 'a b'])('cannot be called %s', (id) => {
    expect(faultsOf(withCredentials({ id, secret: 'a' }))).toMatchObject([
      { path: 'channels[0].credentials[0].id', got: id },
    ])
  })

  test('with a line break in its key is refused, unseen', () => {
    expect(faultsOf(withCredentials({ secret: 'sk\nx' }))).toEqual([
      {
        path: 'channels[0].credentials[0].secret',
        message: 'holds a space, a line break or a letter beyond ASCII: no API key does',
      },
    ])
  })

  test('that is a key and a login at once is refused', () => {
    expect(faultsOf(withCredentials({ secret: 'a', builtin: { Codex: {} } }))).toMatchObject([
      { path: 'channels[0].credentials[0].builtin' },
    ])
  })

  test('in the form of gproxy is checked under the name it was written with', () => {
    const tree = withCredentials({ builtin: { OpenAi: { api_key: 5, apikey: 'x' } } })
    expect(faultsOf(tree)).toEqual([
      {
        path: 'channels[0].credentials[0].builtin.OpenAi.apikey',
        message: 'is no known setting',
        near: 'channels[0].credentials[0].builtin.OpenAi.api_key',
      },
      {
        path: 'channels[0].credentials[0].builtin.OpenAi.api_key',
        message: 'must be a text',
      },
      { path: 'channels[0].credentials[0].secret', message: 'is required' },
    ])
  })
})

test.each([`v3:${'A'.repeat(44)}`, 'enc:v1:nonce:text'])(
  'a secret that another program sealed is refused',
  (api_key) => {
    expect(faultsOf({ proxy: { api_key } })).toMatchObject([{ path: 'proxy.api_key' }])
  },
)

test('one thing said twice and differently is refused', () => {
  expect(faultsOf({ global: { port: 1 }, proxy: { port: 2 } })).toEqual([
    { path: 'proxy.port', message: 'says something else than `global.port`' },
  ])
})

test('a database that is not SQLite is refused', () => {
  expect(faultsOf({ global: { dsn: 'postgres://db/switchyard' } })).toMatchObject([
    { path: 'global.dsn' },
  ])
})

test('all faults are reported together', () => {
  const tree = {
    global: { prot: 1, port: -1 },
    proxy: { auth_mode: 'sometimes' },
    channels: [{ id: 'mine' }],
  }
  expect(faultsOf(tree).map(({ path }) => path)).toEqual([
    'global.prot',
    'global.port',
    'proxy.auth_mode',
    'channels[0].settings.base_url',
    'channels[0].settings.protocol',
  ])
})

test('a value that is refused is not said to be missing as well', () => {
  const channels = [{ id: 'openai', credentials: [{ id: 'one', secret: 12345 }] }, { id: 7 }]
  expect(faultsOf({ channels }).map(({ path }) => path)).toEqual([
    'channels[0].credentials[0].secret',
    'channels[1].id',
  ])
})
