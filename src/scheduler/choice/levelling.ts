import type { Random } from '../../actor/index.ts'
import type { Mode } from '../mode/index.ts'
import type { OpenShelf } from '../tree/open-shelf.ts'
import type { Excluded } from '../tree/tournament.ts'

/** Once so many have spent their quota, the others are likely to: they are of few plans, and quotas of a plan are alike. */
const MANY = 0.1
/** Enough to find one that was asked for little, and few enough to find another one each time. */
const DRAWS = 16

/** Whether the mode uses evenly, by now, what is left of the accounts' quotas. */
export const isLevelling = (shelves: readonly OpenShelf[], { compareForQuota }: Mode): boolean =>
  compareForQuota !== undefined && isRunningOut(shelves)

/** Whether so many accounts have spent their quota that what the others have left is to be used evenly. */
const isRunningOut = (shelves: readonly OpenShelf[]): boolean => {
  let [spent, all] = [0, 0]
  for (const { shelf } of shelves) {
    spent += shelf.tree.spentQuotas
    all += shelf.tree.size
  }
  return spent > MANY * all
}

/** The positions of some that are ready and as urgent as the best one, by chance; of nobody else than the best one, where all of them are passed over. */
export const drawMany = (
  { shelf: { tree } }: OpenShelf,
  excluded: Excluded,
  random: Random,
): readonly number[] => {
  const found = new Set<number>()
  for (let draws = 0; draws < DRAWS; draws += 1) {
    const position = tree.draw(random.next())
    if (position !== undefined && !excluded(position)) found.add(position)
  }
  if (found.size > 0) return Array.from(found)
  const best = tree.best(excluded)
  return best === undefined ? [] : [best]
}
