import { expect, test } from 'bun:test'
import { assert, asyncProperty, integer } from 'fast-check'
import { ActorSystem, loopback, Simulation, type Delivery } from '../../src/actor/index.ts'
import { shop } from './fixtures/shop.ts'
import { note, puppet, world } from './fixtures/puppet.ts'

type Day = {
  readonly lines: readonly string[]
  readonly deliveries: number
  readonly digest: string
}

/** What happens in a shop until `hours` have passed; the counter is on a node of its own. */
const dayInTheShop = async (facts: {
  readonly seed: number
  readonly customers: number
  readonly hours: number
}): Promise<Day> => {
  const lines: string[] = []
  const hash = new Bun.CryptoHasher('sha256')
  let deliveries = 0
  const onDelivery = ({ at, from, to }: Delivery): void => {
    deliveries += 1
    hash.update(`${at} ${from} ${to}\n`)
  }
  const simulation = new Simulation({ seed: facts.seed, onDelivery })
  const { counter, customer } = shop((line) => lines.push(line))
  const back = new ActorSystem({ node: 'back', definitions: [counter], ...simulation.parts })
  const front = new ActorSystem({ node: 'front', ...simulation.parts })
  const [here, there] = loopback()
  front.link('back', here)
  back.link('front', there)
  const counterRef = front.spawn(counter, 'counter', null, { node: 'back' })
  const definition = customer(counterRef)
  for (let index = 0; index < facts.customers; index += 1) {
    front.spawn(definition, `customer-${index}`, null)
  }
  await simulation.advance(facts.hours * 3_600_000)
  return { lines, deliveries, digest: hash.digest('hex') }
}

test('the same seed gives the same day, to the last delivery', async () => {
  await assert(
    asyncProperty(integer(), async (seed) => {
      const facts = { seed, customers: 5, hours: 12 }
      expect(await dayInTheShop(facts)).toEqual(await dayInTheShop(facts))
    }),
    { numRuns: 10 },
  )
})

test('another seed gives another order of delivery', async () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
  const orders = await Promise.all(
    seeds.map(async (seed) => {
      const receiver = puppet()
      const senders = ['a', 'b', 'c', 'd'].map((kind) => puppet({ kind }))
      const { simulation, system } = world([], seed)
      const to = system.spawn(receiver.definition, 'receiver', '')
      for (const { definition } of senders) system.spawn(definition, definition.kind, '')
      await simulation.settle()
      for (const { context, definition } of senders) context.tell(to, note(definition.kind))
      await simulation.settle()
      return receiver.log.slice(1).join('')
    }),
  )
  expect(new Set(orders).size).toBeGreaterThan(3)
})

test('results of work arrive in an order that the seed chooses', async () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
  const orders = await Promise.all(
    seeds.map(async (seed) => {
      const { definition, log } = puppet({
        onSetup: ({ pipeToSelf }) => {
          for (const text of ['a', 'b', 'c', 'd']) {
            pipeToSelf(Promise.resolve(text), note, ({ message }) => note(message))
          }
        },
      })
      const { simulation, system } = world([], seed)
      system.spawn(definition, 'a', '')
      await simulation.settle()
      return log.slice(1).join('')
    }),
  )
  expect(new Set(orders).size).toBeGreaterThan(3)
})

test('a thousand actors live a day, and live it again from its seed', async () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const facts = { seed, customers: 1_000, hours: 24 }
  const first = await dayInTheShop(facts)
  const { digest, deliveries, lines } = await dayInTheShop(facts)
  expect({ seed, digest, deliveries, visits: lines.length }).toEqual({
    seed,
    digest: first.digest,
    deliveries: first.deliveries,
    visits: first.lines.length,
  })
  expect(lines.length).toBeGreaterThan(10_000)
})

test('a timer that a timer set fires at its own instant', async () => {
  const { simulation, system } = world()
  const heardAt: number[] = []
  const { definition } = puppet({
    onSetup: ({ timers }) => timers.after('first', 10, note('first')),
    onMessage: ({ timers, clock }) => {
      heardAt.push(clock.monotonic())
      if (heardAt.length < 3) timers.after('next', 7, note('next'))
    },
  })
  system.spawn(definition, 'a', '')
  await simulation.advance(1_000)
  expect(heardAt).toEqual([10, 17, 24])
})

test('a simulation that runs until it is idle moves the clock no further than its last timer', async () => {
  const { simulation, system } = world()
  const { definition } = puppet({
    onSetup: ({ timers }) => timers.after('only', 30, note('only')),
  })
  system.spawn(definition, 'a', '')
  await simulation.runUntilIdle(1_000)
  expect(simulation.clock.monotonic()).toBe(30)
})
