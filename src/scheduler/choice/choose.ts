import { decide } from './decide.ts'
import type { Decision } from './situation.ts'
import { waitedSoFar, type ExchangeState } from '../dispatching/exchange-state.ts'
import { favouritesOf } from './favourites.ts'
import { fieldOf } from './field.ts'
import type { Ground } from '../ground.ts'
import { kindOfItsOwn } from '../standing/known-models.ts'
import type { Mode } from '../mode/index.ts'
import type { Need } from '../standing/need.ts'
import { openShelf, type OpenShelf } from '../tree/open-shelf.ts'
import { outlookOf, type Outlook } from './outlook.ts'
import { Roster, Shelf } from '../tree/shelf.ts'
import { prospectsFor } from './prospects.ts'
import { sightOf } from '../standing/sight.ts'

export type Chosen = {
  readonly decision: Decision
  /** What it was made from. */
  readonly outlook: Outlook
  /** For how long the exchange may still wait. */
  readonly patienceMs: number
  /** Those that are too small for so much are left out, now or once they are known; undefined: nobody is. */
  readonly need: Need | undefined
}

/**
 * Looks at the accounts as they are now, and decides. Those whose whole limit is too small for the prompt are left out; where
 * that is a guess and nobody else can serve, they are asked all the same: the upstream's word is better than ours.
 */
export const choose = (state: ExchangeState, ground: Ground): Chosen => {
  const need = needOf(state)
  const isForAll = state.targets.every(
    (target) => ground.shelves.floorOf(target, need) === undefined,
  )
  if (isForAll) return { ...chooseFor(state, ground, undefined), need }
  const chosen = { ...chooseFor(state, ground, need), need }
  const { type } = chosen.decision
  const isInVain = type === 'nobody' || type === 'too-late'
  return need.isGuessed && isInVain
    ? { ...chooseFor(state, ground, undefined), need: undefined }
    : chosen
}

const needOf = ({ neededTokens, promptTokens }: ExchangeState): Need =>
  neededTokens > 0
    ? { tokens: neededTokens, isGuessed: false }
    : { tokens: promptTokens, isGuessed: true }

const chooseFor = (
  state: ExchangeState,
  ground: Ground,
  need: Need | undefined,
): Omit<Chosen, 'need'> => {
  const { context, modes, guardrails } = ground
  const mode = modes[state.mode]
  const now = context.clock.monotonic()
  const shelves =
    state.pinnedTo === undefined
      ? openShelves(state, ground, { mode, need })
      : pinned(state, ground, mode)
  const { roomMs, delayAt, ...looks } = prospectsFor(state, ground, { mode, shelves })
  const field = fieldOf(shelves, { mode, random: context.random, ...looks }, now)
  const { favourites, bound, isOutgrown, preferred, warm } = favouritesOf(state, ground, {
    shelves,
    field,
  })
  const closedMs = Math.max(0, guardrails.globalFreeAt(now) - now)
  const patienceMs = patienceOf(state, ground)
  const waitedMs = waitedSoFar(state, now)
  const decision = decide({
    mode,
    favourites,
    field,
    roomMs,
    delays: delayAt === undefined ? undefined : { delayAt, preferred },
    closedMs,
    patienceMs,
    waitedMs,
    now,
  })
  const order = decision.type === 'serve' ? decision.order : []
  const favoured = favourites.map(({ leaf }) => leaf)
  const chosen = [...favoured, ...order.filter((leaf) => !favoured.includes(leaf))]
  const { isBusy } = field
  const facts = {
    bound,
    isOutgrown,
    preferred,
    warm,
    chosen,
    roomMs: decision.type === 'too-late' ? decision.roomMs : undefined,
    isBusy,
    closedMs,
    leftOutFor: need,
    now,
  }
  return { decision, outlook: outlookOf(shelves, facts), patienceMs }
}

type Looking = { readonly mode: Mode; readonly need: Need | undefined }

const openShelves = (
  { targets, tries }: ExchangeState,
  ground: Ground,
  { mode, need }: Looking,
): readonly OpenShelf[] => {
  const { routing, shelves } = ground
  const sight = sightOf(ground)
  const open: OpenShelf[] = []
  for (const target of targets) {
    const shelf = shelves.open({ ...target, need }, routing, sight)
    if (shelf !== undefined) open.push(openShelf(shelf, target, { tries, mode }))
  }
  return open
}

/** One account alone can serve it: there is nobody to choose from. */
const pinned = (
  { pinnedTo, targets, tries }: ExchangeState,
  ground: Ground,
  mode: Mode,
): readonly OpenShelf[] => {
  const entry = pinnedTo === undefined ? undefined : ground.entries.get(pinnedTo)
  const target = targets.find(({ channel }) => channel === entry?.settings.channel)
  if (entry === undefined || target === undefined) return []
  const { subject, apart } = kindOfItsOwn(target.model)
  const shelf = new Shelf(new Roster([entry]), { subject, apart, mode, sight: sightOf(ground) })
  return [openShelf(shelf, target, { tries, mode })]
}

/** As it is set now, be it for somebody who waits already. */
const patienceOf = ({ answerBy, waitsSince }: ExchangeState, { context, args }: Ground): number => {
  const now = context.clock.monotonic()
  return Math.min(answerBy, (waitsSince ?? now) + args.maxWaitMs) - now
}
