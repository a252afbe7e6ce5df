import { expect, test } from 'bun:test'
import { learnLatency } from '../../../src/scheduler/standing/latency.ts'
import { entryOf } from '../../support/entries.ts'
import { settled } from '../../support/scripted-account.ts'

test('of a first event, the reading of what was not in the cache belongs to the prompt', () => {
  const entry = entryOf('a')
  learnLatency(entry, 'm', {
    ...settled,
    firstEventMs: 1_500,
    inputTokens: 10_000,
    cacheReadTokens: 90_000,
    cacheWriteTokens: 10_000,
  })
  expect(entry.latencies.peek('m')).toBe(500)
})

test('a tenth at least is the account’s', () => {
  const entry = entryOf('a')
  learnLatency(entry, 'm', { ...settled, firstEventMs: 1_000, inputTokens: 50_000 })
  expect(entry.latencies.peek('m')).toBe(100)
})

test('the mean follows the newest answers, and what was not measured changes nothing', () => {
  const entry = entryOf('a')
  for (const firstEventMs of [1_000, 2_000, -1])
    learnLatency(entry, 'm', { ...settled, firstEventMs })
  expect(entry.latencies.peek('m')).toBe(1_100)
})

test('as many models are remembered as may be, the latest ones', () => {
  const entry = entryOf('a')
  for (let index = 0; index < 150; index += 1)
    learnLatency(entry, `m${index}`, { ...settled, firstEventMs: 10 })
  const [first, last] = ['m0', 'm149'].map((model) => entry.latencies.peek(model))
  expect([entry.latencies.size, first, last]).toEqual([100, undefined, 10])
})
