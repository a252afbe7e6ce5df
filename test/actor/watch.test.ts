import { expect, test } from 'bun:test'
import { liveWorld, note, puppet, turnsOver } from './fixtures/puppet.ts'

/** An actor that watches, and one to be watched. */
const pair = async () => {
  const { system, events } = liveWorld()
  const watcher = puppet({ kind: 'watcher' })
  const watched = puppet()
  const watcherRef = system.spawn(watcher.definition, 'watcher', '')
  const watchedRef = system.spawn(watched.definition, 'watched', '')
  await turnsOver()
  return { system, events, watcher, watcherRef, watched, watchedRef }
}

test('a watcher hears once that the actor is gone, and why', async () => {
  const { system, watcher, watchedRef } = await pair()
  watcher.context.watch(watchedRef)
  watcher.context.watch(watchedRef)
  system.stop(watchedRef)
  await turnsOver()
  expect(watcher.log).toEqual(['setup ', '(terminated stopped)'])
})

test('a watcher that gave up watching hears nothing', async () => {
  const { system, watcher, watchedRef } = await pair()
  watcher.context.watch(watchedRef)
  watcher.context.unwatch(watchedRef)
  system.stop(watchedRef)
  await turnsOver()
  expect(watcher.log).toEqual(['setup '])
})

test('who watches an actor that is gone already hears it at once', async () => {
  const { system, watcher, watchedRef } = await pair()
  system.stop(watchedRef)
  await turnsOver()
  watcher.context.watch(watchedRef)
  await turnsOver()
  expect(watcher.log).toEqual(['setup ', '(terminated not-started)'])
})

test('a parent that also watches its child hears its end once', async () => {
  const { system, watcher } = await pair()
  const child = watcher.context.spawn(puppet().definition, 'child', '')
  watcher.context.watch(child)
  await turnsOver()
  system.stop(child)
  await turnsOver()
  expect(watcher.log).toEqual(['setup ', '(terminated stopped)'])
})

test('a watch ends with the behaviour that made it', async () => {
  const { system, watcher, watcherRef, watchedRef } = await pair()
  watcher.context.watch(watchedRef)
  system.tell(watcherRef, note('fail'))
  await turnsOver()
  system.stop(watchedRef)
  await turnsOver()
  expect(watcher.log).toEqual(['setup ', 'fail', '(restarting)', 'setup '])
})

test('a behaviour watches again what the one before it watched', async () => {
  const { system } = liveWorld()
  const watched = system.spawn(puppet().definition, 'watched', '')
  const watcher = puppet({ kind: 'watcher', onSetup: (context) => context.watch(watched) })
  const ref = system.spawn(watcher.definition, 'watcher', '')
  system.tell(ref, note('fail'))
  await turnsOver()
  system.stop(watched)
  await turnsOver()
  expect(watcher.log.slice(3)).toEqual(['setup ', '(terminated stopped)'])
})

test('a parent hears why a child was not started', async () => {
  const { events, watcher } = await pair()
  const { context } = watcher
  context.spawn({ kind: 'unheard of' }, 'child', null)
  context.spawn(puppet().definition, '', 'an empty name')
  context.spawn(puppet().definition, 'twin', '')
  context.spawn(puppet().definition, 'twin', '')
  await turnsOver()
  expect(watcher.log).toEqual([
    'setup ',
    '(terminated not-started)',
    '(terminated not-started)',
    '(terminated not-started)',
  ])
  expect(events).toEqual([])
})
