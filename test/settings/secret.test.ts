import { expect, test } from 'bun:test'
import { format } from 'node:util'
import { describe as describeSettings } from '../../src/settings/describe.ts'
import { createGenerations } from '../../src/settings/generation.ts'
import { Secret } from '../../src/settings/secret.ts'
import { resolveTree } from './resolved.ts'

const canary = 'canary-0123456789abcdef'

const tree = {
  global: { admin_key: `${canary}1` },
  proxy: {
    api_key: `${canary}2`,
    proxy_pool: {
      proxies: [{ id: 'p', url: 'http://h:1', auth: { username: 'u', password: `${canary}3` } }],
    },
  },
  channels: [
    { id: 'openai', credentials: [{ secret: `${canary}4` }] },
    { id: 'vertex', credentials: [{ builtin: { Vertex: { private_key: `${canary}5` } } }] },
  ],
}

const everyRendering = (value: unknown): readonly string[] => [
  JSON.stringify(value),
  Bun.inspect(value, { depth: 20 }),
  format('%s %o %O %j', value, value, value, value),
  Bun.YAML.stringify(value),
  `${String(value)}`,
]

test('no rendering of the settings holds a secret', () => {
  const resolution = resolveTree(tree)
  if (resolution.type === 'refused') throw new Error('refused')
  const { settings, originOf } = resolution
  const rendered = [
    ...everyRendering(settings),
    ...everyRendering(createGenerations(settings).current()),
    ...everyRendering([...describeSettings(settings, originOf)]),
    ...everyRendering(resolution.warnings),
  ].join('\n')
  expect(rendered).not.toContain('canary')
  expect(rendered).toContain('***')
})

test('no fault holds a secret, wherever it stood', () => {
  const misplaced = {
    apikey: canary,
    proxy: { api_key: { value: canary } },
    channels: [{ id: 'openai', credentials: [{ key: canary, secret: [canary] }] }],
  }
  expect(JSON.stringify(resolveTree(misplaced))).not.toContain('canary')
})

test('a secret in a text or a number is its mask', () => {
  const secret = new Secret(canary)
  const texts = [`${secret}`, secret + '', Bun.inspect(secret), JSON.stringify({ secret })]
  expect([Number(secret), ...texts]).toEqual([
    Number.NaN,
    secret.mask,
    secret.mask,
    secret.mask,
    `{"secret":"${secret.mask}"}`,
  ])
})

test('a copy of a secret holds nothing', () => {
  expect(JSON.stringify(structuredClone({ secret: new Secret(canary) }))).not.toContain('canary')
  expect(Object.entries(new Secret(canary))).toEqual([])
})

test('two long secrets can be told apart, of a short one nothing is shown', () => {
  expect(new Secret(`${canary}1`).mask).not.toBe(new Secret(`${canary}2`).mask)
  expect(new Secret('short').mask).toBe('***')
  expect(new Secret('').mask).toBe('')
})

test('white space around a secret is not part of it', () => {
  const resolution = resolveTree({ proxy: { api_key: ' k\n' } })
  expect(resolution.type === 'loaded' && resolution.settings.proxy.api_key.reveal()).toBe('k')
})
