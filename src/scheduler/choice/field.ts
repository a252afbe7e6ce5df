import type { Random } from '../../actor/index.ts'
import type { Field } from './situation.ts'
import type { Leaf } from '../standing/leaf.ts'
import { drawMany, isLevelling } from './levelling.ts'
import type { Mode } from '../mode/index.ts'
import type { OpenShelf } from '../tree/open-shelf.ts'
import type { Excluded } from '../tree/tournament.ts'

/** The second and the third are for when the first declines. */
const ORDER_LENGTH = 3
/** Where a prompt needs much room, or somebody has none for it, so many are looked at. */
const MOST_LOOKED_AT = 10

/** Everybody of these shelves. What passes untouched loses nothing on its way, so translation is for when nobody else can. */
export const fieldOf = (shelves: readonly OpenShelf[], draw: Draw, now: number): Field => {
  let soonest = Number.POSITIVE_INFINITY
  for (const { shelf, isSpent } of shelves) soonest = Math.min(soonest, shelf.tree.soonest(isSpent))
  let drawn: Drawn | undefined
  const draws = (): Drawn => (drawn ??= drawnFrom(shelves, draw))
  return {
    order: () => draws().order,
    scarcity: () => draws().scarcity,
    restMs: Number.isFinite(soonest) ? Math.max(0, soonest - now) : undefined,
    isBusy: shelves.some(hasFull),
  }
}

const hasFull = ({ shelf, spent, leafOf }: OpenShelf): boolean => {
  let full = shelf.tree.tally.full
  for (const account of spent) if (leafOf(account)?.readiness.type === 'full') full -= 1
  return full > 0
}

type Drawn = { readonly order: readonly Leaf[]; readonly scarcity: number }

const drawnFrom = (shelves: readonly OpenShelf[], draw: Draw): Drawn => {
  const level = isLevelling(shelves, draw.mode) ? draw.mode.compareForQuota : undefined
  for (const whom of ['isTried', 'isSpent'] as const)
    for (const isTranslated of [false, true]) {
      const looks: Looks[] = []
      for (const open of shelves)
        if (open.isTranslated === isTranslated)
          looks.push((level === undefined ? lookAt : lookAtMany)(open, open[whom], draw))
      const found = merged(looks, draw.mode, level)
      if (found.order.length > 0) return found
    }
  return nobody
}

const nobody: Drawn = { order: [], scarcity: 0 }

const merged = (
  looks: readonly Looks[],
  { compare, delayMs }: Mode,
  level: Mode['compare'] | undefined,
): Drawn => {
  const all = (list: keyof Looks): Leaf[] => {
    const leaves = looks.flatMap((look) => look[list])
    return looks.length < 2 ? leaves : sorted(leaves, compare)
  }
  const [fitting, lacking] = [all('fitting'), all('lacking')]
  const scarcity = lacking.length === 0 ? 0 : lacking.length / (fitting.length + lacking.length)
  const order = [...(level === undefined ? fitting : sorted(fitting, level)), ...lacking]
  // Where delays are compared, whoever was looked at is.
  const isWhole = delayMs !== undefined && level === undefined
  return { order: isWhole ? order : order.slice(0, ORDER_LENGTH), scarcity }
}

const sorted = (leaves: Leaf[], compare: Mode['compare']): Leaf[] =>
  leaves.sort((one, other) => compare(one.standing, other.standing))

export type Draw = {
  readonly mode: Mode
  readonly random: Random
  /** It has room for the prompt, as far as is known. */
  readonly fits: (leaf: Leaf) => boolean
  /** Whoever gets the prompt has much less room for others after it. */
  readonly isLarge: (leaf: Leaf) => boolean
}

/** The first as the mode finds it, the others as they stand. */
type Looks = { readonly fitting: Leaf[]; readonly lacking: Leaf[] }

const lookAt = (open: OpenShelf, excluded: Excluded, draw: Draw): Looks => {
  const { tree } = open.shelf
  const seen: number[] = []
  const [fitting, lacking]: [Leaf[], Leaf[]] = [[], []]
  const passedOver: Excluded = (position) => excluded(position) || seen.includes(position)
  let next = firstOf(open, excluded, draw)
  let most = ORDER_LENGTH
  while (next !== undefined) {
    const leaf = open.leafAt(next)
    if (leaf !== undefined) (draw.fits(leaf) ? fitting : lacking).push(leaf)
    if (leaf !== undefined && (lacking.length > 0 || draw.isLarge(leaf))) most = MOST_LOOKED_AT
    seen.push(next)
    next = seen.length < most ? tree.best(passedOver) : undefined
  }
  return { fitting, lacking }
}

const lookAtMany = (open: OpenShelf, excluded: Excluded, { fits, random }: Draw): Looks => {
  const leaves = drawMany(open, excluded, random).flatMap((position) => open.leafAt(position) ?? [])
  const { fitting = [], lacking = [] } = Object.groupBy(leaves, (leaf) =>
    fits(leaf) ? 'fitting' : 'lacking',
  )
  return { fitting, lacking }
}

const firstOf = (
  { shelf: { tree }, leafAt }: OpenShelf,
  excluded: Excluded,
  { mode, random }: Draw,
): number | undefined => {
  const best = tree.best(excluded)
  if (best === undefined || mode.draws === 'best') return best
  const two = mode.draws === 'two' ? tree.drawTwo(random.next(), random.next()) : undefined
  const drawn = (two ?? [tree.draw(random.next())]).filter(
    (position) => position !== undefined && !excluded(position),
  )
  const [first = best, second = first] = drawn
  return isBetter(leafAt(second), leafAt(first), mode) ? second : first
}

const isBetter = (one: Leaf | undefined, other: Leaf | undefined, { compare }: Mode): boolean =>
  one !== undefined && other !== undefined && compare(one.standing, other.standing) < 0
