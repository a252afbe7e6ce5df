import type { Mode } from '../../src/scheduler/mode/index.ts'

/** What many relays do, here with our limits, waiting and retries: so only the choice differs. */

const plain = {
  bindsSessions: false,
  followsCache: false,
  goesByLatency: false,
  patienceFor: () => 0,
  attracts: () => false,
  outgrows: () => false,
} as const

export const roundRobin: Mode = {
  ...plain,
  name: 'balance',
  draws: 'best',
  compare: (one, other) => one.usedAt - other.usedAt || one.account.localeCompare(other.account),
}

export const leastInFlight: Mode = {
  ...plain,
  name: 'balance',
  draws: 'best',
  compare: (one, other) => one.inFlight - other.inFlight || one.tie - other.tie,
}

export const uniformChance: Mode = {
  ...plain,
  name: 'balance',
  draws: 'one',
  compare: (one, other) => one.tie - other.tie,
}
