import { expect, test } from 'bun:test'
import { liveWorld, note, puppet, turnsOver, world } from './fixtures/puppet.ts'

test('a stop comes before the messages that wait, which become dead letters', async () => {
  const { system, events } = liveWorld()
  const { definition, log } = puppet()
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('1'))
  system.tell(ref, note('2'))
  system.stop(ref)
  await turnsOver()
  expect(log).toEqual(['setup ', '(stopping)'])
  expect(system.counters.deadLetters).toBe(2)
  expect(events[0]).toEqual({
    type: 'undelivered',
    to: ref,
    messageType: 'note',
    reason: 'dead-letter',
  })
})

test('an actor that stops itself finishes the message at hand', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet({ onMessage: (context) => context.stopSelf() })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('1'))
  system.tell(ref, note('2'))
  await turnsOver()
  expect(log).toEqual(['setup ', '1', '(stopping)'])
})

test('children are gone before their parent hears stopping', async () => {
  const { system } = liveWorld()
  const log: string[] = []
  const child = puppet({ kind: 'child', log })
  const parent = puppet({ kind: 'parent', log })
  const ref = system.spawn(parent.definition, 'parent', 'parent')
  await turnsOver()
  parent.context.spawn(child.definition, 'child', 'child')
  await turnsOver()
  child.context.timers.after('t', 0, note('never heard'))
  system.stop(ref)
  await turnsOver()
  expect(log).toEqual(['setup parent', 'setup child', '(stopping)', '(stopping)'])
  expect(system.inspect()).toEqual([])
})

test('timers and results of work end with the actor', async () => {
  const { simulation, system } = world()
  const work = Promise.withResolvers<string>()
  const { definition, log, contexts } = puppet()
  const ref = system.spawn(definition, 'a', '')
  await simulation.settle()
  contexts[0]?.timers.every('t', 10, note('timer'))
  contexts[0]?.pipeToSelf(work.promise, note, ({ message }) => note(message))
  system.stop(ref)
  await simulation.settle()
  work.resolve('late')
  await simulation.advance(100)
  expect(log).toEqual(['setup ', '(stopping)'])
  expect(simulation.clock.nextAt()).toBeUndefined()
})

test('an actor can be stopped while it waits for its restart', async () => {
  const { simulation, system } = world()
  const { definition, log } = puppet({
    supervision: { backoff: { minMs: 100, maxMs: 100, jitter: 0 } },
  })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('fail'))
  await simulation.settle()
  system.stop(ref)
  await simulation.settle()
  expect(log).toEqual(['setup ', 'fail', '(restarting)'])
  expect(system.inspect()).toEqual([])
  expect(simulation.clock.nextAt()).toBeUndefined()
})

test('a throw while stopping does not keep the actor alive', async () => {
  const { system, events } = liveWorld()
  const { definition } = puppet({
    onSignal: () => {
      throw new Error('too late')
    },
  })
  const ref = system.spawn(definition, 'a', '')
  system.stop(ref)
  await turnsOver()
  expect(events).toMatchObject([
    { type: 'actor-failed', outcome: 'none', failure: { message: 'too late' } },
    { type: 'actor-ended', ref, reason: { type: 'stopped' } },
  ])
})

test('a name is free again when its actor is gone, under a new address', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet()
  const first = system.spawn(definition, 'a', 'first')
  system.stop(first)
  await turnsOver()
  const second = system.spawn(definition, 'a', 'second')
  system.tell(first, note('lost'))
  system.tell(second, note('heard'))
  await turnsOver()
  expect(second).not.toBe(first)
  expect(log).toEqual(['setup first', '(stopping)', 'setup second', 'heard'])
  expect(system.counters.deadLetters).toBe(1)
})

test('a shutdown stops all actors and then resolves', async () => {
  const { system } = liveWorld()
  const child = puppet({ kind: 'child' })
  const parent = puppet({
    kind: 'parent',
    onSetup: (context) => context.spawn(child.definition, 'child', ''),
  })
  system.spawn(parent.definition, 'parent', '')
  await turnsOver()
  await system.shutdown()
  expect([child.log, parent.log]).toEqual([
    ['setup ', '(stopping)'],
    ['setup ', '(stopping)'],
  ])
})

test('a shutdown asked for twice is one, and both resolve', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet()
  system.spawn(definition, 'a', '')
  await turnsOver()
  await Promise.all([system.shutdown(), system.shutdown()])
  expect(log).toEqual(['setup ', '(stopping)'])
})
