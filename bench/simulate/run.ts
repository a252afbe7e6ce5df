import { seededRandom, Simulation } from '../../src/actor/index.ts'
import { lifetimeOf, openFleet, type Fleet } from './fleet.ts'
import { Invariants } from './invariants.ts'
import { Measure, type Figures } from './measure.ts'
import type { Policy } from './policies.ts'
import type { Relay } from './request.ts'
import { tellAll, type Spectator } from './spectator.ts'
import type { UpstreamAccount } from './upstream.ts'
import { startClients, type Workload } from './workload.ts'

export type Scenario = {
  /** By what it was asked for. */
  readonly asked: {
    readonly workload: string
    readonly fleet?: string
    readonly clientsFor?: number
  }
  readonly workload: Workload
  readonly fleet: Fleet
  readonly accounts: number
  /** Clients as for so many accounts. */
  readonly clientsFor: number
  readonly hours: number
  readonly seed: number
}

export type Viewing = {
  /** The relay's books are compared with the upstreams after every event, however large the fleet. */
  readonly isChecked?: boolean
  /** Looks on as well. */
  readonly spectator?: (scene: Scene) => Spectator
  /** The run may end before its time. */
  readonly isEnough?: () => boolean
}

/** What a spectator may look at between two events. */
export type Scene = {
  readonly now: () => number
  readonly accounts: ReadonlyMap<string, UpstreamAccount>
  /** Undefined until the policy has opened it. */
  relay: Relay | undefined
}

const HOUR_MS = 3_600_000
/** What was begun may end, which it does long before. */
const DRAIN_MS = 24 * HOUR_MS
/** Up to so many accounts their books are compared after every event, else at each so many. */
const SMALL_FLEET = 32
const SELDOM = 1_000

/** One policy's day. The same scenario gives the same figures. */
export const run = async (
  policy: Policy,
  scenario: Scenario,
  { isChecked = false, spectator, isEnough = () => false }: Viewing = {},
): Promise<Figures> => {
  const { workload, fleet, accounts: count, clientsFor, hours, seed } = scenario
  const simulation = new Simulation({ seed })
  const accounts = openFleet(fleet, count, seed)
  const { clock } = simulation
  const now = (): number => clock.monotonic()
  const scene: Scene = { now, accounts, relay: undefined }
  const measure = new Measure({
    policy: policy.name,
    accounts,
    lifetimeMs: lifetimeOf(fleet),
    now,
  })
  const invariants = new Invariants({
    isOurs: policy.family !== 'peer',
    maxWaitMs: policy.maxWaitMs,
    inspectEvery: isChecked || count <= SMALL_FLEET ? 1 : SELDOM,
    now,
    inspect: () => scene.relay?.inspect?.(),
  })
  const stage = tellAll([
    measure,
    invariants,
    ...(spectator === undefined ? [] : [spectator(scene)]),
  ])
  const relay = await policy.open({
    simulation,
    clock,
    accounts,
    random: seededRandom(seed ^ 0x9e37),
    watch: stage,
  })
  scene.relay = relay
  const clients = startClients({
    workload,
    seed,
    accounts: clientsFor,
    untilMs: hours * HOUR_MS,
    clock,
    relay: watched(relay, stage),
    onAnswer: stage.answered,
  })
  playOut({
    simulation,
    stage,
    invariants,
    untilMs: hours * HOUR_MS + DRAIN_MS,
    isOver: () => now() > hours * HOUR_MS && clients.conversations === 0,
    isEnough,
  })
  return measure.figures(Math.ceil(hours / 24))
}

/** A broken rule stops the run. */
export class Violation extends Error {
  override readonly name = 'Violation'
  /** Counts from the beginning of the run. */
  readonly event: number
  readonly atMs: number

  constructor(words: string, { event, atMs }: { readonly event: number; readonly atMs: number }) {
    super(words)
    this.event = event
    this.atMs = atMs
  }
}

type Play = {
  readonly simulation: Simulation
  readonly stage: Required<Spectator>
  readonly invariants: Invariants
  readonly untilMs: number
  /** Nobody wants anything any more. */
  readonly isOver: () => boolean
  readonly isEnough: () => boolean
}

/** An event is an instant at which a timer fires, with everything that follows from it before time goes on. */
const playOut = ({ simulation, stage, invariants, untilMs, isOver, isEnough }: Play): void => {
  const { clock } = simulation
  const check = (event: number): void => {
    const { violation } = invariants
    if (violation !== undefined) throw new Violation(violation, { event, atMs: clock.monotonic() })
  }
  for (let event = 1; ; event += 1) {
    simulation.settleAtOnce()
    stage.settled(event)
    check(event)
    if (isEnough()) return
    const next = clock.nextAt()
    if (next === undefined || next > untilMs || isOver()) {
      stage.over()
      return check(event)
    }
    clock.moveTo(next)
  }
}

const watched = (relay: Relay, stage: Required<Spectator>): Relay => ({
  ...relay,
  send: (request, done) => {
    stage.arrived(request)
    relay.send(request, done)
  },
})
