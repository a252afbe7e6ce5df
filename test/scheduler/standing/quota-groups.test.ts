import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import type { FailureKind } from '../../../src/ir/failure.ts'
import { reconcile, type AccountEntry } from '../../../src/scheduler/standing/account-pool.ts'
import { QuotaGroups } from '../../../src/scheduler/standing/quota-groups.ts'
import { entryOf } from '../../support/entries.ts'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'

const groups = { a: 'one', b: 'one', c: 'one', d: 'two', e: '', f: '' }

const openWorld = async () => {
  const world = await openSchedulerWorld({
    accounts: Object.entries(groups).map(([name, quotaGroup]) =>
      schedulable({ id: `openai/${name}`, quotaGroup }),
    ),
  })
  await world.settle()
  const all = Object.keys(groups).map((name) => world.account(`openai/${name}`))
  return {
    world,
    all,
    rest: async (name: string, cause: FailureKind, ms: number, model = 'm') => {
      const account = world.account(`openai/${name}`)
      const cooldown = { model, until: world.simulation.clock.now() + ms, cause }
      account.change({ ...account.status, cooldowns: [cooldown] })
      await world.settle()
    },
    resting: (): readonly string[] =>
      all.filter(({ status }) => status.cooldowns.length > 0).map(({ id }) => id),
  }
}

test('an account that is not up rests with its group over a restart, too', async () => {
  const up = schedulable({ id: 'openai/a', quotaGroup: 'one' })
  const down = schedulable({ id: 'openai/b', quotaGroup: 'one', awaitsEgress: true })
  const world = await openSchedulerWorld({ accounts: [up, down] })
  world.account('a').cool(9_000)
  await world.advance(500)
  const kept = world.kept.flatMap((state) => state.accounts)
  expect(kept.find(({ account }) => account === 'openai/b')?.status?.cooldowns).toHaveLength(1)
})

describe('accounts of one quota group', () => {
  test.each<FailureKind>(['rate_limited', 'quota'])('rest together: %s', async (cause) => {
    const { rest, resting } = await openWorld()
    await rest('b', cause, 9_000)
    expect(resting()).toEqual(['openai/a', 'openai/b', 'openai/c'])
  })

  test.each<FailureKind>(['transient', 'overloaded', 'auth'])('break alone: %s', async (cause) => {
    const { rest, resting } = await openWorld()
    await rest('b', cause, 9_000)
    expect(resting()).toEqual(['openai/b'])
  })

  test('are told once, and it does not go round', async () => {
    const { rest, all } = await openWorld()
    await rest('b', 'quota', 9_000)
    expect(all.map(({ groupRests }) => groupRests)).toEqual([1, 0, 1, 0, 0, 0])
  })

  test('are told of a longer rest, and of no shorter one', async () => {
    const { rest, all } = await openWorld()
    await rest('b', 'quota', 9_000)
    await rest('a', 'quota', 5_000)
    await rest('c', 'quota', 20_000)
    expect(all.map(({ groupRests }) => groupRests)).toEqual([2, 1, 1, 0, 0, 0])
  })

  test('rest as soon as the first is known to be limited, before their own word on it', () => {
    const entries = new Map<string, AccountEntry>()
    reconcile(
      entries,
      ['a', 'b'].map((id) => schedulable({ id, quotaGroup: 'one' })),
    )
    const [one, other] = [...entries.values()]
    if (one === undefined || other === undefined) throw new Error('there are two')
    const cooldowns = [{ model: '', until: 9_000, cause: 'quota' as const }]
    one.status = { ...freshStatus, cooldowns }
    const told = new QuotaGroups(entries).restWith(one, freshStatus)
    expect(told).toEqual([{ member: other, cooldowns }])
    expect(other.status.cooldowns).toEqual(cooldowns)
  })

  test('do not rest again for what their operator has ended, when the first tells of something else', () => {
    const entries = new Map(
      ['a', 'b'].map((id) => [id, entryOf(id, {}, { quotaGroup: 'one' })] as const),
    )
    const one = entries.get('a') ?? entryOf('a')
    const old = { model: '', until: 9_000, cause: 'quota' as const }
    const before = { ...freshStatus, cooldowns: [old] }
    const news = [
      { model: 'm', until: 5_000, cause: 'announced' as const },
      { model: '', until: 7_000, cause: 'rate_limited' as const },
    ]
    one.status = { ...before, cooldowns: [old, ...news] }
    expect(new QuotaGroups(entries).restWith(one, before)).toMatchObject([{ cooldowns: news }])
  })

  test('that rest for longer already are told nothing', () => {
    const rests = {
      ...freshStatus,
      cooldowns: [{ model: '', until: 9_000, cause: 'quota' as const }],
    }
    const other = entryOf('b', { status: rests }, { quotaGroup: 'one' })
    const one = entryOf('a', { status: { ...rests } }, { quotaGroup: 'one' })
    const groupsOf = new QuotaGroups(
      new Map([
        ['a', one],
        ['b', other],
      ]),
    )
    expect(groupsOf.restWith(one, freshStatus)).toEqual([])
  })

  test('are others after an edit of the settings', async () => {
    const { world, rest, all } = await openWorld()
    await rest('b', 'quota', 9_000)
    const accounts = ['a', 'd'].map((name) =>
      schedulable({ id: `openai/${name}`, quotaGroup: 'x' }),
    )
    world.reconfigure({ accounts })
    await world.settle()
    await rest('a', 'quota', 20_000)
    expect(all.map(({ groupRests }) => groupRests)).toEqual([1, 0, 1, 1, 0, 0])
  })
})

test('an account without a quota group rests alone', async () => {
  const { rest, resting } = await openWorld()
  await rest('e', 'quota', 9_000)
  expect(resting()).toEqual(['openai/e'])
})
