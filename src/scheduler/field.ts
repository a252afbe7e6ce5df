import type { Random } from '../actor/index.ts'
import type { Field } from './decide.ts'
import type { Leaf } from './leaf.ts'
import type { Mode } from './mode/index.ts'
import type { Shelf } from './shelf.ts'
import type { Excluded } from './tournament.ts'

/** A shelf, and whom of it one request must not be given to. */
export type OpenShelf = {
  readonly shelf: Shelf
  readonly channel: string
  readonly model: string
  readonly isTranslated: boolean
  /** They have had this request, as often as may be. */
  readonly spent: ReadonlySet<string>
  readonly isSpent: Excluded
  /** Has had this request. */
  readonly isTried: Excluded
}

/** Everybody of these shelves. What passes untouched loses nothing on its way, so translation is for when nobody else can. */
export const fieldOf = (shelves: readonly OpenShelf[], now: number): Field => {
  const soonest = Math.min(...shelves.map(({ shelf, isSpent }) => shelf.tree.soonest(isSpent)))
  return {
    order: (mode, random, most) => orderOf(shelves, { mode, random, most }),
    restMs: Number.isFinite(soonest) ? Math.max(0, soonest - now) : undefined,
    isBusy: shelves.some(hasFull),
  }
}

const hasFull = ({ shelf, spent }: OpenShelf): boolean => {
  let full = shelf.tree.tally.full
  for (const account of spent) if (shelf.leafOf(account)?.readiness.type === 'full') full -= 1
  return full > 0
}

const orderOf = (shelves: readonly OpenShelf[], draw: Draw): readonly Leaf[] => {
  const untouched = shelves.filter(({ isTranslated }) => !isTranslated)
  const translated = shelves.filter(({ isTranslated }) => isTranslated)
  for (const whom of ['isTried', 'isSpent'] as const)
    for (const group of [untouched, translated]) {
      const found = mergeOrders(
        group.map((open) => shelfOrder(open.shelf, open[whom], draw)),
        draw,
      )
      if (found.length > 0) return found
    }
  return []
}

const mergeOrders = (
  orders: readonly (readonly Leaf[])[],
  { mode, most }: Draw,
): readonly Leaf[] => {
  const [only, ...others] = orders
  if (only === undefined || others.length === 0) return only ?? []
  return orders
    .flat()
    .sort((one, other) => mode.compare(one.standing, other.standing))
    .slice(0, most)
}

type Draw = { readonly mode: Mode; readonly random: Random; readonly most: number }

const shelfOrder = (shelf: Shelf, excluded: Excluded, draw: Draw): readonly Leaf[] => {
  const { tree } = shelf
  const chosen: number[] = []
  const passedOver: Excluded = (position) => excluded(position) || chosen.includes(position)
  const first = firstOf(shelf, excluded, draw)
  if (first !== undefined) chosen.push(first)
  while (chosen.length > 0 && chosen.length < draw.most) {
    const next = tree.best(passedOver)
    if (next === undefined) break
    chosen.push(next)
  }
  return chosen.flatMap((position) => tree.leaf(position) ?? [])
}

const firstOf = (
  { tree }: Shelf,
  excluded: Excluded,
  { mode, random }: Draw,
): number | undefined => {
  const best = tree.best(excluded)
  if (best === undefined || mode.draws === 'best') return best
  const one = tree.draw(random.next())
  const other = mode.draws === 'two' ? tree.draw(random.next()) : undefined
  const drawn = [one, other].filter((position) => position !== undefined && !excluded(position))
  const [first = best, second = first] = drawn
  return isBetter(tree.leaf(second), tree.leaf(first), mode) ? second : first
}

const isBetter = (one: Leaf | undefined, other: Leaf | undefined, { compare }: Mode): boolean =>
  one !== undefined && other !== undefined && compare(one.standing, other.standing) < 0
