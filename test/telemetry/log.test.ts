import { expect, test } from 'bun:test'
import { VirtualClock } from '../../src/actor/virtual-clock.ts'
import { type Log, openMainLog } from '../../src/telemetry/log.ts'
import { exchangeRecordOf, exchangeTextOf } from '../support/exchange-facts.ts'
import { lineSink, type LineSink } from '../support/line-sink.ts'

/** What comes out of a log in which `use` wrote. */
const written = async (
  use: (log: Log) => void,
  options: { LOG_LEVEL?: string; isTerminal?: boolean } = {},
): Promise<LineSink> => {
  const sink = lineSink()
  const { LOG_LEVEL, isTerminal = false } = options
  using log = openMainLog({
    clock: new VirtualClock(1_790_000_000_000),
    environment: { LOG_LEVEL },
    writeBytes: sink.writeBytes,
    isTerminal,
  })
  use(log)
  await log.flush(1_000)
  return sink
}

test('a line is one JSON object: when, how grave, what, and its fields', async () => {
  const sink = await written((log) =>
    log.warning('account cools down', { account: 'openai/a', delayMs: 500 }),
  )
  expect(sink.entries()).toEqual([
    {
      '@timestamp': '2026-09-21T14:13:20.000Z',
      level: 'WARN',
      message: 'account cools down',
      logger: 'switchyard',
      thread: 'main',
      account: 'openai/a',
      delayMs: 500,
    },
  ])
})

test('a line break in a text does not begin another line', async () => {
  const sink = await written((log) => log.info('a\nb', { reason: 'c\nd' }))
  expect(sink.lines()).toHaveLength(1)
})

test('lines below the level are not written, exchanges included', async () => {
  const sink = await written(
    (log) => {
      log.info('not this')
      log.exchange(exchangeTextOf())
      log.error('this')
    },
    { LOG_LEVEL: 'warning' },
  )
  expect(sink.entries()).toMatchObject([{ message: 'this' }])
})

test('a level that is off silences everything', async () => {
  expect((await written((log) => log.error('x'), { LOG_LEVEL: 'off' })).lines()).toEqual([])
})

test('a level that is not understood is said', async () => {
  const sink = await written(() => {}, { LOG_LEVEL: 'loud' })
  expect(sink.entries()).toMatchObject([{ level: 'WARN', setting: 'LOG_LEVEL' }])
})

test('an exchange is one line with every field of its record', async () => {
  const sink = await written((log) => log.exchange(exchangeTextOf()))
  expect(sink.entries()).toEqual([
    {
      '@timestamp': '2026-09-21T14:13:20.000Z',
      level: 'INFO',
      message: 'exchange',
      logger: 'switchyard',
      thread: 'main',
      ...exchangeRecordOf(),
    },
  ])
})

test('fields that are not listed, or not of their type, are left out', async () => {
  const wider = { account: 'openai/a', authorization: 'x', body: 'prompt', status: '200' }
  // @ts-expect-error the types refuse it as well
  const sink = await written((log) => log.info('m', wider))
  expect(Object.keys(sink.entries()[0] ?? {})).toEqual([
    '@timestamp',
    'level',
    'message',
    'logger',
    'thread',
    'account',
  ])
})

test.each([false, true])('no secret comes through any text, terminal: %p', async (isTerminal) => {
  const canary = 'sk-canary-0123456789'
  const sink = await written(
    (log) => {
      log.error(`refused ${canary}`, {
        reason: `Bearer ${canary}`,
        stack: `at ${canary}`,
        user: canary,
      })
      log.exchange(exchangeTextOf({ model: canary, key: canary, requestId: canary }))
    },
    { isTerminal },
  )
  expect(sink.lines()).toHaveLength(2)
  expect(sink.lines().join()).not.toContain('canary')
})

test('a terminal gets lines to read, and no control characters from outside', async () => {
  const sink = await written(
    (log) => {
      log.info('listening', { port: 8045 })
      log.exchange(exchangeTextOf({ user: 'eve\u001B[2J\nfake' }))
    },
    { isTerminal: true },
  )
  const [event = '', exchange = ''] = sink.lines().map((line) => Bun.stripANSI(line).trim())
  expect(event).toContain('listening thread="main" port=8045')
  expect(exchange).toContain('200 completed')
  expect(exchange).not.toContain('\u001B')
  expect(sink.lines()).toHaveLength(2)
})
