import { expect, test } from 'bun:test'
import { liveWorld, note, puppet, question, turnsOver, world } from './fixtures/puppet.ts'

test('a question is answered', async () => {
  const { system } = liveWorld()
  const ref = system.spawn(puppet().definition, 'a', '')
  expect(await system.ask(ref, question('q'), 1_000)).toEqual({
    type: 'reply',
    reply: note('re q'),
  })
})

test('an actor asks another one', async () => {
  const { system } = liveWorld()
  const asking = puppet({ kind: 'asking' })
  const ref = system.spawn(puppet().definition, 'a', '')
  system.spawn(asking.definition, 'b', '')
  await turnsOver()
  const answer = await asking.context.ask(ref, question('q'), 1_000)
  expect(answer).toEqual({ type: 'reply', reply: note('re q') })
})

test('a question that nobody answers times out at its deadline and not before', async () => {
  const { simulation, system } = world()
  const outcomes: string[] = []
  const ref = system.spawn(puppet().definition, 'a', '')
  const answer = system.ask(ref, question('ignore'), 250)
  void answer.then((result) => outcomes.push(result.type))
  await simulation.advance(249)
  expect(outcomes).toEqual([])
  await simulation.advance(1)
  expect(await answer).toEqual({ type: 'timed-out', afterMs: 250 })
})

test('a question to an address where nobody lives fails at once', async () => {
  const { system } = liveWorld()
  const ref = system.spawn(puppet().definition, 'a', '')
  system.stop(ref)
  await turnsOver()
  expect(await system.ask(ref, question('q'), 1_000)).toEqual({
    type: 'undeliverable',
    reason: 'dead-letter',
  })
})

test('a question that waits when its receiver stops fails at once', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet()
  const ref = system.spawn(definition, 'a', '')
  const answer = system.ask(ref, question('q'), 1_000)
  system.stop(ref)
  expect(await answer).toEqual({ type: 'undeliverable', reason: 'dead-letter' })
  expect(log).toEqual(['setup ', '(stopping)'])
})

test('a question to a node that was never joined fails at once', async () => {
  const { system } = liveWorld()
  const ref = system.spawn(puppet().definition, 'a', '', { node: 'nowhere' })
  expect(await system.ask(ref, question('q'), 1_000)).toEqual({
    type: 'undeliverable',
    reason: 'node-lost',
  })
})

test('a question whose receiver fails over it times out', async () => {
  const { simulation, system } = world()
  const ref = system.spawn(puppet().definition, 'a', '')
  const answer = system.ask(ref, question('fail'), 250)
  await simulation.advance(250)
  expect(await answer).toEqual({ type: 'timed-out', afterMs: 250 })
})

test('an answer after the deadline is dropped and counted', async () => {
  const { clock, system } = liveWorld()
  const ref = system.spawn(puppet().definition, 'a', '')
  const answer = system.ask(ref, question('q'), 10)
  clock.moveTo(10)
  expect(await answer).toEqual({ type: 'timed-out', afterMs: 10 })
  await turnsOver()
  expect(system.counters).toMatchObject({ lateReplies: 1, deadLetters: 0 })
})

test('a shutdown leaves no question open', async () => {
  const { system } = liveWorld()
  const ref = system.spawn(puppet().definition, 'a', '')
  const answer = system.ask(ref, question('ignore'), 1_000)
  await turnsOver()
  await system.shutdown()
  expect(await answer).toEqual({ type: 'undeliverable', reason: 'dead-letter' })
})
