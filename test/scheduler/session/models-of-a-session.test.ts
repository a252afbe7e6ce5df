import { describe, expect, test } from 'bun:test'
import { readSessionKey, writeSessionKey } from '../../../src/scheduler/session/session-key.ts'
import {
  noGuardrails,
  openSchedulerWorld,
  schedulable,
  type SchedulerWorldOptions,
} from '../../support/scheduler-world.ts'
import { servedInTurn } from '../../support/served-in-turn.ts'

const { egress } = schedulable()

const openWorld = async (over: SchedulerWorldOptions = {}) => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b', 'c'], ...over })
  const served = servedInTurn(world)
  const ask = (model: string, tokens = 100) =>
    served({ session: 's', model, body: 'x'.repeat(4 * tokens) })
  return { world, ask }
}

describe('a session that asks for two models', () => {
  test('has both at one account', async () => {
    const { ask } = await openWorld()
    expect(await ask('small')).toBe(await ask('large'))
  })

  test('leaves one of them where its cache is when the other has to go elsewhere for long', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('large')
    world.account(first).cool(600_000, 'small')
    await world.settle()
    const second = await ask('small')
    expect(second).not.toBe(first)
    expect([await ask('large'), await ask('small'), await ask('large')]).toEqual([
      first,
      second,
      first,
    ])
  })

  test('leaves one of them where it is when the other is not served there', async () => {
    const large = { models: ['large'], priority: 0 }
    const { ask } = await openWorld({
      accounts: [
        schedulable({ id: 'openai/a', ...large }),
        schedulable({ id: 'openai/b', ...large }),
        schedulable({ id: 'openai/c', models: ['small'] }),
      ],
    })
    const first = await ask('large')
    expect([
      await ask('small'),
      await ask('large'),
      await ask('small'),
      await ask('large'),
    ]).toEqual(['openai/c', first, 'openai/c', first])
  })

  test('moves as a whole when its account rests for every model', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('large')
    world.account(first).cool(600_000)
    await world.settle()
    const second = await ask('small')
    expect([second === first, await ask('large')]).toEqual([false, second])
  })

  test('moves as a whole when the operator’s limits rest its account for long', async () => {
    const compliance = { ...noGuardrails, isEnabled: true, maxAccountRequestsPerMinute: 1 }
    const { world, ask } = await openWorld({ args: { compliance, maxWaitMs: 5_000 } })
    const first = await ask('large')
    const second = await ask('small')
    await world.advance(60_000)
    expect([second === first, await ask('large')]).toEqual([false, second])
  })

  test('moves as a whole when its account may not go out', async () => {
    const accounts = ['openai/a', 'openai/b'].map((id) => schedulable({ id, awaitsEgress: true }))
    const { world, ask } = await openWorld({ accounts })
    for (const { id } of accounts) world.egressChanged({ account: id, blocked: '', egress })
    await world.settle()
    const first = await ask('large')
    world.egressChanged({ account: first, blocked: 'no proxy', egress })
    const second = await ask('small')
    world.egressChanged({ account: first, blocked: '', egress })
    expect([second === first, await ask('large')]).toEqual([false, second])
  })

  test('leaves its account with one of them when the cache of that one is cold', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('large')
    world.account(first).cool(600_000, 'small')
    await world.settle()
    const second = await ask('small', 300_000)
    await world.advance(200_000)
    await ask('large')
    await world.advance(200_000)
    expect([first, second]).not.toContain(await ask('small'))
  })

  test('goes back with both to the account of the session once that of one of them is out', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('large')
    world.account(first).cool(600_000, 'small')
    await world.settle()
    const second = await ask('small')
    await world.advance(600_000)
    world.account(second).leave()
    await world.advance(1_000)
    expect(await ask('small')).toBe(first)
  })

  test('is shown with the model that is bound by itself', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('large')
    world.account(first).cool(600_000, 'small')
    await world.settle()
    const second = await ask('small')
    const seen = await world.inspect(({ questions }) => questions.sessions)
    expect(seen?.bindings.map(({ session, model, account }) => [session, model, account])).toEqual([
      ['s', 'small', second],
      ['s', '', first],
    ])
  })

  test('an attempt that fails takes back the binding of its model alone', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('large')
    world.account(first).cool(600_000, 'small')
    await world.settle()
    world.dispatch({ exchange: 9, session: 's', model: 'small' })
    await world.settle()
    const [second = ''] = world.holders(9)
    world.account(second).fail(9)
    await world.settle()
    const seen = await world.inspect(({ questions }) => questions.sessions)
    expect(seen?.bindings.map(({ account }) => account)).not.toContain(second)
    expect(seen?.bindings.map(({ account }) => account)).toContain(first)
  })
})

describe('the key of a session', () => {
  test.each([
    { user: 'u', channel: 'openai', model: '', session: 's' },
    { user: 'u', channel: 'openai', model: 'a\tb\nc/ü', session: 'talk\nof\tlines' },
    { user: '', channel: '', model: '', session: '' },
  ])('%j is read as it was written', (key) => {
    expect(readSessionKey(writeSessionKey(key))).toEqual(key)
  })

  test('a model of half a letter has one as well', () => {
    const key = { user: 'u', channel: 'c', model: 'a\ud800', session: 's' }
    expect(readSessionKey(writeSessionKey(key)).model).toBe('a\ufffd')
  })
})
