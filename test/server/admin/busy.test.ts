import { expect, test } from 'bun:test'
import type { Operator } from '../../../src/server/admin/index.ts'
import { startAdmin } from './scripted-operator.ts'

const nobody = async () => undefined

const silent: Partial<Operator> = {
  receipt: nobody,
  accounts: nobody,
  sessions: nobody,
  guardrails: nobody,
  caches: nobody,
  clearBindings: nobody,
  clearRests: nobody,
  proxyPool: nobody,
  checkProxies: nobody,
}

test.each([
  ['GET', '/api/decisions/x'],
  ['GET', '/api/actors'],
  ['GET', '/api/proxy/session-bindings'],
  ['POST', '/api/proxy/session-bindings/clear'],
  ['DELETE', '/api/proxy/rate-limits'],
  ['GET', '/api/proxy/compliance'],
  ['GET', '/api/proxy/cache-affinity'],
  ['GET', '/api/proxy/metrics'],
  ['GET', '/api/proxy/pool/health'],
  ['POST', '/api/proxy/health-check/trigger'],
  ['GET', '/api/proxy/status'],
])('%s %s is a 503 with a wait while nobody answers', async (method, path) => {
  await using admin = startAdmin(silent)
  const { status, headers, body } = await admin.ask(path, { method })
  expect([status, headers.get('retry-after'), body.error.code]).toEqual([503, '1', 'too_busy'])
})

test.each([
  ['/api/actors', ['accounts', 'proxyPool']],
  ['/api/proxy/metrics', ['accounts', 'sessions', 'guardrails', 'proxyPool']],
] as const)('%s needs the word of each: %j', async (path, asked) => {
  for (const one of asked) {
    await using admin = startAdmin({ [one]: nobody })
    expect([one, (await admin.ask(path)).status]).toEqual([one, 503])
  }
})

test('the message of a failed actor shows no secret', async () => {
  const lastFailure = { name: 'Error', message: 'refused sk-canary-0123456789', stack: '' }
  const actor = {
    ref: 'main/x#1',
    path: 'x',
    kind: 'x',
    state: 'running',
    mailboxDepth: 0,
    oldestMessageMs: 0.4,
    restarts: 1,
    lastFailure,
    children: [],
  } as const
  const counters = {
    deadLetters: 1,
    overloaded: 0,
    dropped: 0,
    nodeLost: 0,
    unclonable: 0,
    lateReplies: 0,
  }
  const nodes = async () => [
    { type: 'node-view', node: 'main', actors: [actor], counters } as const,
  ]
  await using admin = startAdmin({ nodes })
  const { body } = await admin.ask('/api/actors')
  expect(body.actors).toMatchObject([
    { node: 'main', path: 'x', restarts: 1, oldest_message_ms: 0 },
  ])
  expect(body.actors[0].last_failure).toBe('Error: refused [redacted]')
  expect(body.nodes).toMatchObject([{ node: 'main', counters: { dead_letters: 1 } }])
})
