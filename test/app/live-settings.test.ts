import { expect, test } from 'bun:test'
import { KindGuard, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ActorRef } from '../../src/actor/index.ts'
import { openAccess } from '../../src/app/access.ts'
import { proxyPoolConfig } from '../../src/app/proxy-pool-config.ts'
import { schedulerArguments } from '../../src/app/scheduler-arguments.ts'
import type { CountRequest } from '../../src/counter/messages.ts'
import type { SchedulerNews } from '../../src/scheduler/messages.ts'
import { frontPolicy } from '../../src/server/policy.ts'
import { annotationsOf } from '../../src/settings/annotations.ts'
import { createGenerations, type Settings } from '../../src/settings/index.ts'
import { isTable } from '../../src/settings/path.ts'
import { settingsSchema } from '../../src/settings/schema.ts'
import { Secret } from '../../src/settings/secret.ts'
import { type SettingKey, settingKeys } from '../../src/settings/setting-keys.ts'
import { settingsOf } from '../settings/resolved.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Says something of every key, and nothing that keeps another from having an effect. */
const everything = settingsOf({
  global: { host: '0.0.0.0', enable_admin_api: true, admin_key: 'sk-administrator' },
  proxy: {
    api_key: 'sk-client',
    auth_mode: 'off',
    force_auth_off: true,
    cors: { mode: 'strict' },
    thought_wrapper_tags: ['<think>', '</think>'],
    background_tasks: [{ phrases: ['a title'], model: 'small' }],
    upstream_proxy: { enabled: true, url: 'http://127.0.0.1:1' },
    proxy_pool: {
      enabled: true,
      proxies: [
        {
          id: 'way',
          url: 'http://127.0.0.1:2',
          auth: { username: 'relay', password: 'secret' },
        },
      ],
      account_bindings: { 'mine/one': 'way' },
    },
  },
  channels: [
    {
      id: 'mine',
      settings: {
        base_url: 'http://127.0.0.1:3',
        protocol: 'openai-chat',
        cache_breakpoints: [{ content_position: 'nth', content_index: 1, index: 1 }],
      },
      credentials: [{ id: 'one', secret: 'sk-one' }],
    },
  ],
})

/** All that goes by settings while the program runs: a part that is told of new ones by `Switchyard.apply`. */
const partsUnder = async (settings: Settings, folder: string) => ({
  scheduler: schedulerArguments(settings, {
    userAgent: '',
    viewer: 'main/nobody' as ActorRef<SchedulerNews>,
    counter: 'main/nobody' as ActorRef<CountRequest>,
    threads: 1,
    isolation: 'shared',
  }),
  proxies: proxyPoolConfig(settings),
  front: frontPolicy(settings, new Map(), '0.0.0.0'),
  access: await openAccess(settings, folder),
})

/** `channels[].id`: the first one's. */
const stepsOf = ({ path }: SettingKey): readonly string[] => path.replaceAll('[]', '.[]').split('.')

const valueAt = (tree: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((value, step) => {
    if (step === '[]') return Array.isArray(value) ? value[0] : undefined
    return isTable(value) ? value[step] : undefined
  }, tree)

const withValueAt = (tree: unknown, steps: readonly string[], value: unknown): unknown => {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (Array.isArray(tree)) return [withValueAt(tree[0], rest, value), ...tree.slice(1)]
  const table = isTable(tree) ? tree : {}
  return { ...table, [step]: withValueAt(table[step], rest, value) }
}

/** Values that a key may have besides the one it has. */
const othersOf = (schema: TSchema, value: unknown): readonly unknown[] => {
  const { words, isSecret } = annotationsOf(schema)
  if (isSecret) return [new Secret('sk-another')]
  if (words.length > 0) return words.filter((word) => word !== value)
  if (KindGuard.IsBoolean(schema)) return [true, false].filter((other) => other !== value)
  if (KindGuard.IsArray(schema)) return othersOf(schema.items, undefined).map((item) => [item])
  if (KindGuard.IsInteger(schema)) return [Number(value ?? schema.minimum ?? 0) + 1]
  if (KindGuard.IsString(schema)) return [`${String(value ?? 'another')}x`]
  return [{ 'mine/two': 'way' }]
}

/** The settings that differ from `everything` in this key alone, once for each other value of it. */
const changesOf = (key: SettingKey): readonly Settings[] => {
  const steps = stepsOf(key)
  return othersOf(key.schema, valueAt(everything, steps)).map((value) => {
    const changed = withValueAt(everything, steps, value)
    if (!Value.Check(settingsSchema, changed)) throw new Error(`${key.path} cannot be ${value}`)
    return changed
  })
}

/** What `Switchyard` asks its settings for when it needs it, and what nobody but people reads. */
const readWhenNeeded: ReadonlySet<string> = new Set([
  'global.shutdown_drain_timeout_secs',
  'proxy.persist_session_bindings',
  'channels[].credentials[].label',
  // The host that is listened on follows from it, and says so itself.
  'proxy.allow_lan_access',
])

const used = settingKeys().filter(({ status }) => status !== 'later')

test('every key that needs no restart reaches a part that goes by it', async () => {
  using folder = temporaryFolder()
  const before = await partsUnder(everything, folder.path)
  const idle: string[] = []
  for (const key of used) {
    if (key.status === 'fixed' || key.isReadAtStart || readWhenNeeded.has(key.path)) continue
    const after = await Promise.all(
      changesOf(key).map((changed) => partsUnder(changed, folder.path)),
    )
    if (after.every((parts) => Bun.deepEquals(parts, before))) idle.push(key.path)
  }
  expect(idle).toEqual([])
})

test('every key that is read at the start is said to need a restart, and no other', () => {
  const isLate = (key: SettingKey): boolean =>
    changesOf(key).every(
      (changed) => createGenerations(everything).apply(changed).requiresRestart.length > 0,
    )
  const late = used.filter(isLate)
  expect(late.map(({ path }) => path)).toEqual(
    used.filter(({ isReadAtStart }) => isReadAtStart).map(({ path }) => path),
  )
})
