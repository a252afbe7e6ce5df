import type { Cooldown } from '../../src/account/cooldown.ts'
import { commandOf, instantOf } from './command.ts'
import { Mistake } from './mistake.ts'
import type { Policy } from './policies.ts'
import type { SimulatedAnswer, SimulatedRequest } from './request.ts'
import { writeViolation } from './report.ts'
import { run, Violation, type Scenario, type Scene } from './run.ts'
import type { Call, Spectator } from './spectator.ts'
import type { UpstreamAccount } from './upstream.ts'

/** What of a run is to be told. */
export type Wanted = { readonly type: 'request' | 'event'; readonly number: number }

type Happening = { readonly request: SimulatedRequest | undefined; readonly words: () => string }

/** More accounts than these are told only as far as they have to do with it. */
const MAX_TOLD = 32

/**
 * Looks on until the wanted request has its answer, or the wanted event is over, and writes down how it came about: what
 * happened at each of its instants, how each account's upstream stood to it then, and what the relay says of its decision.
 */
export class Replay implements Spectator {
  readonly lines: string[] = []
  readonly #wanted: Wanted
  readonly #scene: Scene
  #happenings: Happening[] = []
  #isDone = false

  constructor(wanted: Wanted, scene: Scene) {
    this.#wanted = wanted
    this.#scene = scene
  }

  /** All that was wanted is written. */
  get isDone(): boolean {
    return this.#isDone
  }

  arrived(request: SimulatedRequest): void {
    this.#happens(request, () => `arrives: ${requestOf(request)}`)
  }

  asked({ request, account, taken }: Call): void {
    this.#happens(request, () =>
      taken.type === 'refused'
        ? `is given to ${account.model.id}, whose upstream refuses it: ${taken.status}${comeBack(taken.retryAfterMs)}`
        : `is given to ${account.model.id}, whose upstream takes it: first event in ${whole(taken.firstEventMs)} ms, ${taken.usage.cacheReadTokens} tokens from its cache`,
    )
  }

  ended({ request, account, taken }: Call): void {
    this.#happens(request, () => `the last word of ${account.model.id} has come: ${taken.type}`)
  }

  answered(request: SimulatedRequest, answer: SimulatedAnswer): void {
    this.#happens(request, () => answerOf(answer))
    if (this.#wanted.type === 'request' && request.id === this.#wanted.number) this.#isDone = true
  }

  rested(account: string, cooldowns: readonly Cooldown[]): void {
    this.#happens(undefined, () => `${account} says: ${restsOf(cooldowns, this.#scene.now())}`)
  }

  bound(session: string, account: string | undefined): void {
    this.#happens(undefined, () => {
      const name = session.replaceAll('\n', ' ')
      return account === undefined ? `${name} is bound no more` : `${name} is bound to ${account}`
    })
  }

  settled(event: number): void {
    const happened = this.#happenings
    this.#happenings = []
    if (this.#wanted.type === 'event') {
      if (event !== this.#wanted.number) return
      this.#isDone = true
    } else if (!happened.some(({ request }) => request?.id === this.#wanted.number)) return
    this.#write(event, happened)
  }

  #write(event: number, happened: readonly Happening[]): void {
    const { lines } = this
    const requests = new Set(happened.flatMap(({ request }) => request ?? []))
    lines.push(`${instantOf(this.#scene.now())}, event ${event}`)
    for (const { request, words } of happened)
      lines.push(`  ${request === undefined ? '' : `request ${request.id} `}${words()}`)
    for (const request of requests) {
      if (this.#wanted.type === 'request' && request.id !== this.#wanted.number) continue
      lines.push(`  how upstreams stand to request ${request.id} now:`)
      lines.push(...this.#standings(request).map((line) => `    ${line}`))
      if (!this.#isDone) continue
      const explained = this.#scene.relay?.explain?.(request) ?? []
      lines.push(...explained.map((line) => `  ${line}`))
    }
  }

  #standings(request: SimulatedRequest): readonly string[] {
    const now = this.#scene.now()
    const all = Array.from(this.#scene.accounts.values())
    if (all.length <= MAX_TOLD) return all.map((account) => standingOf(account, request, now))
    const able = all.filter((account) => account.wouldServe(request, now))
    return [
      `${able.length} of ${all.length} would serve it`,
      ...able.slice(0, MAX_TOLD).map((account) => standingOf(account, request, now)),
    ]
  }

  /** Words are made only of what is written, at the same instant. */
  #happens(request: SimulatedRequest | undefined, words: () => string): void {
    this.#happenings.push({ request, words })
  }
}

/** How it came about, with the command that tells it again. */
export const replay = async (
  policy: Policy,
  scenario: Scenario,
  wanted: Wanted,
): Promise<readonly string[]> => {
  let replayed: Replay | undefined
  let broken = ''
  try {
    await run(policy, scenario, {
      isChecked: true,
      spectator: (scene) => {
        replayed = new Replay(wanted, scene)
        return replayed
      },
      isEnough: () => replayed?.isDone === true,
    })
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown
    broken = writeViolation(thrown, policy, scenario)
  }
  const command = `${commandOf(scenario, policy)} --replay ${wanted.type}:${wanted.number}`
  const lines = replayed?.lines ?? []
  if (lines.length === 0 && broken === '')
    throw new Mistake(`${command}\nthere is no ${wanted.type} ${wanted.number} in this run`)
  return [command, ...lines, ...(broken === '' ? [] : [broken])]
}

const whole = (ms: number): number => Math.round(ms)

const comeBack = (ms: number | undefined): string =>
  ms === undefined ? '' : `, come back in ${whole(ms)} ms`

const requestOf = ({
  user,
  session,
  inputTokens,
  outputTokens,
  blocks,
  patienceMs,
  urgency,
}: SimulatedRequest): string =>
  `${user}, session ${session}, ${inputTokens} tokens in ${blocks.length} blocks, ${outputTokens} tokens out, patience ${patienceMs / 1_000} s, ${urgency}`

const answerOf = (answer: SimulatedAnswer): string => {
  switch (answer.type) {
    case 'served':
      return `is served by ${answer.account}: first event after ${whole(answer.firstEventMs)} ms, of which ${whole(answer.waitedMs)} ms before its upstream was asked`
    case 'refused':
      return `is refused (${answer.reason})${answer.retryAfterMs > 0 ? comeBack(answer.retryAfterMs) : ''}`
    case 'broken':
      return 'breaks off'
    default:
      return answer satisfies never
  }
}

const restsOf = (cooldowns: readonly Cooldown[], now: number): string => {
  const lasting = cooldowns.filter(({ until }) => until > now)
  if (lasting.length === 0) return 'no rest'
  return lasting.map(({ cause, until }) => `rests ${whole(until - now)} ms (${cause})`).join(', ')
}

const standingOf = (account: UpstreamAccount, request: SimulatedRequest, now: number): string => {
  const { model, inFlight } = account
  const objection = account.objection(request, now)
  const slots = model.concurrency === 0 ? 'any' : `${model.concurrency}`
  const stands =
    objection === undefined
      ? 'would serve it'
      : `would refuse it: ${objection.status}${comeBack(objection.retryAfterMs)}`
  const told = account.toldMs(now)
  return `${model.id} serves ${inFlight} of ${slots}, has ${account.cached(request, now)} tokens cached, ${stands}${told > 0 ? `, has asked to be left alone for ${whole(told)} ms` : ''}`
}
