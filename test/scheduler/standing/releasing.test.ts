import { expect, test } from 'bun:test'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'

/** Two sessions, each at an account of its own. */
const openTwo = async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  for (const exchange of [1, 2]) {
    world.dispatch({ exchange, session: `s${exchange}` })
    await world.settle()
    for (const id of world.holders(exchange)) world.account(id).commit(exchange)
  }
  const bound = async (): Promise<number | undefined> =>
    (await world.inspect(({ questions }) => questions.sessions))?.bindings.length
  return { world, bound }
}

test('sessions of accounts that go out one after the other are let go of together', async () => {
  const { world, bound } = await openTwo()
  world.account('a').leave()
  await world.advance(60)
  world.account('b').leave()
  await world.advance(39)
  expect(await bound()).toBe(2)
  await world.advance(1)
  expect(await bound()).toBe(0)
})

test('sessions of an account that is back by then with another key are not let go of', async () => {
  const { world, bound } = await openTwo()
  world.account('a').leave()
  await world.settle()
  world.reconfigure({
    accounts: ['a', 'b'].map((name) => schedulable({ id: `openai/${name}`, secret: 'sk-new' })),
  })
  await world.advance(100)
  expect(await bound()).toBe(2)
})

test('sessions of an account that goes out later are let go of as well', async () => {
  const { world, bound } = await openTwo()
  world.account('a').leave()
  await world.advance(100)
  world.account('b').leave()
  await world.advance(100)
  expect(await bound()).toBe(0)
})
