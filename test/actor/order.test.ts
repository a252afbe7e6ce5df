import { expect, test } from 'bun:test'
import { assert, asyncProperty, integer } from 'fast-check'
import { ActorSystem, loopback } from '../../src/actor/index.ts'
import { liveWorld, note, puppet, turnsOver, world } from './fixtures/puppet.ts'

const numbered = (letter: string): string[] =>
  Array.from({ length: 10 }, (_, index) => `${letter}${index}`)

test('messages of one sender arrive in the order in which they were sent, whatever the seed', async () => {
  const orderFor = async (seed: number): Promise<readonly string[]> => {
    const receiver = puppet()
    const senders = [puppet({ kind: 'left' }), puppet({ kind: 'right' })]
    const { simulation, system } = world([], seed)
    const to = system.spawn(receiver.definition, 'receiver', '')
    for (const { definition } of senders) system.spawn(definition, definition.kind, '')
    await simulation.settle()
    for (const { definition, context } of senders) {
      for (const text of numbered(definition.kind)) context.tell(to, note(text))
    }
    await simulation.settle()
    return receiver.log
  }
  await assert(
    asyncProperty(integer(), async (seed) => {
      const order = await orderFor(seed)
      expect(order.filter((text) => text.startsWith('left'))).toEqual(numbered('left'))
      expect(order.filter((text) => text.startsWith('right'))).toEqual(numbered('right'))
    }),
    { numRuns: 50 },
  )
})

test('messages and commands to another node keep one order', async () => {
  const { simulation, system } = world()
  const receiver = puppet()
  const other = new ActorSystem({
    node: 'other',
    definitions: [receiver.definition],
    ...simulation.parts,
  })
  const [here, there] = loopback()
  system.link('other', here)
  other.link('main', there)
  const ref = system.spawn(receiver.definition, 'receiver', 'x', { node: 'other' })
  system.tell(ref, note('a'))
  system.tell(ref, note('b'))
  await simulation.settle()
  expect(receiver.log).toEqual(['setup x', 'a', 'b'])
})

test('signals are heard before messages that waited longer', async () => {
  const { system } = liveWorld()
  const parent = puppet()
  const child = puppet({ kind: 'child' })
  const ref = system.spawn(parent.definition, 'parent', '')
  await turnsOver()
  const childRef = parent.context.spawn(child.definition, 'child', '')
  await turnsOver()
  system.stop(childRef)
  system.tell(ref, note('told before the child ended'))
  await turnsOver()
  expect(parent.log.slice(1)).toEqual(['(terminated stopped)', 'told before the child ended'])
})

test('timers and results of work are heard before messages that waited longer', async () => {
  const { clock, system } = liveWorld()
  const { definition, log } = puppet({
    onSetup: ({ timers }) => timers.after('once', 5, note('timer')),
  })
  const ref = system.spawn(definition, 'a', '')
  await turnsOver()
  system.tell(ref, note('mail'))
  clock.moveTo(5)
  await turnsOver()
  expect(log.slice(1)).toEqual(['timer', 'mail'])
})

test('receive does not run within the call that sends to it', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet()
  const ref = system.spawn(definition, 'a', '')
  await turnsOver()
  system.tell(ref, note('first'))
  expect(log).toEqual(['setup '])
  await turnsOver()
  expect(log).toEqual(['setup ', 'first'])
})

test('an actor with a long queue does not keep the others waiting for all of it', async () => {
  const { system } = liveWorld()
  const order: string[] = []
  const busy = puppet({ kind: 'busy' })
  const calm = puppet({
    kind: 'calm',
    onSetup: () => order.push(`after ${busy.log.length - 1} messages`),
  })
  const ref = system.spawn(busy.definition, 'busy', '')
  await turnsOver()
  for (let index = 0; index < 500; index += 1) system.tell(ref, note('work'))
  system.spawn(calm.definition, 'calm', '')
  await turnsOver()
  expect(order).toEqual(['after 32 messages'])
})

test('an actor that talks to itself without end lets sockets and timers have their turn', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet({
    onMessage: (context) => context.tell(context.self, note('again')),
  })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('begin'))
  await turnsOver()
  await turnsOver()
  expect(log.length).toBeGreaterThan(256)
  system.stop(ref)
  await turnsOver()
  expect(system.inspect()).toEqual([])
})
