import { describe, expect, test } from 'bun:test'
import type { Failure, FailureKind } from '../../../src/ir/failure.ts'
import { noOutlook, type Outlook } from '../../../src/scheduler/choice/outlook.ts'
import {
  lastPlace,
  lastRefusal,
  queueFull,
  tookTooLong,
} from '../../../src/scheduler/dispatching/refuse.ts'

const met = (kind: FailureKind): Failure => ({
  kind,
  code: 'vendor_code',
  status: 418,
  message: 'Words of org-secret.',
})

const refusal = (over: Partial<Outlook>, last?: FailureKind, pinnedTo?: string): Failure =>
  lastRefusal(
    {
      dispatch: { model: 'm' },
      pinnedTo,
      waitedMs: 12_400,
      lastFailure: last === undefined ? undefined : met(last),
    },
    { ...noOutlook, ...over },
  )

const limit = { kind: 'rate_limited', status: 429 } as const
const resting = {
  ...limit,
  code: 'all_accounts_resting',
  message: "every account for the model 'm' is resting; the first is free again in 3 s",
  retryAfterMs: 2_500,
}
const busy = {
  ...limit,
  code: 'all_slots_in_use',
  message: "every slot for the model 'm' stayed in use for 12 s",
  retryAfterMs: 1_000,
}

describe('who finds nobody is told', () => {
  const unasked = [undefined, 'auth', 'dead'] as const

  test.each(unasked)('that all rest, and until when (after %s)', (last) => {
    const outlook = { isAnybodyAble: true, soonestMs: 2_500.4 }
    expect(refusal(outlook, last)).toEqual(resting)
  })

  test.each([...unasked, 'rate_limited', 'quota'] as const)(
    'that all rest by the limits of the operator, and until when (after %s)',
    (last) => {
      const outlook = { isAnybodyAble: true, isGuarded: true, soonestMs: 2_500.4 }
      expect(refusal(outlook, last)).toEqual({
        ...limit,
        code: 'limit_of_each_account',
        message:
          "every account for the model 'm' rests by the operator's own limits; the first may be asked again in 3 s",
        retryAfterMs: 2_500,
      })
    },
  )

  test.each([undefined, 'auth', 'rate_limited'] as const)(
    'that its prompt has no room, and until when (after %s)',
    (last) => {
      const refused = (soonestMs: number | undefined): Failure =>
        refusal({ isAnybodyAble: true, roomMs: 70_000.4, soonestMs }, last)
      expect(refused(undefined)).toEqual({
        ...limit,
        code: 'no_room',
        message:
          "no account for the model 'm' has room for so long a prompt in its limit of tokens a minute; the first may have in 70 s",
        retryAfterMs: 70_000,
      })
      expect(refused(2_500).retryAfterMs).toBe(2_500)
    },
  )

  test('to come back at an instant to come, however close', () => {
    expect(refusal({ isAnybodyAble: true, soonestMs: 0.4 }).retryAfterMs).toBe(1)
  })

  test.each(unasked)('that all are busy, whoever rests besides (after %s)', (last) => {
    expect(refusal({ isBusy: true, isAnybodyAble: true, soonestMs: 2_500 }, last)).toEqual(busy)
  })

  test.each(unasked)('who cannot serve and why, and by no time of theirs (after %s)', (last) => {
    const refusals = [{ account: 'c/a', reason: 'out' }]
    const nobody = {
      kind: 'overloaded',
      code: 'no_account',
      status: 503,
      message: "no account for the model 'm' can serve: c/a (out)",
    } as const
    expect(refusal({ refusals, soonestMs: 2_500 }, last)).toEqual(nobody)
    expect(refusal({ refusals, isAnybodyAble: true }, last)).toEqual(nobody)
  })

  test('that there is none, where none is', () => {
    expect(refusal({}).message).toBe("no account is configured for the model 'm'")
    expect(refusal({}, undefined, 'c/a').message).toBe(
      'no account is configured where what this request names is kept',
    )
  })

  test.each(['rate_limited', 'quota'] as const)(
    'in our words of a limit that the last one met: %s',
    (last) => {
      expect(refusal({ soonestMs: 2_500 }, last)).toEqual(resting)
      expect(refusal({ isBusy: true, soonestMs: 2_500 }, last)).toEqual(busy)
      expect(refusal({}, last).retryAfterMs).toBe(1_000)
    },
  )

  test('that nobody takes so much at once, in the upstream’s words, unless somebody is left', () => {
    expect(refusal({ isAnybodyAble: true, soonestMs: 2_500 }, 'too_large')).toEqual({
      kind: 'too_large',
      code: 'request_too_large',
      status: 413,
      message: expect.stringMatching(
        /for the model 'm'.*The upstream said: Words of org-secret\.$/,
      ),
    })
    expect(refusal({ isAnybodyLeft: true, soonestMs: 2_500 }, 'too_large')).toEqual(resting)
    expect(refusal({ isAnybodyLeft: true, isBusy: true }, 'too_large')).toEqual(busy)
  })

  test.each(['transient', 'overloaded', 'client', 'context_length'] as const)(
    'what the last one met, and when somebody is free again: %s',
    (last) => {
      expect(refusal({ soonestMs: 2_500.4 }, last)).toEqual({ ...met(last), retryAfterMs: 2_500 })
      expect(refusal({}, last)).toEqual(met(last))
      expect(refusal({ isBusy: true, soonestMs: 2_500 }, last)).toEqual(met(last))
    },
  )

  test('of the limit of all, where that alone keeps somebody from serving', () => {
    const held = refusal({ closedMs: 1, readyCount: 1, soonestMs: 2_500 }, 'transient')
    expect(held).toMatchObject({
      ...limit,
      code: 'limit_of_all_accounts',
      retryAfterMs: 2_500,
      message: expect.stringContaining('in 3 s'),
    })
    expect(refusal({ closedMs: 1, readyCount: 1 }).retryAfterMs).toBe(1_000)
    for (const over of [{ readyCount: 1 }, { closedMs: 1 }])
      expect(refusal(over).code).toBe('no_account')
  })
})

test('a full queue tells when a wait is known to end, to the millisecond before', () => {
  expect([queueFull(7, 1_500.9), queueFull(7)]).toMatchObject([
    { status: 503, retryAfterMs: 1_500, message: expect.stringContaining('7 requests') },
    { retryAfterMs: 1_000 },
  ])
})

test('what took too long is told with the time that it had, in seconds', () => {
  expect(tookTooLong(1_500.2)).toMatchObject({
    status: 504,
    message: 'no account gave a first event within 1.5 s',
  })
})

test('the place of a refusal is that of the last account, else of the first that could serve', () => {
  const targets = ['one', 'two'].map((channel) => ({ channel, model: `m-${channel}`, wish: '' }))
  const places = ['two/a', '', 'twofold/a'].map((lastAccount) =>
    lastPlace({ targets, lastAccount }),
  )
  expect(places.map(({ upstreamModel }) => upstreamModel)).toEqual(['m-two', 'm-one', 'm-one'])
  expect(lastPlace({ targets: [], lastAccount: '' })).toEqual({ channel: '', upstreamModel: '' })
})
