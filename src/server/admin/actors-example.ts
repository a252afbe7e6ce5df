/** What the documentation shows of `GET /api/actors`. */
export const actorsExample = {
  timestamp_ms: 1_790_000_000_000,
  scheduler: {
    accounts: 1,
    in_flight: 1,
    waiting: 0,
    oldest_wait_ms: 0,
    waiting_by_urgency: { high: 0, normal: 0, low: 0 },
    channels: [{ id: 'team', mode: 'balance', waiting: 0, oldest_wait_ms: 0 }],
  },
  accounts: [
    {
      id: 'team/one',
      channel: 'team',
      is_up: true,
      is_retired: false,
      state: 'ready',
      reason: '',
      in_flight: 1,
      slots: 4,
      waiting: 0,
      oldest_wait_ms: 0,
      sessions: 3,
      idle_ms: 850,
      health: 1,
      tier: '',
      cooldowns: [{ model: 'large', cause: 'rate_limited', remaining_ms: 12_000 }],
      quotas: [{ model: '', left: 0.82, resets_in_ms: 40_000 }],
      ramps: [{ model: 'large', slots: 1 }],
      timetable: [
        {
          job: 'models',
          next_in_ms: 1_800_000,
          running_for_ms: null,
          last_result: 'ok',
          runs: 3,
          failures: 0,
        },
      ],
      egress: 'proxy',
      proxy: 'frankfurt',
      egress_problem: '',
      events: [
        { timestamp_ms: 1_789_999_990_000, event: 'account-resting', reason: 'rate_limited' },
      ],
    },
  ],
  nodes: [
    {
      node: 'main',
      counters: {
        dead_letters: 0,
        overloaded: 0,
        dropped: 0,
        node_lost: 0,
        unclonable: 0,
        late_replies: 0,
      },
    },
  ],
  actors: [
    {
      node: 'main',
      path: 'scheduler',
      kind: 'scheduler',
      state: 'running',
      mailbox_depth: 0,
      oldest_message_ms: 0,
      restarts: 0,
      last_failure: null,
    },
  ],
}
