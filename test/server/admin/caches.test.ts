import { expect, test } from 'bun:test'
import { startAdmin } from './scripted-operator.ts'

const counts = {
  answers: 3,
  hits: 1,
  misses: 1,
  unexpectedReads: 0,
  unreported: 0,
  expectedTokens: 1_999.6,
  readTokens: 800,
  writtenTokens: 100,
  inputTokens: 2_100,
}

const written = {
  answers: 3,
  hits: 1,
  misses: 1,
  unexpected_reads: 0,
  unreported: 0,
  expected_tokens: 2_000,
  read_tokens: 800,
  written_tokens: 100,
  input_tokens: 2_100,
  read_share: 0.267,
}

test('what upstreams read from their caches is told by channel, and by account and model', async () => {
  await using admin = startAdmin({
    caches: async () => ({
      type: 'caches-viewed',
      since: 1_790_000_000_400,
      beginnings: 2,
      channels: [{ channel: 'openai', mode: 'cache_first', counts }],
      rows: [{ account: 'openai/a', channel: 'openai', model: 'm', trust: 0.7684, counts }],
    }),
  })
  expect((await admin.ask('/api/proxy/cache-affinity')).body).toEqual({
    since_unix: 1_790_000_000,
    remembered_beginnings: 2,
    channels: [{ channel: 'openai', mode: 'cache_first', ...written }],
    accounts: [{ account_id: 'openai/a', channel: 'openai', model: 'm', trust: 0.768, ...written }],
  })
})

test('a cache of which nothing was told has a share of none', async () => {
  const nothing = { ...counts, readTokens: 0, writtenTokens: 0, inputTokens: 0 }
  await using admin = startAdmin({
    caches: async () => ({
      type: 'caches-viewed',
      since: 0,
      beginnings: 0,
      channels: [{ channel: 'openai', mode: 'balance', counts: nothing }],
      rows: [],
    }),
  })
  const { body } = await admin.ask('/api/proxy/cache-affinity')
  expect(body.channels).toMatchObject([{ read_tokens: 0, read_share: 0 }])
})
