import type { KeptState, StateChanged } from '../../../src/scheduler/keeping/kept-state.ts'
import {
  openSchedulerWorld,
  type SchedulerWorld,
  type SchedulerWorldOptions,
} from '../../support/scheduler-world.ts'
import { servedInTurn } from '../../support/served-in-turn.ts'

export const names = ['a', 'b', 'c', 'd']

export const openWorld = async (options: SchedulerWorldOptions = {}) => {
  const world = await openSchedulerWorld({ accounts: names, ...options })
  const served = servedInTurn(world)
  return { world, ask: (session: string) => served({ session }) }
}

/** Everything that a world told to be kept, as a store would have it: the latest of each. */
export const keptBy = async (world: SchedulerWorld): Promise<KeptState> => {
  await world.settle()
  const rest = await world.handOver()
  const told: readonly StateChanged[] = rest === undefined ? world.kept : [...world.kept, rest]
  const latest = <Kept>(
    of: (state: StateChanged) => readonly Kept[],
    key: (kept: Kept) => string,
  ) => Array.from(new Map(told.flatMap(of).map((kept) => [key(kept), kept])).values())
  return {
    bindings: latest(
      (state) => state.bindings,
      ({ session }) => session,
    ).filter(({ account }) => account !== ''),
    owners: latest(
      (state) => state.owners,
      ({ id }) => id,
    ),
    unkept: latest(
      (state) => state.unkept,
      ({ id }) => id,
    ),
    accounts: latest(
      (state) => state.accounts,
      ({ account }) => account,
    ),
  }
}
