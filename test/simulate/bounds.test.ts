import { expect, test } from 'bun:test'
import { boundsOf, type Observed } from '../../bench/simulate/bounds.ts'
import type { Figures } from '../../bench/simulate/measure.ts'
import { figuresOf } from '../support/simulated-figures.ts'

const quickest = (own: Partial<Figures>, other: Partial<Figures>) => {
  const observed: readonly Observed[] = [
    { family: 'ours', figures: figuresOf('performance_first', own) },
    { family: 'peer', figures: figuresOf('peer', other) },
  ]
  return boundsOf(observed, { growsPrompts: false, isWhole: true })
    .filter(({ claim }) => claim.includes('p99'))
    .map(({ holds, shown }) => [holds, shown])
}

const never = { p99OfAskedMs: Number.POSITIVE_INFINITY }

test('who refuses what would be late is quick with the rest alone', () => {
  const own = { firstEventMs: { p50: 1, p99: 9_000 }, p99OfAskedMs: 9_500 }
  expect(quickest(own, never)).toEqual([
    [false, '9.00 s, the best other 2.00 s'],
    [true, '9.50 s, the best other never'],
  ])
})

test('who refuses more than a hundredth has no first event of so many in time', () => {
  expect(quickest(never, {})).toEqual([
    [true, '2.00 s, the best other 2.00 s'],
    [false, 'never, the best other 2.00 s'],
  ])
})

test('of all that were asked nothing is claimed where everybody refuses so many', () => {
  expect(quickest(never, never)).toEqual([[true, '2.00 s, the best other 2.00 s']])
})

test('even use is claimed of whole days alone', () => {
  const uneven = figuresOf('balance', { mostAboveMean: 2 })
  const claims = (isWhole: boolean) =>
    boundsOf([{ family: 'ours', figures: uneven }], { growsPrompts: false, isWhole }).map(
      ({ claim, holds }) => [claim, holds],
    )
  const rightly = ['balance refuses nobody whom an account could have served', true]
  expect(claims(false)).toEqual([rightly])
  expect(claims(true)).toEqual([
    rightly,
    ['balance uses no account 10.0 % more than the mean', false],
  ])
})
