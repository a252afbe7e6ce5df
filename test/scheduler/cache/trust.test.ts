import { expect, test } from 'bun:test'
import { Trust } from '../../../src/scheduler/cache/trust.ts'

const subject = { channel: 'openai', model: 'm' }

test('an account’s cache is trusted wholly until it has kept less, and by its latest a fifth', () => {
  const trust = new Trust()
  const known = [trust.of('a', subject)]
  for (const kept of [0, 0.5, 1]) {
    trust.learn('a', subject, kept)
    known.push(trust.of('a', subject))
  }
  expect(known.map((one) => Number(one.toFixed(6)))).toEqual([1, 0.8, 0.74, 0.792])
})

test('who keeps more than was expected is trusted wholly and no more', () => {
  const trust = new Trust()
  trust.learn('a', subject, 3)
  expect(trust.of('a', subject)).toBe(1)
})

test('trust is an account’s own, for one model of one channel', () => {
  const trust = new Trust()
  trust.learn('a', subject, 0)
  const others = [
    trust.of('b', subject),
    trust.of('a', { ...subject, model: 'n' }),
    trust.of('a', { ...subject, channel: 'other' }),
  ]
  expect(others).toEqual([1, 1, 1])
})

test('what was known of accounts that are gone is forgotten, and of no others', () => {
  const trust = new Trust()
  for (const account of ['a', 'b', 'c']) trust.learn(account, subject, 0)
  trust.releaseAccounts(new Set(['a', 'c']))
  expect(['a', 'b', 'c'].map((account) => trust.of(account, subject))).toEqual([1, 0.8, 1])
})

test('of ever more models the one learnt of longest ago is forgotten', () => {
  const trust = new Trust()
  for (let index = 0; index <= 50_000; index += 1)
    trust.learn('a', { channel: 'openai', model: `m${index}` }, 0)
  const known = [0, 1, 50_000].map((index) =>
    trust.of('a', { channel: 'openai', model: `m${index}` }),
  )
  expect(known).toEqual([1, 0.8, 0.8])
})
