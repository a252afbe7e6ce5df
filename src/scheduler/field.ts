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
  let soonest = Number.POSITIVE_INFINITY
  for (const { shelf, isSpent } of shelves) soonest = Math.min(soonest, shelf.tree.soonest(isSpent))
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
  for (const whom of ['isTried', 'isSpent'] as const)
    for (const isTranslated of [false, true]) {
      const orders: (readonly Leaf[])[] = []
      for (const open of shelves)
        if (open.isTranslated === isTranslated) orders.push(shelfOrder(open, open[whom], draw))
      const found = mergeOrders(orders, draw.mode)
      if (found.length > 0) return found
    }
  return []
}

const mergeOrders = (orders: readonly (readonly Leaf[])[], mode: Mode): readonly Leaf[] => {
  if (orders.length < 2) return orders[0] ?? []
  return orders
    .flat()
    .sort((one, other) => mode.compare(one.standing, other.standing))
    .slice(0, ORDER_LENGTH)
}

type Draw = { readonly mode: Mode; readonly random: Random }

const shelfOrder = (open: OpenShelf, excluded: Excluded, draw: Draw): readonly Leaf[] => {
  const { tree } = open.shelf
  const chosen: number[] = []
  const order: Leaf[] = []
  const passedOver: Excluded = (position) => excluded(position) || chosen.includes(position)
  let next = firstOf(open, excluded, draw)
  while (next !== undefined) {
    const leaf = open.leafAt(next)
    if (leaf !== undefined) order.push(leaf)
    chosen.push(next)
    next = chosen.length < ORDER_LENGTH ? tree.best(passedOver) : undefined
  }
  return order
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
