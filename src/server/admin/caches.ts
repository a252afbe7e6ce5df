import type { CacheCounts, CachesViewed } from '../../scheduler/messages.ts'
import { answered } from './busy.ts'
import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import type { AdminRoute } from './route.ts'

const counts: CacheCounts = {
  answers: 12,
  hits: 9,
  misses: 1,
  unexpectedReads: 0,
  unreported: 0,
  expectedTokens: 90_000,
  readTokens: 84_000,
  writtenTokens: 0,
  inputTokens: 16_000,
}

export const cacheRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/cache-affinity',
    id: 'getCacheAffinity',
    summary: 'What upstreams read from their caches, against what was expected',
    description:
      'Since the start, by channel, and by account and model (the latest 10,000 pairs, the one used last first). `hits` and `misses`: something was expected in the cache, and something or nothing was read; `unexpected_reads`: read although nothing was expected; `unreported`: expected, and the answer did not say. `read_share`: of all tokens of the prompts. `trust`: how much of what is expected there is believed, 0 to 1. Where the mode does not follow caches nothing is expected.',
    shown: shownBy({
      since_unix: 1_790_000_000,
      remembered_beginnings: 512,
      channels: [{ channel: 'team', mode: 'cache_first', ...written(counts) }],
      accounts: [
        {
          account_id: 'team/one',
          channel: 'team',
          model: 'large',
          trust: 0.95,
          ...written(counts),
        },
      ],
    }),
    answer: async () => answered(await operator.caches(), write),
  },
]

const write = ({ since, beginnings, channels, rows }: CachesViewed) => ({
  since_unix: Math.floor(since / 1000),
  remembered_beginnings: beginnings,
  channels: channels.map(({ channel, mode, counts: seen }) => ({
    channel,
    mode,
    ...written(seen),
  })),
  accounts: rows.map(({ account, channel, model, trust, counts: seen }) => ({
    account_id: account,
    channel,
    model,
    trust: rounded(trust),
    ...written(seen),
  })),
})

const written = (seen: CacheCounts) => {
  const tokens = seen.readTokens + seen.writtenTokens + seen.inputTokens
  return {
    answers: seen.answers,
    hits: seen.hits,
    misses: seen.misses,
    unexpected_reads: seen.unexpectedReads,
    unreported: seen.unreported,
    expected_tokens: Math.round(seen.expectedTokens),
    read_tokens: seen.readTokens,
    written_tokens: seen.writtenTokens,
    input_tokens: seen.inputTokens,
    read_share: tokens === 0 ? 0 : rounded(seen.readTokens / tokens),
  }
}

const rounded = (share: number): number => Math.round(share * 1000) / 1000
