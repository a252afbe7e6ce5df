import { expect, test } from 'bun:test'
import { openSchedulerWorld } from '../../support/scheduler-world.ts'

test.each(['team#1', '$team', 'größe', 'a~b%2F'])(
  'an account is started whatever its credential is called (%s)',
  async (name) => {
    const world = await openSchedulerWorld({ accounts: [name] })
    expect(world.account(name).starts).toBe(1)
  },
)

test('an account that could not stay up is started again after a pause', async () => {
  const world = await openSchedulerWorld()
  world.account('a').breaks = true
  world.dispatch()
  await world.advance(4_900)
  const { starts } = world.account('a')
  await world.advance(200)
  expect([starts, world.account('a').starts, world.notices]).toMatchObject([
    1,
    2,
    [{ event: 'account-down', account: 'openai/a', reason: 'it broke' }],
  ])
})
