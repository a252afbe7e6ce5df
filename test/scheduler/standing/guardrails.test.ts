import { describe, expect, test } from 'bun:test'
import { Guardrails } from '../../../src/scheduler/standing/guardrails.ts'
import type { FailureKind } from '../../../src/ir/failure.ts'
import type { ComplianceRules } from '../../../src/scheduler/messages.ts'
import { noGuardrails } from '../../support/scheduler-world.ts'

const rules: ComplianceRules = { ...noGuardrails, isEnabled: true }

const guardrails = (over: Partial<ComplianceRules> = {}): Guardrails =>
  new Guardrails({ ...rules, ...over })

const answered = (upstreamStatus: number) => ({ kind: 'transient' as const, upstreamStatus })

describe('an account', () => {
  test('is given no more attempts a minute than it may have', () => {
    const guard = guardrails({ maxAccountRequestsPerMinute: 2 })
    guard.admitted('a', 1_000)
    guard.admitted('a', 5_000)
    expect([guard.accountFreeAt('a', 5_000), guard.accountFreeAt('b', 5_000)]).toEqual([61_000, 0])
    expect([guard.accountFreeAt('a', 60_999), guard.accountFreeAt('a', 61_000)]).toEqual([
      61_000, 0,
    ])
  })

  test('has not had what it declined', () => {
    const guard = guardrails({ maxAccountRequestsPerMinute: 1, maxGlobalRequestsPerMinute: 1 })
    guard.admitted('a', 1_000)
    guard.withdrawn('b', 1_000)
    expect([guard.accountFreeAt('a', 1_000), guard.globalFreeAt(1_000)]).toEqual([61_000, 61_000])
    guard.withdrawn('a', 1_000)
    expect([guard.accountFreeAt('a', 1_000), guard.globalFreeAt(1_000)]).toEqual([0, 0])
  })

  test.each([401, 403, 429, 500, 503, 529])('rests after a %d', (status) => {
    const guard = guardrails({ riskRestMs: 300_000 })
    guard.settled('a', answered(status), 1_000)
    expect([guard.accountFreeAt('a', 300_999), guard.accountFreeAt('a', 301_000)]).toEqual([
      301_000, 0,
    ])
    expect(guard.accountFreeAt('b', 1_000)).toBe(0)
  })

  test.each([0, 400, 404, 502])('does not rest after a %d', (status) => {
    const guard = guardrails()
    guard.settled('a', answered(status), 1_000)
    expect(guard.accountFreeAt('a', 1_000)).toBe(0)
  })

  test('does not rest after a 403 that is the fault of the request, which is no sign either', () => {
    const guard = guardrails()
    guard.settled('a', { kind: 'client', upstreamStatus: 403 }, 0)
    expect(guard.accountFreeAt('a', 0)).toBe(0)
    expect(guard.snapshot(0, {}).riskSignalsLastMinute).toBe(0)
  })

  test('rests after the statuses that the operator lists, and no others', () => {
    const guard = guardrails({ riskStatuses: [418] })
    guard.settled('a', answered(418), 0)
    guard.settled('b', answered(403), 0)
    expect([guard.accountFreeAt('a', 0), guard.accountFreeAt('b', 0)]).toEqual([300_000, 0])
  })

  test('does not rest after a 429 that the operator lets pass; it counts as a sign', () => {
    const guard = guardrails({ restsAfter429: false })
    guard.settled('a', answered(429), 0)
    expect(guard.accountFreeAt('a', 0)).toBe(0)
    expect(guard.snapshot(0, {})).toMatchObject({
      riskSignalsLastMinute: 1,
      account429InLastMinute: { a: 1 },
    })
    guard.settled('a', answered(403), 0)
    expect(guard.accountFreeAt('a', 0)).toBe(300_000)
  })

  test('rests for longer after a second sign, never for less', () => {
    const guard = guardrails({ riskRestMs: 300_000 })
    guard.settled('a', answered(403), 1_000)
    guard.configure({ ...rules, riskRestMs: 10_000 })
    guard.settled('a', answered(403), 2_000)
    expect(guard.accountFreeAt('a', 2_000)).toBe(301_000)
    guard.settled('a', answered(403), 299_000)
    expect(guard.accountFreeAt('a', 299_000)).toBe(309_000)
  })

  test.each([
    ['rate_limited', 'account429InLastMinute'],
    ['quota', 'account429InLastMinute'],
  ] as const)('whose stream says that it is %s counts as a 429', (kind, counter) => {
    const guard = guardrails()
    guard.settled('a', { kind, upstreamStatus: 200 }, 0)
    expect(guard.snapshot(0, {})[counter]).toEqual({ a: 1 })
    expect(guard.accountFreeAt('a', 0)).toBe(300_000)
  })

  test.each<[FailureKind | '', number]>([
    ['auth', 401],
    ['dead', 401],
    ['rate_limited', 429],
    ['quota', 429],
    ['overloaded', 503],
    ['transient', 500],
    ['client', 0],
    ['context_length', 0],
    ['too_large', 0],
    ['', 0],
  ])('whose stream says "%s" rests where the operator lists %d', (kind, status) => {
    const every = [401, 429, 500, 503]
    const restsBy = every.filter((one) => {
      const guard = guardrails({ riskStatuses: [one] })
      guard.settled('a', { kind, upstreamStatus: 200 }, 0)
      return guard.accountFreeAt('a', 0) > 0
    })
    expect(restsBy).toEqual(every.filter((one) => one === status))
  })

  test('rests for no request that is larger than all that it ever takes, whatever the operator lists', () => {
    const guard = guardrails({ riskStatuses: [413, 429] })
    guard.settled('a', { kind: 'too_large', upstreamStatus: 429 }, 0)
    expect(guard.accountFreeAt('a', 0)).toBe(0)
    expect(guard.snapshot(0, {}).account429InLastMinute).toEqual({})
  })

  test('rests after a fault of the request that the operator lists, unless it is a 403', () => {
    const guard = guardrails({ riskStatuses: [400, 403] })
    guard.settled('a', { kind: 'client', upstreamStatus: 400 }, 0)
    guard.settled('b', { kind: 'client', upstreamStatus: 403 }, 0)
    expect([guard.accountFreeAt('a', 0), guard.accountFreeAt('b', 0)]).toEqual([300_000, 0])
  })

  test('has the slots that both its own limit and the common one leave it', () => {
    const guard = guardrails({ maxAccountConcurrency: 3 })
    expect([guard.slotLimit(0), guard.slotLimit(2), guard.slotLimit(5)]).toEqual([3, 2, 3])
  })
})

describe('all accounts together', () => {
  test('are given no more attempts a minute than they may have', () => {
    const guard = guardrails({ maxGlobalRequestsPerMinute: 2 })
    guard.admitted('a', 0)
    expect(guard.globalFreeAt(0)).toBe(0)
    guard.admitted('b', 10_000)
    expect([guard.globalFreeAt(10_000), guard.globalFreeAt(60_000)]).toEqual([60_000, 0])
  })
})

describe('one request', () => {
  test('has one attempt at least, and as many as may be', () => {
    expect([0, 1, 2].map((maxAttempts) => guardrails({ maxAttempts }).attemptLimit())).toEqual([
      1, 1, 2,
    ])
  })
})

describe('guardrails that are off', () => {
  test('limit nothing and count nothing but switches', () => {
    const guard = guardrails({ isEnabled: false })
    for (let attempt = 0; attempt < 500; attempt += 1) guard.admitted('a', 0)
    guard.settled('a', answered(403), 0)
    guard.switched(0)
    expect([guard.accountFreeAt('a', 0), guard.globalFreeAt(0), guard.slotLimit(7)]).toEqual([
      0, 0, 7,
    ])
    expect(guard.attemptLimit()).toBeUndefined()
    expect(guard.snapshot(0, {})).toMatchObject({
      globalRequestsInLastMinute: 0,
      riskSignalsLastMinute: 0,
      accountSwitchesLastMinute: 1,
    })
  })

  test('forget what they knew when they were on', () => {
    const guard = guardrails({ maxGlobalRequestsPerMinute: 1 })
    guard.admitted('a', 0)
    guard.settled('a', answered(403), 0)
    guard.switched(0)
    guard.configure({ ...rules, isEnabled: false })
    guard.switched(0)
    guard.configure({ ...rules, isEnabled: false, maxAttempts: 3 })
    guard.configure({ ...rules, maxGlobalRequestsPerMinute: 1 })
    expect([guard.accountFreeAt('a', 0), guard.globalFreeAt(0)]).toEqual([0, 0])
    expect(guard.snapshot(0, {})).toMatchObject({
      riskSignalsLastMinute: 0,
      accountSwitchesLastMinute: 1,
    })
  })

  test('keep what they know through a change of the limits', () => {
    const guard = guardrails()
    guard.admitted('a', 0)
    guard.configure({ ...rules, maxAccountRequestsPerMinute: 1 })
    expect(guard.accountFreeAt('a', 0)).toBe(60_000)
  })
})

describe('the snapshot', () => {
  test('tells what was counted in the last minute, and of whom', () => {
    const guard = guardrails()
    guard.admitted('a', 0)
    guard.admitted('a', 1_000)
    guard.admitted('b', 2_000)
    guard.settled('a', answered(429), 3_000)
    guard.settled('b', answered(403), 4_000)
    guard.switched(5_000)
    expect(guard.snapshot(5_500, { a: 1 })).toEqual({
      rules,
      globalRequestsInLastMinute: 3,
      accountRequestsInLastMinute: { a: 2, b: 1 },
      accountInFlight: { a: 1 },
      accountCooldownSecondsRemaining: { a: 298, b: 299 },
      riskSignalsLastMinute: 2,
      account403InLastMinute: { b: 1 },
      account429InLastMinute: { a: 1 },
      accountSwitchesLastMinute: 1,
    })
  })

  test('tells nothing of what is over a minute ago, except for rests', () => {
    const guard = guardrails()
    guard.admitted('a', 0)
    guard.settled('a', answered(429), 0)
    guard.switched(0)
    expect(guard.snapshot(60_000, {})).toMatchObject({
      globalRequestsInLastMinute: 0,
      accountRequestsInLastMinute: {},
      accountCooldownSecondsRemaining: { a: 240 },
      riskSignalsLastMinute: 0,
      account429InLastMinute: {},
      accountSwitchesLastMinute: 0,
    })
  })
})
