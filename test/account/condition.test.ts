import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { Condition, type Flight } from '../../src/account/condition.ts'
import { freshStatus, type AccountStatus } from '../../src/account/messages.ts'
import type { Failure, FailureKind } from '../../src/ir/failure.ts'
import { usualRests } from '../support/rests.ts'

const failure = (kind: FailureKind, over: Partial<Failure> = {}): Failure => ({
  kind,
  code: 'some_code',
  status: 503,
  message: 'Words.',
  ...over,
})

const unansweredOf = (flights: readonly Flight[], model: string): number =>
  flights.filter(({ provedAt, scope }) => provedAt === 0 && (model === '' || scope === model))
    .length

/** An account's condition under a clock that the test turns, with requests that it ends by hand. */
const openTrial = (maxConcurrency = 0, rests = usualRests) => {
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

type Trial = ReturnType<typeof openTrial>

/** Begins as many as it may. */
const fill = (trial: Trial, scope = 'm'): readonly Flight[] => {
  const begun: Flight[] = []
  while (begun.length < 100 && trial.objection(scope) === undefined) begun.push(trial.begin(scope))
  return begun
}

const restsOf = (trial: Trial, count: number, kind: FailureKind): number[] =>
  Array.from({ length: count }, () => {
    const { cooldowns } = trial.fail(trial.begin(), kind)
    const restMs = (cooldowns[0]?.until ?? 0) - trial.now()
    trial.wait(restMs)
    return restMs
  })

describe('a quota found spent again and again', () => {
  test('rests by the next step after its account was lost with its thread', () => {
    const trial = openTrial()
    restsOf(trial, 2, 'quota')
    trial.restart()
    expect(restsOf(trial, 1, 'quota')).toEqual([1_800_000])
  })

  test('rests by the steps, and five failures of the upstream between them push no step', () => {
    const trial = openTrial()
    expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
    for (let turn = 0; turn < 5; turn += 1) {
      trial.fail(trial.begin(), 'overloaded')
      trial.wait(60_000)
    }
    expect(restsOf(trial, 4, 'quota')).toEqual([300_000, 1_800_000, 7_200_000, 7_200_000])
  })

  test('begins anew after a success', () => {
    const trial = openTrial()
    restsOf(trial, 2, 'quota')
    trial.serve(trial.begin())
    expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
  })

  test('pushes no step when the upstream says for how long', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'quota', { retryAfterMs: 9_000 })
    trial.wait(9_000)
    expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
  })

  test('by many requests at once is found spent once', () => {
    const trial = openTrial()
    for (const flight of [trial.begin(), trial.begin(), trial.begin()]) trial.fail(flight, 'quota')
    trial.wait(60_000)
    expect(restsOf(trial, 1, 'quota')).toEqual([300_000])
  })
})

describe('a limit met again and again without a word on its end', () => {
  test('rests for longer each time, and after a success as at first', () => {
    const trial = openTrial()
    expect(restsOf(trial, 5, 'rate_limited')).toEqual([5_000, 10_000, 20_000, 40_000, 60_000])
    trial.serve(trial.begin())
    expect(restsOf(trial, 1, 'rate_limited')).toEqual([5_000])
  })

  test('by many requests at once is met once', () => {
    const trial = openTrial()
    for (const flight of [trial.begin(), trial.begin()]) trial.fail(flight, 'rate_limited')
    trial.wait(5_000)
    expect(restsOf(trial, 1, 'rate_limited')).toEqual([10_000])
  })
})

describe('an upstream that broke again and again', () => {
  test('is asked ever more rarely after its account was lost with its thread, too', () => {
    const trial = openTrial()
    restsOf(trial, 3, 'transient')
    trial.restart()
    expect(restsOf(trial, 2, 'transient')).toEqual([8_000, 16_000])
  })

  test('and served since is not: the success is told, though its rest is long over', () => {
    const trial = openTrial(1)
    restsOf(trial, 1, 'transient')
    trial.fail(trial.begin('n'), 'rate_limited')
    trial.serve(trial.begin())
    expect(trial.told().breaksInARow).toBe(0)
  })
})

describe('what rested comes back', () => {
  test.each<[FailureKind, string, number]>([
    ['transient', '', 1],
    ['overloaded', 'm', 1],
    ['rate_limited', 'm', 4],
    ['quota', '', 1],
  ])('after %s %swith %i, and others know it before the rest ends', (kind, model, slots) => {
    const trial = openTrial()
    const { cooldowns, ramps } = trial.fail(trial.begin(), kind)
    expect(ramps).toEqual([{ model, slots }])
    trial.wait((cooldowns[0]?.until ?? 0) - trial.now())
    expect(fill(trial)).toHaveLength(slots)
  })

  test('after a rate limit with all, where there are four slots or less', () => {
    expect(openTrial(4).fail(openTrial(4).begin(), 'rate_limited').ramps).toEqual([])
  })

  test('after a rate limit no wider than it was after a break before', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    expect(trial.fail(trial.begin(), 'rate_limited').ramps).toEqual([{ model: 'm', slots: 1 }])
  })

  test('after a break no wider than that, whatever it came back with before', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'rate_limited')
    trial.wait(5_000)
    expect(trial.fail(trial.begin(), 'overloaded').ramps).toEqual([{ model: 'm', slots: 1 }])
  })

  test('twice as wide with each success, and whole at 32 where there is no limit', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    const widths = [1, 2, 3, 4, 5].map(() => trial.serve(trial.begin()).ramps[0]?.slots)
    expect(widths).toEqual([2, 4, 8, 16, undefined])
    expect(fill(trial)).toHaveLength(100)
  })

  test('to no more slots than the account has', () => {
    const trial = openTrial(3)
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    expect([1, 2].map(() => trial.serve(trial.begin()).ramps)).toEqual([
      [{ model: 'm', slots: 2 }],
      [],
    ])
    expect(fill(trial)).toHaveLength(3)
  })

  test('and rests again when its first request fails, longer if the upstream is broken', () => {
    const trial = openTrial()
    expect(restsOf(trial, 4, 'transient')).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(fill(trial)).toHaveLength(1)
  })

  test('where a model rested, no other is held up', () => {
    const trial = openTrial()
    trial.fail(trial.begin('a'), 'rate_limited')
    trial.wait(60_000)
    expect([fill(trial, 'a').length, fill(trial, 'b').length]).toEqual([4, 100])
  })

  test('not after a 403, which says nothing of how much it can take', () => {
    const trial = openTrial()
    expect(trial.fail(trial.begin(), 'auth', { code: 'forbidden' }).ramps).toEqual([])
  })

  test('all at once without a circuit breaker', () => {
    const trial = openTrial(0, { ...usualRests, isEnabled: false })
    const status = trial.fail(trial.begin(), 'rate_limited', { retryAfterMs: 5_000 })
    expect([status.cooldowns.length, status.ramps]).toEqual([1, []])
  })

  test('whatever it still answers: long answers hold nobody up', () => {
    const trial = openTrial(20)
    const [broken, ...others] = Array.from({ length: 10 }, () => trial.begin())
    if (broken === undefined) throw new Error('there are ten')
    for (const one of others) trial.condition.proved(one, trial.now())
    trial.fail(broken, 'overloaded')
    trial.wait(5_000)
    expect([fill(trial).length, trial.flights().length]).toEqual([1, 10])
  })

  test('not before what it had when it broke is answered', () => {
    const trial = openTrial(20)
    const [broken, good] = Array.from({ length: 10 }, () => trial.begin())
    if (broken === undefined || good === undefined) throw new Error('there are ten')
    trial.fail(broken, 'transient')
    expect(trial.serve(good)).toMatchObject({ cooldowns: [], ramps: [{ model: '', slots: 2 }] })
    expect([fill(trial).length, trial.flights().length]).toEqual([0, 8])
  })

  test('by its first content, and by its end not once more', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    const flight = trial.begin()
    trial.condition.proved(flight, trial.now())
    expect([trial.told().ramps, trial.serve(flight).ramps]).toEqual([
      [{ model: 'm', slots: 2 }],
      [{ model: 'm', slots: 2 }],
    ])
  })
})

describe('what was in flight when the first one failed', () => {
  test('says nothing new, even when it fails after the rest', () => {
    const trial = openTrial()
    const [first, second] = [trial.begin(), trial.begin()]
    const { cooldowns } = trial.fail(first, 'transient')
    trial.wait(30_000)
    expect(trial.fail(second, 'transient').cooldowns).toEqual(cooldowns)
    expect(restsOf(trial, 1, 'transient')).toEqual([2_000])
  })

  test('is heard when it is told for how long to stay away', () => {
    const trial = openTrial()
    const [first, second] = [trial.begin(), trial.begin()]
    trial.fail(first, 'rate_limited', { retryAfterMs: 5_000 })
    const { cooldowns } = trial.fail(second, 'rate_limited', { retryAfterMs: 30_000 })
    expect(cooldowns).toMatchObject([{ until: trial.now() + 30_000 }])
  })
})

test('a shorter pause than that which is known is no news, and takes no slot back', () => {
  const trial = openTrial()
  const [first, second] = [trial.begin(), trial.begin()]
  trial.fail(first, 'rate_limited', { retryAfterMs: 30_000 })
  trial.condition.failed(failure('rate_limited', { retryAfterMs: 5_000 }), second, trial.now())
  expect(trial.condition.news(trial.now())).toBeUndefined()
})

test('a request that is larger than a whole limit teaches that limit, and means nothing else', () => {
  const trial = openTrial()
  const flight = trial.begin()
  expect(trial.fail(flight, 'too_large', { neededTokens: 36_278, limitTokens: 30_000 })).toEqual({
    ...freshStatus,
    rooms: [
      {
        model: 'm',
        limit: 30_000,
        countsCached: true,
        left: 30_000,
        at: trial.now(),
        fullAt: trial.now(),
      },
    ],
  })
  trial.restart()
  expect(trial.fail(trial.begin(), 'too_large').rooms).toHaveLength(1)
  expect(trial.condition.news(trial.now())).toBeUndefined()
})

test('room that is used is news, though no more of the limit is used than before', () => {
  const trial = openTrial()
  const tell = () => {
    const limit = { isOfAccount: false, promptTokens: 30_000, countsCached: false, left: 0.5 }
    const resetsAt = trial.now() + 30_000
    trial.condition.announced([{ ...limit, resetsAt, spentUntil: 0 }], 'm', trial.now())
    return trial.condition.news(trial.now())?.rooms
  }
  expect(tell()).toMatchObject([{ model: 'm', left: 15_000 }])
  expect(tell()).toBeUndefined()
  trial.wait(29_000)
  expect(tell()).toMatchObject([{ model: 'm', left: 15_000, at: trial.now() }])
})

describe('a success', () => {
  test('ends a rest that nobody asked for, and lets the account in step by step', () => {
    const trial = openTrial()
    const [broken, good] = [trial.begin(), trial.begin()]
    trial.fail(broken, 'transient')
    expect(trial.serve(good)).toMatchObject({ cooldowns: [], ramps: [{ model: '', slots: 2 }] })
  })

  test.each<FailureKind>(['rate_limited', 'quota', 'overloaded'])('ends no rest: %s', (kind) => {
    const trial = openTrial()
    const [limited, good] = [trial.begin(), trial.begin()]
    const before = trial.fail(limited, kind)
    expect(trial.serve(good)).toMatchObject({ cooldowns: before.cooldowns, ramps: before.ramps })
  })

  test('ends the break alone, where a limit rests the account as well', () => {
    const trial = openTrial()
    const [spent, broken, good] = [trial.begin(), trial.begin(), trial.begin()]
    trial.fail(spent, 'quota', { retryAfterMs: 5_000 })
    trial.fail(broken, 'transient')
    expect(trial.serve(good).cooldowns).toMatchObject([{ cause: 'quota' }])
  })

  test('ends no rest that a broken upstream asked for', () => {
    const trial = openTrial()
    const [broken, good] = [trial.begin(), trial.begin()]
    trial.fail(broken, 'transient', { retryAfterMs: 9_000 })
    expect(trial.serve(good).cooldowns).toMatchObject([{ model: '', until: trial.now() + 9_000 }])
  })
})

test('another credential begins anew', () => {
  const trial = openTrial()
  restsOf(trial, 3, 'transient')
  restsOf(trial, 3, 'quota')
  expect(trial.condition.renew()).toEqual(freshStatus)
  expect(restsOf(trial, 1, 'transient')).toEqual([1_000])
  trial.condition.renew()
  expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
})

test('a group’s limit that is used up is no reason for a ramp, and one that was met is', () => {
  const trial = openTrial()
  const until = trial.now() + 5_000
  trial.condition.restWithGroup([{ model: 'a', until, cause: 'announced' }], trial.now())
  expect(trial.told().ramps).toEqual([])
  trial.condition.restWithGroup([{ model: 'b', until, cause: 'rate_limited' }], trial.now())
  expect(trial.told().ramps).toEqual([{ model: 'b', slots: 4 }])
})

test('of models that came back from a rest, a hundred are remembered', () => {
  const trial = openTrial()
  for (let model = 0; model < 150; model += 1)
    trial.fail(trial.begin(`m${model}`), 'rate_limited', { retryAfterMs: 5_000 + model })
  expect(trial.told().ramps.map(({ model }) => model)).toEqual(
    Array.from({ length: 100 }, (_, index) => `m${index + 50}`),
  )
})

describe('health', () => {
  test('is told when it is another quarter', () => {
    const trial = openTrial()
    trial.condition.restore({ ...freshStatus, health: 0.8 })
    trial.serve(trial.begin())
    expect(trial.condition.health).toBeGreaterThan(0.8)
    expect(trial.told()).toEqual(freshStatus)
  })

  test('is lost once by many that break together', () => {
    const trial = openTrial()
    const all = Array.from({ length: 10 }, () => trial.begin())
    for (const flight of all) trial.fail(flight, 'transient')
    expect(trial.told().health).toBeGreaterThan(0.5)
  })

  test('is lost by breaks, not by limits, and comes back with successes', () => {
    const trial = openTrial()
    for (const _ of [1, 2, 3]) trial.fail(trial.begin(), 'rate_limited', { retryAfterMs: 1 })
    expect(trial.told().health).toBe(1)
    restsOf(trial, 2, 'transient')
    expect(trial.told().health).toBeLessThan(0.5)
    for (let turn = 0; turn < 10; turn += 1) trial.serve(trial.begin())
    expect(trial.told().health).toBe(1)
  })

  test('is forgotten with time, since who is not asked could not prove it', () => {
    const trial = openTrial()
    restsOf(trial, 5, 'transient')
    for (let turn = 0; turn < 6; turn += 1) trial.condition.recover()
    expect(trial.told().health).toBe(1)
  })
})

type Act =
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'begin'; readonly scope: string }
  | { readonly type: 'restart' | 'edit' }
  /** Another of its group is limited; its upstream says that a limit is used up. */
  | { readonly type: 'group' | 'announce'; readonly scope: string; readonly ms: number }
  | { readonly type: 'serve'; readonly which: number }
  | { readonly type: 'prove'; readonly which: number }
  | {
      readonly type: 'fail'
      readonly which: number
      readonly kind: FailureKind
      readonly retryAfterMs: number | undefined
    }

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('begin'), scope: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('serve', 'prove'), which: fc.nat(99) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wait'), ms: fc.nat(90_000) }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ type: fc.constantFrom('restart', 'edit') }),
      fc.record({
        type: fc.constantFrom('group', 'announce'),
        scope: fc.constantFrom('', 'a', 'b'),
        ms: fc.nat(120_000),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('fail'),
      which: fc.nat(99),
      kind: fc.constantFrom('transient', 'overloaded', 'rate_limited', 'quota', 'client'),
      retryAfterMs: fc.option(fc.nat(120_000), { nil: undefined }),
    }),
  },
) as fc.Arbitrary<Act>

const perform = (trial: Trial, one: Act): void => {
  switch (one.type) {
    case 'wait':
      return trial.wait(one.ms)
    case 'begin':
      if (trial.objection(one.scope) === undefined) trial.begin(one.scope)
      return
    case 'restart':
      return trial.restart()
    case 'edit':
      return trial.edit()
    case 'group':
    case 'announce':
      return limit(trial, one)
    default:
      return proceed(trial, one)
  }
}

const unlimited = { left: 0, promptTokens: 0, countsCached: false }

const limit = (
  { condition, now }: Trial,
  { type, scope, ms }: Extract<Act, { ms: number; scope: string }>,
) => {
  const until = now() + ms
  if (type === 'group')
    return condition.restWithGroup([{ model: scope, until, cause: 'rate_limited' }], now())
  const used = { ...unlimited, resetsAt: until, spentUntil: until, isOfAccount: scope === '' }
  condition.announced([used], scope, now())
}

const proceed = (trial: Trial, one: Extract<Act, { which: number }>): void => {
  const flights = trial.flights()
  const flight = flights[one.which % Math.max(1, flights.length)]
  if (flight === undefined) return
  switch (one.type) {
    case 'serve':
      return void trial.serve(flight)
    case 'prove':
      return trial.condition.proved(flight, trial.now())
    case 'fail': {
      const { kind, retryAfterMs } = one
      return void trial.fail(flight, kind, retryAfterMs === undefined ? {} : { retryAfterMs })
    }
    default:
      return one satisfies never
  }
}

const statusAfter = (trial: Trial, one: Act): AccountStatus => {
  perform(trial, one)
  return trial.told()
}

describe('whatever happens', () => {
  const acts = fc.array(act, { maxLength: 200, size: 'max' })
  const limits = fc.constantFrom(0, 1, 2, 5, 40)

  test('no request begins beyond the limit or beyond a ramp', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        for (const one of all) {
          const before = trial.flights()
          const { ramps } = statusAfter(trial, one)
          const after = trial.flights()
          if (after.length <= before.length) continue
          const scopes = after.map(({ scope }) => scope)
          if (maxConcurrency > 0) expect(after.length).toBeLessThanOrEqual(maxConcurrency)
          const began = scopes.at(-1) ?? ''
          for (const { model, slots } of ramps)
            if (model === '' || model === began)
              expect(unansweredOf(after, model)).toBeLessThanOrEqual(slots)
        }
      }),
    )
  })

  test('no rest is shortened, but that of a break by a success', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        let before = trial.told().cooldowns
        for (const one of all) {
          const { cooldowns } = statusAfter(trial, one)
          for (const { model, until, cause } of before) {
            if (until <= trial.now() || cause === 'transient') continue
            const now = cooldowns.find((other) => other.model === model && other.cause === cause)
            expect(now?.until ?? 0).toBeGreaterThanOrEqual(until)
          }
          before = cooldowns
        }
      }),
    )
  })

  test('a ramp begins with a rest, doubles, and goes when it is as wide as the account', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        const whole = maxConcurrency === 0 ? 32 : maxConcurrency
        let before = trial.told().ramps
        for (const one of all) {
          const { ramps } = statusAfter(trial, one)
          for (const { model, slots } of ramps) {
            const known = before.find((ramp) => ramp.model === model)?.slots ?? 0
            expect([1, 4, known, 2 * known]).toContain(slots)
            expect(slots).toBeLessThan(whole)
          }
          for (const { model, slots } of before)
            if (!ramps.some((ramp) => ramp.model === model))
              expect(2 * slots).toBeGreaterThanOrEqual(whole)
          before = ramps
        }
      }),
    )
  })

  test('it can always serve again: after the longest rest one request is let in', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        for (const one of all) perform(trial, one)
        for (const flight of trial.flights()) trial.serve(flight)
        trial.wait(7_200_000)
        expect(['a', 'b'].map((scope) => trial.objection(scope))).toEqual([undefined, undefined])
      }),
    )
  })
})

test('what it rests for is forgotten when an operator says so, and the next failures begin anew', () => {
  const trial = openTrial(4)
  trial.fail(trial.begin(), 'transient')
  trial.condition.forgetRests()
  expect(trial.told()).toMatchObject({ cooldowns: [], ramps: [] })
  expect(trial.objection()).toBeUndefined()
  const [again] = trial.fail(trial.begin(), 'transient').cooldowns
  expect((again?.until ?? 0) - trial.now()).toBe(1_000)
})
