import type { Simulation } from '../../src/actor/index.ts'
import { modes, type Mode } from '../../src/scheduler/mode/index.ts'
import { leastInFlight, roundRobin, uniformChance } from './naive-modes.ts'
import { openOurs } from './ours.ts'
import type { PeerWorld } from './peers/attempt.ts'
import { openGephyr, type GephyrMode } from './peers/gephyr.ts'
import { openGproxy, type PickMode } from './peers/gproxy.ts'
import type { Relay } from './request.ts'

export type World = PeerWorld & { readonly simulation: Simulation }

export type Policy = {
  readonly name: string
  /** - `configured`: ours, by somebody's own settings: nothing is claimed of those */
  readonly family: 'ours' | 'configured' | 'naive' | 'peer'
  /** For how long it lets a request wait, as far as it makes that a rule. */
  readonly maxWaitMs: number
  /** The configuration file that it is made from. */
  readonly config?: string
  open(world: World): Promise<Relay> | Relay
}

const MAX_WAIT_MS = 60_000

const withMode = (name: string, family: Policy['family'], mode: Mode): Policy => ({
  name,
  family,
  maxWaitMs: MAX_WAIT_MS,
  open: (world) => openOurs({ ...world, mode, rules: { maxWaitMs: MAX_WAIT_MS } }),
})

const gephyr = (mode: GephyrMode): Policy => ({
  name: `gephyr ${mode}`,
  family: 'peer',
  maxWaitMs: MAX_WAIT_MS,
  open: (world) => openGephyr(world, mode),
})

const gproxy = (mode: PickMode): Policy => ({
  name: `gproxy ${mode}`,
  family: 'peer',
  maxWaitMs: 0,
  open: (world) => openGproxy(world, mode),
})

/** Ours; what many do, with our limits and waiting; and two relays as their documentation describes them. */
export const policies: readonly Policy[] = [
  withMode('cache_first', 'ours', modes.cache_first),
  withMode('balance', 'ours', modes.balance),
  withMode('performance_first', 'ours', modes.performance_first),
  withMode('round robin', 'naive', roundRobin),
  withMode('random', 'naive', uniformChance),
  withMode('least in flight', 'naive', leastInFlight),
  gephyr('balance'),
  gephyr('cache_first'),
  gephyr('performance_first'),
  gproxy('sticky_no_cache'),
  gproxy('round_robin_with_cache'),
  gproxy('round_robin_no_cache'),
]
