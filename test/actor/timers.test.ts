import { expect, test } from 'bun:test'
import { liveWorld, note, puppet, turnsOver, world } from './fixtures/puppet.ts'

const ready = async () => {
  const { simulation, system } = world()
  const actor = puppet()
  system.spawn(actor.definition, 'a', '')
  await simulation.settle()
  actor.log.length = 0
  return { simulation, log: actor.log, timers: actor.context.timers }
}

test('a timer sends its message once, when its delay is over', async () => {
  const { simulation, log, timers } = await ready()
  timers.after('t', 10, note('now'))
  await simulation.advance(9)
  expect(log).toEqual([])
  await simulation.advance(100)
  expect(log).toEqual(['now'])
})

test('a repeating timer sends first after one interval, and then every interval', async () => {
  const { simulation, log, timers } = await ready()
  timers.every('t', 10, note('now'))
  await simulation.advance(9)
  expect(log).toEqual([])
  await simulation.advance(21)
  expect(log).toEqual(['now', 'now', 'now'])
})

test('a timer of the same key replaces the earlier one', async () => {
  const { simulation, log, timers } = await ready()
  timers.every('t', 10, note('old'))
  timers.after('t', 15, note('new'))
  await simulation.advance(100)
  expect(log).toEqual(['new'])
})

test('a cancelled timer sends nothing', async () => {
  const { simulation, log, timers } = await ready()
  timers.after('once', 10, note('once'))
  timers.every('often', 10, note('often'))
  timers.cancel('once')
  timers.cancel('often')
  await simulation.advance(100)
  expect(log).toEqual([])
})

test('a message of a timer that is cancelled while it waits is not delivered', async () => {
  const { clock, system } = liveWorld()
  const { definition, log, contexts } = puppet()
  system.spawn(definition, 'a', '')
  await turnsOver()
  contexts[0]?.timers.after('t', 10, note('too late'))
  clock.moveTo(10)
  contexts[0]?.timers.cancel('t')
  await turnsOver()
  expect(log).toEqual(['setup '])
})

test('a repeating timer does not pile up in front of a busy actor', async () => {
  const { clock, system } = liveWorld()
  const { definition, log, contexts } = puppet()
  system.spawn(definition, 'a', '')
  await turnsOver()
  contexts[0]?.timers.every('t', 10, note('tick'))
  for (const at of [10, 20, 30]) clock.moveTo(at)
  await turnsOver()
  expect(log).toEqual(['setup ', 'tick'])
})

test('a repeating timer skips the instants it missed and keeps its grid', async () => {
  const { clock, system } = liveWorld()
  const { definition, contexts } = puppet()
  system.spawn(definition, 'a', '')
  await turnsOver()
  contexts[0]?.timers.every('t', 10, note('tick'))
  clock.moveTo(34)
  await turnsOver()
  expect(clock.nextAt()).toBe(40)
})
