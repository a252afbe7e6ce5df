import { expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import { openSchedulerWorld } from '../../support/scheduler-world.ts'

test('an account that goes out, and one that begins to rest, are told of once', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  const rest = {
    model: 'm',
    until: world.simulation.clock.now() + 30_000,
    cause: 'rate_limited',
  } as const
  world.account('a').change({ ...freshStatus, cooldowns: [rest] })
  world.account('a').change({ ...freshStatus, state: 'out', reason: 'refused', cooldowns: [rest] })
  world.account('a').change({ ...freshStatus, state: 'out', reason: 'refused', cooldowns: [rest] })
  await world.settle()
  expect(world.notices).toEqual([
    {
      type: 'notice',
      event: 'account-resting',
      account: 'openai/a',
      reason: 'rate_limited: m for 30 s',
    },
    { type: 'notice', event: 'account-out', account: 'openai/a', reason: 'refused' },
  ])
})

test('a pause for a limit that is used up is told of when it is long', async () => {
  const world = await openSchedulerWorld()
  for (const ms of [59_000, 60_000]) {
    const until = world.simulation.clock.now() + ms
    const cooldowns = [{ model: 'm', until, cause: 'announced' as const }]
    world.account('a').change({ ...freshStatus, cooldowns })
  }
  await world.settle()
  expect(world.notices.map(({ reason }) => reason)).toEqual(['announced: m for 60 s'])
})

test('an upstream that does not give its models is told of, with what it said', async () => {
  const world = await openSchedulerWorld()
  world.account('a').list([], 'the model list was answered with status 500')
  await world.settle()
  expect(world.notices).toMatchObject([
    {
      event: 'models-unknown',
      account: 'openai/a',
      reason: 'the model list was answered with status 500',
    },
  ])
})

test('an account that cannot be started is told of, with the reason', async () => {
  const world = await openSchedulerWorld({ isIdle: true })
  // A node that cannot host accounts.
  world.nodesChanged(['main'])
  await world.settle()
  expect(world.notices).toEqual([
    {
      type: 'notice',
      event: 'account-down',
      account: 'openai/a',
      reason: expect.stringMatching(/account/),
    },
  ])
})
