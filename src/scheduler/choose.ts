import { decide, type Decision } from './decide.ts'
import { MAX_TRIES_PER_ACCOUNT, waitedSoFar, type ExchangeState } from './exchange-state.ts'
import { favouritesOf } from './favourites.ts'
import { fieldOf, type OpenShelf } from './field.ts'
import type { Ground } from './ground.ts'
import { outlookOf, type Outlook } from './outlook.ts'
import { Roster, Shelf } from './shelf.ts'
import type { RouteTarget } from './route.ts'
import { sightOf } from './sight.ts'
import { subjectOf } from './stand.ts'

export type Chosen = {
  readonly decision: Decision
  /** What it was made from. */
  readonly outlook: Outlook
  /** For how long the exchange may still wait. */
  readonly patienceMs: number
}

/** Looks at the accounts as they are now, and decides. */
export const choose = (state: ExchangeState, ground: Ground): Chosen => {
  const { context, modes, guardrails } = ground
  const mode = modes[state.mode]
  const now = context.clock.monotonic()
  const shelves = state.pinnedTo === undefined ? openShelves(state, ground) : pinned(state, ground)
  const { favourites, ...known } = favouritesOf(state, ground, shelves)
  const field = fieldOf(shelves, now)
  const closedMs = Math.max(0, guardrails.globalFreeAt(now) - now)
  const patienceMs = patienceOf(state, ground)
  const waitedMs = waitedSoFar(state, now)
  const situation = { mode, favourites, field, closedMs, patienceMs, waitedMs, now }
  const decision = decide(situation, context.random)
  const order = decision.type === 'serve' ? decision.order : []
  const favoured = favourites.map(({ leaf }) => leaf)
  const chosen = [...favoured, ...order.filter((leaf) => !favoured.includes(leaf))]
  const facts = { ...known, chosen, isBusy: field.isBusy, closedMs, now }
  return { decision, outlook: outlookOf(shelves, facts), patienceMs }
}

const openShelves = (state: ExchangeState, ground: Ground): readonly OpenShelf[] => {
  const { routing, shelves } = ground
  const sight = sightOf(ground)
  return state.targets.flatMap((target) => {
    const shelf = shelves.open(target, routing, sight)
    return shelf === undefined ? [] : [opened(shelf, state, target)]
  })
}

/** One account alone can serve it: there is nobody to choose from. */
const pinned = (state: ExchangeState, ground: Ground): readonly OpenShelf[] => {
  const { entries, modes } = ground
  const entry = state.pinnedTo === undefined ? undefined : entries.get(state.pinnedTo)
  const target = state.targets.find(({ channel }) => channel === entry?.settings.channel)
  if (entry === undefined || target === undefined) return []
  const shelf = new Shelf(new Roster([entry]), {
    subject: subjectOf(target.model),
    mode: modes[state.mode],
    sight: sightOf(ground),
  })
  return [opened(shelf, state, target)]
}

const opened = (shelf: Shelf, { tries }: ExchangeState, target: RouteTarget): OpenShelf => {
  const tried = accountsWith(tries, 1)
  const spent = accountsWith(tries, MAX_TRIES_PER_ACCOUNT)
  const [isTried, isSpent] = [shelf.excluding(tried), shelf.excluding(spent)]
  const { channel, model, isTranslated = false } = target
  return { shelf, channel, model, isTranslated, spent, isSpent, isTried }
}

const accountsWith = (tries: ReadonlyMap<string, number>, least: number): ReadonlySet<string> => {
  if (tries.size === 0) return none
  const found = new Set<string>()
  for (const [account, count] of tries) if (count >= least) found.add(account)
  return found
}

const none: ReadonlySet<string> = new Set()

const patienceOf = ({ answerBy, waitUntil }: ExchangeState, { context, args }: Ground): number => {
  const now = context.clock.monotonic()
  return Math.min(answerBy - now, waitUntil === undefined ? args.maxWaitMs : waitUntil - now)
}
