import { describe, expect, test } from 'bun:test'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'

const GUESTS = 10_000
/** Of two decisions or three, whatever these look at. */
const A_FEW = 10

/** How often anybody looked at the mode: each decision does, a few times. */
const countingModes = () => {
  const counted = { looks: 0 }
  const offered = {
    ...modes,
    get balance() {
      counted.looks += 1
      return modes.balance
    },
  }
  return { counted, offered }
}

/** So many wait for the one slot of either account. */
const crowded = async (guests = GUESTS) => {
  const { counted, offered } = countingModes()
  const world = await openSchedulerWorld({
    offered,
    accounts: ['m', 'n'].map((model) =>
      schedulable({ id: `openai/${model}`, models: [model], maxConcurrency: 1 }),
    ),
    args: { maxWaiting: GUESTS },
  })
  for (let exchange = 1; exchange <= guests; exchange += 1)
    world.dispatch({ exchange, model: exchange % 2 === 0 ? 'm' : 'n', user: `${exchange % 100}` })
  await world.settle()
  return {
    world,
    looksDuring: async (happen: () => void, ms = 0): Promise<number> => {
      counted.looks = 0
      happen()
      await world.advance(ms)
      return counted.looks
    },
  }
}

test('a slot that is given back costs the decision of one, however many wait', async () => {
  const { world, looksDuring } = await crowded()
  const lonely = await crowded(3)
  const looks = await looksDuring(() => world.account('m').serve(2))
  expect(looks).toBe(await lonely.looksDuring(() => lonely.world.account('n').serve(1)))
  expect(world.account('m').inFlight.size).toBe(1)
})

test('a change at an account that serves nobody costs the decision of one for each model', async () => {
  const { world, looksDuring } = await crowded()
  expect(await looksDuring(() => world.account('m').cool(1_000, 'm'))).toBeLessThan(A_FEW)
})

test('a rest that is over costs the decisions of those who are served, and of one more', async () => {
  const { world, looksDuring } = await crowded()
  world.account('m').cool(5_000, 'm')
  world.account('m').serve(2)
  await world.settle()
  expect(await looksDuring(() => undefined, 5_000)).toBeLessThan(A_FEW)
  expect(world.account('m').inFlight.size).toBe(1)
})

test('a rest that is over costs as little where all who wait have been tried before', async () => {
  const { counted, offered } = countingModes()
  const world = await openSchedulerWorld({ offered, args: { maxWaiting: GUESTS } })
  for (let exchange = 1; exchange <= 1_000; exchange += 1) world.dispatch({ exchange })
  await world.settle()
  for (let exchange = 1; exchange <= 1_000; exchange += 1)
    world.account('a').fail(exchange, 'rate_limited', 5_000)
  await world.settle()
  world.reconfigure({ accounts: [schedulable({ maxConcurrency: 1 })] })
  await world.advance(4_999)
  counted.looks = 0
  await world.advance(1)
  expect([world.account('a').inFlight.size, counted.looks < A_FEW]).toEqual([1, true])
})

test('a change at an account costs as little where all who wait have been tried there once', async () => {
  const { counted, offered } = countingModes()
  const world = await openSchedulerWorld({ offered, args: { maxWaiting: GUESTS } })
  for (let exchange = 1; exchange <= 100; exchange += 1) world.dispatch({ exchange })
  await world.settle()
  for (let exchange = 1; exchange <= 100; exchange += 1)
    world.account('a').fail(exchange, 'rate_limited', 5_000)
  await world.settle()
  counted.looks = 0
  world.account('a').cool(9_000)
  await world.settle()
  expect(counted.looks).toBeLessThan(A_FEW)
})

describe('a thousand models that all accounts are alike to', () => {
  const openAlike = async () => {
    const { counted, offered } = countingModes()
    const world = await openSchedulerWorld({
      offered,
      maxConcurrency: 1,
      accounts: ['a', 'b'],
      args: { maxWaiting: GUESTS },
    })
    for (let exchange = 1; exchange <= 1_002; exchange += 1)
      world.dispatch({ exchange, model: `model-${exchange}` })
    await world.settle()
    counted.looks = 0
    return { counted, world }
  }

  test('cost, where all wait, what one costs when an account changes', async () => {
    const { counted, world } = await openAlike()
    world.account('a').cool(1_000, 'another')
    await world.settle()
    expect(counted.looks).toBeLessThan(A_FEW)
  })

  test('are looked at by themselves once something is known of them, where those before them wait on', async () => {
    const { counted, world } = await openAlike()
    for (const account of ['a', 'b']) world.account(account).cool(3_600_000, 'model-700')
    await world.settle()
    expect(world.replies.all).toMatchObject([{ exchange: 700, code: 'all_accounts_resting' }])
    expect(counted.looks).toBeLessThan(3 * A_FEW)
  })

  test('hold up nobody when the first of them has to rest', async () => {
    const { world } = await openAlike()
    world.account('a').cool(30_000, 'model-3')
    const [first = 0] = world.account('a').inFlight.keys()
    world.account('a').serve(first)
    await world.settle()
    expect([world.holders(3), world.holders(4)]).toEqual([[], ['openai/a']])
  })
})
