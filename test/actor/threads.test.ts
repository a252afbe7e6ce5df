import { afterEach, expect, test } from 'bun:test'
import {
  ActorSystem,
  NodePool,
  systemClock,
  VirtualClock,
  type ActorRef,
  type Clock,
  type PoolEvent,
  type PoolOptions,
} from '../../src/actor/index.ts'
import { counterKind, type Count, type CounterMessage } from './fixtures/protocol.ts'
import { puppet } from './fixtures/puppet.ts'

const counterThread = './test/actor/fixtures/counter-thread.ts'

const pools: NodePool[] = []

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.stop(1_000)
})

/** A system with a pool, and a way to wait for what the pool reports. */
const joined = (options: Partial<PoolOptions> = {}) => {
  const main = options.system ?? new ActorSystem({ node: 'main' })
  const events: PoolEvent[] = []
  const waiting = new Set<() => void>()
  const pool = new NodePool({
    system: main,
    entry: counterThread,
    size: 1,
    namePrefix: 'counter',
    observe: (event) => {
      events.push(event)
      for (const check of waiting) check()
    },
    ...options,
  })
  pools.push(pool)
  const happened = (isIt: (event: PoolEvent) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!events.some(isIt)) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  return { main, pool, events, happened, isReady: (node: string) => happened(readiness(node)) }
}

const readiness =
  (node: string) =>
  (event: PoolEvent): boolean =>
    event.type === 'thread-ready' && event.node === node

const read = (replyTo: ActorRef<Count>): CounterMessage => ({ type: 'read', replyTo })
const ignore = (replyTo: ActorRef<Count>): CounterMessage => ({ type: 'ignore', replyTo })

/** An actor on `main` that started a counter on the first thread, and what it hears. */
const withCounter = async (options: Partial<PoolOptions> = {}) => {
  const world = joined(options)
  const [node = ''] = await world.pool.start()
  const started = Promise.withResolvers<void>()
  const terminated = Promise.withResolvers<void>()
  const parent = puppet({
    kind: 'parent',
    onSetup: () => started.resolve(),
    onSignal: terminated.resolve,
  })
  world.main.spawn(parent.definition, 'parent', '')
  await started.promise
  const counter = parent.context.spawn(counterKind, 'counter', { from: 40 }, { node })
  return { ...world, node, parent, counter, terminated: terminated.promise }
}

test('an actor in another thread is started, told, asked and stopped', async () => {
  const { main, counter, parent, terminated } = await withCounter()
  main.tell(counter, { type: 'add', amount: 1 })
  main.tell(counter, { type: 'add', amount: 1 })
  expect(await main.ask(counter, read, 5_000)).toEqual({
    type: 'reply',
    reply: { type: 'count', value: 42 },
  })
  main.stop(counter)
  await terminated
  expect(parent.log).toEqual(['setup ', '(terminated stopped)'])
})

test('ten thousand messages arrive in another thread in order and none twice', async () => {
  const { main, counter } = await withCounter()
  for (let amount = 1; amount <= 10_000; amount += 1) main.tell(counter, { type: 'add', amount })
  expect(await main.ask(counter, read, 5_000)).toEqual({
    type: 'reply',
    reply: { type: 'count', value: 40 + 50_005_000 },
  })
})

test('an actor in another thread is restarted there', async () => {
  const { main, counter } = await withCounter()
  main.tell(counter, { type: 'add', amount: 1 })
  main.tell(counter, { type: 'fail', explanation: 'once' })
  expect(await main.ask(counter, read, 5_000)).toEqual({
    type: 'reply',
    reply: { type: 'count', value: 40 },
  })
})

const deaths: readonly (readonly [string, CounterMessage | undefined])[] = [
  ['is terminated', undefined],
  ['throws what nobody catches', { type: 'crash-thread' }],
  ['calls process.exit', { type: 'exit-thread' }],
]

for (const [death, message] of deaths) {
  test(`a thread that ${death} is lost: parents and askers hear it, and it is replaced`, async () => {
    const world = await withCounter()
    const { main, pool, node, counter, parent } = world
    const answer = main.ask(counter, ignore, 60_000)
    if (message === undefined) pool.kill(node)
    else main.tell(counter, message)
    expect(await answer).toEqual({ type: 'undeliverable', reason: 'node-lost' })
    await world.terminated
    expect(parent.log).toEqual(['setup ', '(terminated node-lost)'])
    await world.isReady('counter-1.2')
    const again = main.spawn(counterKind, 'counter', { from: 7 }, { node: 'counter-1.2' })
    expect(await main.ask(again, read, 5_000)).toEqual({
      type: 'reply',
      reply: { type: 'count', value: 7 },
    })
  })
}

test('the pool tells its live nodes whenever they change', async () => {
  const changes: (readonly string[])[] = []
  const world = joined({ onChange: (nodes) => changes.push(nodes) })
  await world.pool.start()
  world.pool.kill('counter-1.1')
  await world.isReady('counter-1.2')
  expect(changes).toEqual([['counter-1.1'], [], ['counter-1.2']])
})

test('a dedicated node is apart from the others, and not replaced', async () => {
  const { main, pool, events, happened } = joined()
  await pool.start()
  const dedicated = await pool.dedicated()
  expect(dedicated).toEqual({ type: 'ready', node: 'counter-2.1' })
  expect(pool.nodes()).toEqual(['counter-1.1'])
  const counter = main.spawn(counterKind, 'counter', { from: 1 }, { node: 'counter-2.1' })
  expect(await main.ask(counter, read, 5_000)).toMatchObject({ type: 'reply' })
  await pool.release('counter-2.1', 1_000)
  await happened(({ type }) => type === 'thread-closed')
  expect(events.map(({ type }) => type)).toEqual(['thread-ready', 'thread-ready', 'thread-closed'])
  expect(pool.nodes()).toEqual(['counter-1.1'])
})

/** Remembers the delays asked for, and lets them pass at once. */
const hasty = (startTimeoutMs: number) => {
  const delays: number[] = []
  const clock: Clock = {
    ...systemClock,
    schedule: (delayMs, run) => {
      if (delayMs === startTimeoutMs) return systemClock.schedule(delayMs, run)
      delays.push(delayMs)
      return systemClock.schedule(0, run)
    },
  }
  return { clock, delays }
}

test('a thread that dies while starting is tried again a few times, ever later, then given up', async () => {
  const { clock, delays } = hasty(20_000)
  const { pool, events } = joined({
    entry: './test/actor/fixtures/stillborn-thread.ts',
    startTimeoutMs: 20_000,
    system: new ActorSystem({ node: 'main', clock, random: { next: () => 0.5 } }),
  })
  expect(await pool.start()).toEqual([])
  expect(delays).toEqual([50, 100, 200, 400, 800])
  expect(events.map(({ type }) => type)).toEqual([
    ...Array.from({ length: 6 }, () => 'thread-closed' as const),
    'given-up',
  ])
})

test('a dedicated node whose thread dies while starting is answered as failed', async () => {
  const { pool } = joined({ entry: './test/actor/fixtures/stillborn-thread.ts' })
  const dedicated = await pool.dedicated()
  expect(dedicated).toMatchObject({ type: 'failed' })
  expect(JSON.stringify(dedicated)).toContain('cannot be hosted')
})

test('a thread that works and dies again soon is replaced later, not at once', async () => {
  const { clock, delays } = hasty(20_000)
  const { pool, isReady } = joined({
    startTimeoutMs: 20_000,
    system: new ActorSystem({ node: 'main', clock, random: { next: () => 0.5 } }),
  })
  await pool.start()
  pool.kill('counter-1.1')
  await isReady('counter-1.2')
  pool.kill('counter-1.2')
  await isReady('counter-1.3')
  expect(delays).toEqual([0, 100])
})

test('a thread that is not ready in time is ended', async () => {
  const clock = new VirtualClock()
  const { pool } = joined({
    entry: './test/actor/fixtures/silent-thread.ts',
    startTimeoutMs: 300,
    system: new ActorSystem({ node: 'main', clock }),
  })
  const dedicated = pool.dedicated()
  clock.moveTo(300)
  expect(await dedicated).toEqual({ type: 'failed', explanation: 'not ready within 300 ms' })
})

test('a pool that stops lets its actors stop, and replaces nothing', async () => {
  const { pool, parent, terminated, events } = await withCounter()
  await pool.stop(5_000)
  await terminated
  expect(parent.log).toEqual(['setup ', '(terminated stopped)'])
  expect(events.map(({ type }) => type)).toEqual(['thread-ready', 'thread-closed'])
})

test('a pool that stops ends a thread that does not leave in time', async () => {
  const clock = new VirtualClock()
  const { main, pool, events } = joined({ system: new ActorSystem({ node: 'main', clock }) })
  await pool.start()
  const hanging = main.spawn(counterKind, 'counter', { from: 1 }, { node: 'counter-1.1' })
  main.tell(hanging, { type: 'hang' })
  const stopped = pool.stop(700)
  clock.moveTo(700)
  await stopped
  expect(events.at(-1)).toMatchObject({ explanation: 'did not leave within 700 ms' })
})
