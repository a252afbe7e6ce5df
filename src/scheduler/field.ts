import type { Random } from '../actor/index.ts'
import type { Field } from './decide.ts'
import type { Leaf } from './leaf.ts'
import type { Mode } from './mode/index.ts'
import type { OpenShelf } from './open-shelf.ts'
import type { Excluded } from './tournament.ts'

/** The second and the third are for when the first declines. */
const ORDER_LENGTH = 3

/** Everybody of these shelves. What passes untouched loses nothing on its way, so translation is for when nobody else can. */
export const fieldOf = (shelves: readonly OpenShelf[], draw: Draw, now: number): Field => {
  const soonest = Math.min(...shelves.map(({ shelf, isSpent }) => shelf.tree.soonest(isSpent)))
  let drawn: readonly Leaf[] | undefined
  return {
    order: () => (drawn ??= orderOf(shelves, draw)),
    restMs: Number.isFinite(soonest) ? Math.max(0, soonest - now) : undefined,
    isBusy: shelves.some(hasFull),
  }
}

const hasFull = ({ shelf, spent, leafOf }: OpenShelf): boolean => {
  let full = shelf.tree.tally.full
  for (const account of spent) if (leafOf(account)?.readiness.type === 'full') full -= 1
  return full > 0
}

const orderOf = (shelves: readonly OpenShelf[], draw: Draw): readonly Leaf[] => {
  const untouched = shelves.filter(({ isTranslated }) => !isTranslated)
  const translated = shelves.filter(({ isTranslated }) => isTranslated)
  for (const whom of ['isTried', 'isSpent'] as const)
    for (const group of [untouched, translated]) {
      const orders = group.map((open) => shelfOrder(open, open[whom], draw))
      const found = mergeOrders(orders, draw.mode)
      if (found.length > 0) return found
    }
  return []
}

const mergeOrders = (orders: readonly (readonly Leaf[])[], mode: Mode): readonly Leaf[] => {
  const [only, ...others] = orders
  if (only === undefined || others.length === 0) return only ?? []
  return orders
    .flat()
    .sort((one, other) => mode.compare(one.standing, other.standing))
    .slice(0, ORDER_LENGTH)
}

type Draw = { readonly mode: Mode; readonly random: Random }

const shelfOrder = (open: OpenShelf, excluded: Excluded, draw: Draw): readonly Leaf[] => {
  const { tree } = open.shelf
  const chosen: number[] = []
  const passedOver: Excluded = (position) => excluded(position) || chosen.includes(position)
  const first = firstOf(open, excluded, draw)
  if (first !== undefined) chosen.push(first)
  while (chosen.length > 0 && chosen.length < ORDER_LENGTH) {
    const next = tree.best(passedOver)
    if (next === undefined) break
    chosen.push(next)
  }
  return chosen.flatMap((position) => open.leafAt(position) ?? [])
}

const firstOf = (
  { shelf: { tree }, leafAt }: OpenShelf,
  excluded: Excluded,
  { mode, random }: Draw,
): number | undefined => {
  const best = tree.best(excluded)
  if (best === undefined || mode.draws === 'best') return best
  const one = tree.draw(random.next())
  const other = mode.draws === 'two' ? tree.draw(random.next()) : undefined
  const drawn = [one, other].filter((position) => position !== undefined && !excluded(position))
  const [first = best, second = first] = drawn
  return isBetter(leafAt(second), leafAt(first), mode) ? second : first
}

const isBetter = (one: Leaf | undefined, other: Leaf | undefined, { compare }: Mode): boolean =>
  one !== undefined && other !== undefined && compare(one.standing, other.standing) < 0
