import { expect, test } from 'bun:test'
import { openSchedulerWorld } from '../../support/scheduler-world.ts'

test.each(['team#1', '$team', 'größe', 'a~b%2F'])(
  'an account is started whatever its credential is called (%s)',
  async (name) => {
    const world = await openSchedulerWorld({ accounts: [name] })
    expect(world.account(name).starts).toBe(1)
  },
)
