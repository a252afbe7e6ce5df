import { expect, test } from 'bun:test'
import { array, assert, boolean, property } from 'fast-check'
import { Ring } from '../../src/actor/ring.ts'
import { liveWorld, note, puppet, question, turnsOver } from './fixtures/puppet.ts'

test('a full mailbox that rejects new messages keeps the old ones and counts the refused', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet({ mailbox: { capacity: 2, overflow: 'reject-new' } })
  const ref = system.spawn(definition, 'a', '')
  for (const text of ['1', '2', '3', '4']) system.tell(ref, note(text))
  await turnsOver()
  expect(log).toEqual(['setup ', '1', '2'])
  expect(system.counters).toMatchObject({ overloaded: 2, dropped: 0 })
})

test('a full mailbox that drops the oldest keeps the new ones and counts the dropped', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet({ mailbox: { capacity: 2, overflow: 'drop-oldest' } })
  const ref = system.spawn(definition, 'a', '')
  for (const text of ['1', '2', '3', '4']) system.tell(ref, note(text))
  await turnsOver()
  expect(log).toEqual(['setup ', '3', '4'])
  expect(system.counters).toMatchObject({ overloaded: 0, dropped: 2 })
})

test('an asker whose question was refused hears overloaded', async () => {
  const { system } = liveWorld()
  const { definition } = puppet({ mailbox: { capacity: 1, overflow: 'reject-new' } })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('first'))
  const answer = await system.ask(ref, question('second'), 1_000)
  expect(answer).toEqual({ type: 'undeliverable', reason: 'overloaded' })
})

test('an asker whose question was dropped for a newer message hears overloaded', async () => {
  const { system } = liveWorld()
  const { definition } = puppet({ mailbox: { capacity: 1, overflow: 'drop-oldest' } })
  const ref = system.spawn(definition, 'a', '')
  const answer = system.ask(ref, question('first'), 1_000)
  system.tell(ref, note('second'))
  expect(await answer).toEqual({ type: 'undeliverable', reason: 'overloaded' })
})

test('results of work reach an actor whose mailbox is full', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet({
    mailbox: { capacity: 0 },
    onSetup: (context) =>
      context.pipeToSelf(Promise.resolve('done'), note, (failure) => note(failure.message)),
  })
  system.spawn(definition, 'a', '')
  await turnsOver()
  expect(log).toEqual(['setup ', 'done'])
})

test('an actor is seen with how many messages wait and for how long', async () => {
  const { clock, system } = liveWorld()
  const { definition } = puppet()
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('1'))
  clock.moveTo(40)
  system.tell(ref, note('2'))
  expect(system.inspect()).toEqual([
    {
      ref,
      path: 'a',
      kind: 'puppet',
      state: 'starting',
      mailboxDepth: 2,
      oldestMessageMs: 40,
      children: [],
      restarts: 0,
      lastFailure: null,
    },
  ])
  await turnsOver()
})

test('a ring gives back what it was given, in order, however it grows and turns', () => {
  assert(
    property(array(boolean(), { maxLength: 200, size: 'max' }), (pushes) => {
      const ring = new Ring<number>()
      const model: number[] = []
      for (const [index, isPush] of pushes.entries()) {
        if (isPush) {
          ring.push(index)
          model.push(index)
        } else expect(ring.shift()).toBe(model.shift())
        expect([ring.length, ring.peek()]).toEqual([model.length, model[0]])
      }
    }),
  )
})
