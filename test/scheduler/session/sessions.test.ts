import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, type SchedulerWorldOptions } from '../../support/scheduler-world.ts'
import { servedInTurn } from '../../support/served-in-turn.ts'

const names = ['a', 'b', 'c', 'd']
/** A prompt so long that its cache is worth the longest wait. */
const body = 'x'.repeat(200_000)

const openWorld = async (mode: SchedulerWorldOptions['mode'], over: SchedulerWorldOptions = {}) => {
  const world = await openSchedulerWorld({ accounts: names, ...(mode && { mode }), ...over })
  const served = servedInTurn(world, { firstEventMs: 20 })
  /** One request of the session, served; answers who served it. */
  const ask = (session: string, user = 'alice') => served({ session, user, body })
  return { world, ask }
}

for (const mode of ['balance', 'cache_first'] as const)
  describe(`in ${mode} a session`, () => {
    test('stays with its account', async () => {
      const { ask } = await openWorld(mode)
      const first = await ask('s')
      for (let turn = 0; turn < 10; turn += 1) expect(await ask('s')).toBe(first)
    })

    test('is its user’s: the same name of another user is another session', async () => {
      const { ask } = await openWorld(mode)
      const first = await ask('s')
      expect(await ask('s', 'bob')).not.toBe(first)
      expect(await ask('s')).toBe(first)
    })

    test('comes back after a short rest of its account', async () => {
      const { world, ask } = await openWorld(mode)
      const first = await ask('s')
      world.account(first).cool(10_000)
      await world.settle()
      if (mode === 'balance') expect(await ask('s')).not.toBe(first)
      await world.advance(10_000)
      expect(await ask('s')).toBe(first)
    })

    test('moves for good when its account rests for longer than one would wait', async () => {
      const { world, ask } = await openWorld(mode)
      const first = await ask('s')
      world.account(first).cool(600_000)
      await world.settle()
      const second = await ask('s')
      expect(second).not.toBe(first)
      await world.advance(600_000)
      expect(await ask('s')).toBe(second)
    })

    test('moves for good when its account is out', async () => {
      const { world, ask } = await openWorld(mode)
      const first = await ask('s')
      world.account(first).leave()
      await world.settle()
      const second = await ask('s')
      expect(second).not.toBe(first)
      expect(await ask('s')).toBe(second)
    })

    test('that its account fails goes elsewhere at once, and comes back after a short rest', async () => {
      const { world, ask } = await openWorld(mode)
      const first = await ask('s')
      world.dispatch({ exchange: 100, session: 's', body })
      await world.settle()
      world.account(first).fail(100, 'overloaded', 10_000)
      await world.settle()
      const [other = ''] = world.holders(100)
      expect([other === '', other === first]).toEqual([false, false])
      world.account(other).serve(100)
      await world.advance(10_000)
      expect(await ask('s')).toBe(first)
    })

    test('belongs to who served it, not to who failed its first request', async () => {
      const { world, ask } = await openWorld(mode)
      world.dispatch({ exchange: 100, session: 's', body })
      await world.settle()
      const [failed = ''] = world.holders(100)
      world.account(failed).fail(100, 'rate_limited', 1_000)
      await world.settle()
      const [served = ''] = world.holders(100)
      world.account(served).serve(100)
      await world.advance(1_000)
      expect(served).not.toBe(failed)
      expect(await ask('s')).toBe(served)
    })
  })

test('a session keeps what another request of it was bound to, though an earlier one fails there', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  for (const name of ['a', 'b']) world.account(name).cool(20_000, 'm')
  await world.settle()
  const bound = async () =>
    (await world.inspect(({ questions }) => questions.sessions))?.bindings.map(
      ({ account }) => account,
    )
  world.account('a').change({ ...world.account('a').status, cooldowns: [] })
  world.dispatch({ exchange: 1, session: 's', model: 'm' })
  await world.settle()
  world.account('a').fail(1, 'rate_limited', 20_000)
  await world.settle()
  world.dispatch({ exchange: 2, session: 's', model: 'n' })
  await world.settle()
  const [holder = ''] = world.holders(2)
  world.account(holder).serve(2)
  await world.advance(20_000)
  world.account(world.holders(1)[0] ?? '').fail(1)
  await world.settle()
  expect(await bound()).toEqual([holder])
})

test('a session keeps the account that it was bound to since, though a request fails at the one before', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  world.dispatch({ exchange: 1, session: 's' })
  await world.settle()
  const [before = ''] = world.holders(1)
  world.account(before).cool(3_600_000)
  await world.settle()
  world.dispatch({ exchange: 2, session: 's' })
  await world.settle()
  const since = world.holders(2)
  world.account(before).fail(1, 'client')
  await world.settle()
  const seen = await world.inspect(({ questions }) => questions.sessions)
  expect(seen?.bindings.map(({ account }) => account)).toEqual([...since])
})

describe('a session whose account is busy', () => {
  const busy = async (mode: 'balance' | 'cache_first') => {
    const { world, ask } = await openWorld(mode, { maxConcurrency: 1 })
    const first = await ask('s')
    world.dispatch({ exchange: 50, session: 's', body })
    world.dispatch({ exchange: 51, session: 's', body })
    await world.settle()
    return { world, ask, first }
  }

  test('is served by another at once in balance, and stays bound', async () => {
    const { world, ask, first } = await busy('balance')
    const holders = [...world.holders(50), ...world.holders(51)]
    expect(holders).toHaveLength(2)
    expect(holders).toContain(first)
    for (const exchange of [50, 51]) world.account(world.holders(exchange)[0] ?? '').serve(exchange)
    await world.settle()
    expect(await ask('s')).toBe(first)
  })

  test('waits for it in balance once more than half of all cannot serve', async () => {
    const { world, ask } = await openWorld('balance', { maxConcurrency: 1 })
    const first = await ask('s')
    const others = names.map((name) => `openai/${name}`).filter((id) => id !== first)
    world.dispatch({ exchange: 50, session: 's', body })
    for (const id of others.slice(1)) world.account(id).cool(3_600_000)
    await world.settle()
    world.dispatch({ exchange: 51, session: 's', body })
    await world.settle()
    expect([world.holders(50), world.holders(51)]).toEqual([[first], []])
    world.account(first).serve(50)
    await world.settle()
    expect(world.holders(51)).toEqual([first])
  })

  test('waits for it in cache_first', async () => {
    const { world, first } = await busy('cache_first')
    const waiting = [50, 51].find((exchange) => world.holders(exchange).length === 0) ?? 0
    const other = waiting === 50 ? 51 : 50
    expect(world.holders(other)).toEqual([first])
    world.account(first).serve(other)
    await world.settle()
    expect(world.holders(waiting)).toEqual([first])
  })

  test('is served by another in cache_first once it has waited long enough', async () => {
    const { world, first } = await busy('cache_first')
    await world.advance(60_000)
    const holders = [...world.holders(50), ...world.holders(51)]
    expect(new Set(holders).size).toBe(2)
    expect(holders).toContain(first)
  })

  test('goes to another in cache_first soon after its own was told to rest for long', async () => {
    const { world, first } = await busy('cache_first')
    world.account(first).cool(300_000)
    await world.advance(100)
    expect([...world.holders(50), ...world.holders(51)]).toHaveLength(2)
  })

  test('that only rests is waited for in cache_first, too', async () => {
    const { world, ask } = await openWorld('cache_first')
    const first = await ask('s')
    world.account(first).cool(10_000)
    await world.settle()
    world.dispatch({ exchange: 50, session: 's', body })
    await world.advance(9_999)
    expect(world.holders(50)).toEqual([])
    await world.advance(1)
    expect(world.holders(50)).toEqual([first])
  })
})

describe('in performance_first', () => {
  test('a session goes wherever it is served soonest', async () => {
    const { world, ask } = await openWorld('performance_first')
    const served = new Set<string>()
    for (let turn = 0; turn < 40; turn += 1) served.add(await ask('s'))
    expect(served.size).toBe(names.length)
    expect(world.replies.all).toEqual([])
  })
})

describe('requests without a session', () => {
  test('are spread evenly in balance', async () => {
    const { world, ask } = await openWorld('balance')
    for (let turn = 0; turn < 40; turn += 1) {
      await ask('')
      await world.advance(1)
    }
    expect(names.map((name) => world.account(name).orders.length)).toEqual([10, 10, 10, 10])
  })
})

describe('in cache_first a session whose prompt is warm at another account as well', () => {
  /** Its own account has 24,000 bytes of the prompt. */
  const servedWith = async (elsewhereBytes: number) => {
    const { world } = await openWorld('cache_first')
    const served = servedInTurn(world)
    const own = await served({ session: 's', prefixes: '300000 p:24000' })
    const prefixes = `300000 p:24000 q:${elsewhereBytes}`
    world.account(own).cool(30_000)
    await world.settle()
    const other = await served({ prefixes })
    await world.advance(30_000)
    return { own, other, served: await served({ session: 's', prefixes }) }
  }

  test('stays, unless a third more of it is warm there', async () => {
    const little = await servedWith(31_000)
    expect(little.served).toBe(little.own)
    const much = await servedWith(33_000)
    expect(much.served).toBe(much.other)
  })
})
