import { describe, expect, test } from 'bun:test'
import { differsNotably, learnQuotas, restForSpent } from '../../src/account/quota.ts'
import type { AnnouncedLimit } from '../../src/channel/index.ts'

const limit = (over: Partial<AnnouncedLimit> = {}): AnnouncedLimit => ({
  isOfAccount: false,
  promptTokens: 0,
  countsCached: false,
  left: 0.5,
  resetsAt: 10_000,
  spentUntil: 0,
  ...over,
})

const at = { model: 'm', now: 1_000 }

describe('quotas that an answer tells of', () => {
  test('count by the scarcest of those for the model, and of those for the account', () => {
    const limits = [
      limit({ left: 0.9 }),
      limit({ left: 0.3, resetsAt: 20_000 }),
      limit({ left: 0.6, isOfAccount: true }),
    ]
    expect(learnQuotas([], limits, at)).toEqual([
      { model: '', left: 0.6, resetsAt: 10_000 },
      { model: 'm', left: 0.3, resetsAt: 20_000 },
    ])
  })

  test('take the place of what was known of this model, and of no other', () => {
    const other = { model: 'other', left: 0.1, resetsAt: 5 }
    const known = [{ model: 'm', left: 0.1, resetsAt: 5 }, other]
    expect(learnQuotas(known, [limit()], at)).toEqual([
      other,
      { model: 'm', left: 0.5, resetsAt: 10_000 },
    ])
  })

  test('are thought to be of a minute when they do not say when they are whole again', () => {
    expect(learnQuotas([], [limit({ resetsAt: 0 })], at)).toEqual([
      { model: 'm', left: 0.5, resetsAt: 61_000 },
    ])
  })

  test('are a hundred at most', () => {
    const names = Array.from({ length: 150 }, (_, index) => `m${index}`)
    const known = names.reduce<ReturnType<typeof learnQuotas>>(
      (quotas, name) => learnQuotas(quotas, [limit()], { model: name, now: 0 }),
      [],
    )
    expect(known.map(({ model }) => model)).toEqual(names.slice(-100))
  })

  test('rest what they are of when they are used up, and say that nothing failed', () => {
    const spent = [limit({ spentUntil: 70 }), limit({ isOfAccount: true, spentUntil: 90 })]
    expect(restForSpent([], spent, 'm')).toEqual([
      { model: 'm', until: 70, cause: 'announced' },
      { model: '', until: 90, cause: 'announced' },
    ])
  })
})

describe('a change of a quota is told', () => {
  const of = (left: number, resetsAt = 10_000) => [{ model: 'm', left, resetsAt }]

  test.each<[string, ReturnType<typeof of>, ReturnType<typeof of>, boolean]>([
    ['that is small', of(0.5), of(0.46), false],
    ['of more than five points', of(0.5), of(0.44), true],
    ['that makes it scarce', of(0.11), of(0.09), true],
    ['that uses it up', of(0.01), of(0), true],
    ['of nothing', of(0.5), of(0.5, 12_000), false],
    ['from what should be whole by now', of(0.5, 900), of(0.5), true],
    ['to what should be whole by now', of(0.5), of(0.5, 900), true],
    ['from what is whole by just now', of(0.5, 1_000), of(0.5), true],
    ['of one that nobody knew', [], of(0.9), true],
    ['of one that nobody knew and that is nearly whole', [], of(0.97), false],
    ['of one that nobody knew and that should be whole by now', [], of(0.5, 900), false],
  ])('%s', (_name, told, known, isTold) => {
    expect(differsNotably(told, known, 1_000)).toBe(isTold)
  })
})
