import { Condition, type Flight } from '../../src/account/condition.ts'
import { freshStatus, type AccountStatus } from '../../src/account/messages.ts'
import type { Failure, FailureKind } from '../../src/ir/failure.ts'
import { usualRests } from './rests.ts'

export const failure = (kind: FailureKind, over: Partial<Failure> = {}): Failure => ({
  kind,
  code: 'some_code',
  status: 503,
  message: 'Words.',
  ...over,
})

export const unansweredOf = (flights: readonly Flight[], model: string): number =>
  flights.filter(({ provedAt, scope }) => provedAt === 0 && (model === '' || scope === model))
    .length

/** An account's condition under a clock that the test turns, with requests that it ends by hand. */
export const openTrial = (maxConcurrency = 0, rests = usualRests) => {
  const flights = new Set<Flight>()
  let status: AccountStatus = freshStatus
  let now = 1_000_000
  const load = {
    inFlight: (): number => flights.size,
    unanswered: (scope: string): number => unansweredOf([...flights], scope),
  }
  const rules = { maxConcurrency, rests }
  let condition = new Condition(rules, load)
  const told = (): AccountStatus => (status = condition.news(now) ?? status)
  return {
    get condition(): Condition {
      return condition
    },
    /** As with another thread: what it had is lost, and it goes on from what was told. */
    restart: (): void => {
      const last = told()
      flights.clear()
      condition = new Condition(rules, load)
      condition.restore(last)
    },
    /** An edit that changes nothing of it. */
    edit: () => condition.adopt({ ...rules }),
    told,
    now: () => now,
    flights: (): readonly Flight[] => [...flights],
    wait: (ms: number) => void (now += ms),
    objection: (scope = 'm') => condition.objection(scope, now),
    begin: (scope = 'm'): Flight => {
      const flight = condition.begin(scope)
      flights.add(flight)
      return flight
    },
    fail: (flight: Flight, kind: FailureKind, over: Partial<Failure> = {}): AccountStatus => {
      condition.failed(failure(kind, over), flight, now)
      flights.delete(flight)
      return told()
    },
    serve: (flight: Flight): AccountStatus => {
      condition.proved(flight, now)
      flights.delete(flight)
      return told()
    },
  }
}

export type Trial = ReturnType<typeof openTrial>

/** Begins as many as it may. */
export const fill = (trial: Trial, scope = 'm'): readonly Flight[] => {
  const begun: Flight[] = []
  while (begun.length < 100 && trial.objection(scope) === undefined) begun.push(trial.begin(scope))
  return begun
}

export const restsOf = (trial: Trial, count: number, kind: FailureKind): number[] =>
  Array.from({ length: count }, () => {
    const { cooldowns } = trial.fail(trial.begin(), kind)
    const restMs = (cooldowns[0]?.until ?? 0) - trial.now()
    trial.wait(restMs)
    return restMs
  })
