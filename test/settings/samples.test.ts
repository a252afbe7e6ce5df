import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { describe as describeSettings } from '../../src/settings/describe.ts'
import { parseFile } from '../../src/settings/parse-file.ts'
import { resolveTree, settingsOf, warningsOf } from './resolved.ts'

const samples = join(import.meta.dir, 'samples')

const treeOf = async (name: string): Promise<unknown> => {
  const parsed = parseFile(name, await Bun.file(join(samples, name)).text())
  if (parsed.type === 'refused') throw new Error(parsed.fault.message)
  return parsed.tree
}

const keys = {
  API_KEY: 'key-for-clients',
  EGRESS_PASSWORD: 'egress',
  OPENAI_KEY_1: 'sk-openai',
  CUSTOM_KEY: 'sk-custom',
  VERTEX_KEY: 'pem',
  GOOGLE_OAUTH_CLIENT_ID: 'client',
  GOOGLE_OAUTH_CLIENT_SECRET: 'client-secret',
}

const described = (tree: unknown) => {
  const resolution = resolveTree(tree, keys)
  if (resolution.type === 'refused') throw new Error(JSON.stringify(resolution.faults))
  return [...describeSettings(resolution.settings, resolution.originOf)]
}

test('the example loads with every value where it says', async () => {
  const settings = settingsOf(await treeOf('example.toml'), keys)
  expect({
    key: settings.proxy.api_key.reveal(),
    dsn: settings.global.dsn,
    mapping: settings.proxy.custom_mapping,
    accounts: settings.channels.map(({ id, credentials }) => [
      id,
      ...credentials.map((credential) => `${credential.id}=${credential.secret.reveal()}`),
    ]),
  }).toEqual({
    key: 'key-for-clients',
    dsn: 'sqlite:///somewhere/.switchyard/switchyard.db',
    mapping: { 'gpt-4*': 'aistudio/gemini-2.5-flash' },
    accounts: [
      ['openai', 'team-1=sk-openai'],
      ['mycustom', '1=sk-custom'],
      ['vertex', '1='],
      ['geminicli'],
    ],
  })
})

test.each(['json', 'yaml', 'yml'])('the example means the same as .%s', async (ending) => {
  const tree = await treeOf('example.toml')
  const text = ending === 'json' ? JSON.stringify(tree) : Bun.YAML.stringify(tree)
  const parsed = parseFile(`config.${ending}`, text)
  expect(parsed).toEqual({ type: 'parsed', tree })
  expect(parsed.type === 'parsed' && described(parsed.tree)).toEqual(described(tree))
})

test('a config.json of gephyr loads unchanged', async () => {
  const settings = settingsOf(await treeOf('gephyr.json'))
  expect({
    port: settings.global.port,
    key: settings.proxy.api_key.reveal(),
    mode: settings.proxy.scheduling.mode,
    auth: settings.proxy.auth_mode,
    wait: settings.proxy.scheduling.max_wait_seconds,
    proxy: settings.proxy.proxy_pool.proxies[0]?.url,
  }).toEqual({
    port: 8145,
    key: 'sk-00112233445566778899aabbccddeeff',
    mode: 'cache_first',
    auth: 'all_except_health',
    wait: 45,
    proxy: 'http://10.0.0.1:3128',
  })
})

test("what gephyr had and Switchyard has not is named in gephyr's words", async () => {
  const warnings = warningsOf(await treeOf('gephyr.json'))
  expect(warnings).toEqual(
    expect.arrayContaining([
      'proxy.zai: is no longer a setting: use the channel `zai`',
      'proxy.experimental.enable_usage_scaling: is no longer a setting: usage is reported as it was',
      'pinned_quota_models: has no effect in this version',
      'proxy.proxy_pool.account_bindings["0d6d7c6e-0000-4000-8000-000000000000"]: binds nothing: accounts are named `channel/credential`',
    ]),
  )
})

test('a gproxy.toml loads unchanged', async () => {
  const settings = settingsOf(await treeOf('gproxy.toml'))
  expect({
    host: settings.global.host,
    folder: settings.global.data_dir,
    admin: settings.global.admin_key.reveal(),
    proxy: settings.proxy.upstream_proxy,
    protocol: settings.channels[2]?.settings.protocol,
    accounts: settings.channels.flatMap(({ id, credentials }) =>
      credentials.map((credential) => `${id}/${credential.id} ${credential.secret.reveal()}`),
    ),
  }).toEqual({
    host: '0.0.0.0',
    folder: '/elsewhere/data',
    admin: 'admin-0123456789abcdef',
    proxy: { enabled: true, url: 'http://127.0.0.1:7890' },
    protocol: 'openai-chat',
    accounts: [
      'openai/7 sk-openai-one',
      'openai/2 sk-openai-two',
      'anthropic/1 sk-ant',
      'mycustom/1 custom-key',
    ],
  })
})
