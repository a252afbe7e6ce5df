import { expect, test } from 'bun:test'
import { exchangeRecord } from '../../src/ledger/record.ts'
import { exchangeFacts, exchangeRecordOf } from '../support/exchange-facts.ts'

test('a record says what the facts say, under an id of its run', () => {
  const { exchange, ...facts } = exchangeFacts({ exchange: 7 })
  expect(exchangeRecordOf({ exchange })).toEqual({ id: 'run-000000007', ...facts })
})

test('ids sort in the order in which they were given', () => {
  const [ninth, tenth] = [exchangeRecordOf({ exchange: 9 }), exchangeRecordOf({ exchange: 10 })]
  expect(ninth.id < tenth.id).toBe(true)
})

test('what is not a field of a record does not get into it', () => {
  const facts = { ...exchangeFacts(), body: 'the prompt', authorization: 'Bearer x' }
  expect(exchangeRecord('run', facts)).toEqual(exchangeRecordOf())
})

test('a secret in any text of the facts is taken out of the record', () => {
  const canary = 'sk-canary-0123456789'
  const texts = {
    requestId: canary,
    user: canary,
    key: canary,
    protocol: canary,
    operation: canary,
    channel: canary,
    account: canary,
    model: canary,
    upstreamModel: canary,
    failureCode: canary,
  }
  expect(JSON.stringify(exchangeRecordOf(texts))).not.toContain('canary')
})

test('a text is cut, and a secret across the cut is not kept in part', () => {
  const model = `${'m '.repeat(95)}sk-canary-0123456789${'-more'.repeat(50)}`
  const kept = exchangeRecordOf({ model }).model
  expect(kept).toBe(`${'m '.repeat(95)}[redacted]`)
})

test('a text of any length ends within 200 characters', () => {
  const kept = exchangeRecordOf({ model: 'x'.repeat(1_000_000) }).model
  expect(kept).toBe(`${'x'.repeat(199)}…`)
})

test('times are kept to the microsecond, and what is no number is unknown', () => {
  const { totalMs, queueMs, outputTokens } = exchangeRecordOf({
    totalMs: 1.23456,
    queueMs: Number.NaN,
    outputTokens: Number.POSITIVE_INFINITY,
  })
  expect({ totalMs, queueMs, outputTokens }).toEqual({
    totalMs: 1.235,
    queueMs: -1,
    outputTokens: -1,
  })
})
