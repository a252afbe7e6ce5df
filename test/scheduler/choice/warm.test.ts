import { describe, expect, test } from 'bun:test'
import { writePrefixes } from '../../../src/ir/prefix.ts'
import { openSchedulerWorld, type SchedulerWorldOptions } from '../../support/scheduler-world.ts'
import { servedInTurn } from '../../support/served-in-turn.ts'

/** A conversation of so many turns, each of 20,000 bytes, after instructions of as many. */
const prompt = (conversation: string, turns: number): string =>
  writePrefixes({
    lifetimeMs: 300_000,
    list: ['instructions', ...Array.from({ length: turns }, (_, turn) => `${conversation}${turn}`)]
      .map((mark) => mark.replaceAll(' ', '-'))
      .map((mark, index) => ({ mark, bytes: (index + 1) * 20_000 })),
  })

const openWorld = async (over: SchedulerWorldOptions = {}) => {
  const world = await openSchedulerWorld({
    accounts: ['a', 'b', 'c', 'd', 'e', 'f'],
    mode: 'cache_first',
    ...over,
  })
  const served = servedInTurn(world, { inputTokens: 100, cacheReadTokens: 0, outputTokens: 1 })
  const ask = (prefixes: string, session = '') => served({ prefixes, session })
  return { world, ask }
}

describe('in cache_first a prompt', () => {
  test('goes where its beginning is, though nothing names its session', async () => {
    const { ask } = await openWorld()
    const first = await ask(prompt('x', 1))
    for (let turns = 2; turns < 8; turns += 1) expect(await ask(prompt('x', turns))).toBe(first)
  })

  test('goes where its beginning was, no longer than upstreams keep it', async () => {
    const { world, ask } = await openWorld()
    const served = new Set<string>()
    for (let turns = 1; turns < 7; turns += 1) {
      served.add(await ask(prompt('x', turns)))
      await world.advance(300_001)
    }
    expect(served.size).toBe(6)
  })

  test('is another user’s only when that user has sent it', async () => {
    const { world, ask } = await openWorld()
    const first = await ask(prompt('x', 1))
    world.dispatch({ exchange: 900, user: 'bob', prefixes: prompt('x', 2) })
    await world.settle()
    expect(world.holders(900)).not.toEqual([first])
  })

  test('goes elsewhere while the account that has its beginning cannot serve', async () => {
    const { world, ask } = await openWorld()
    const first = await ask(prompt('x', 1))
    world.account(first).cool(10_000)
    await world.settle()
    expect(await ask(prompt('x', 2))).not.toBe(first)
  })

  test('is not thought to be where an account has declined it', async () => {
    const { world, ask } = await openWorld({ accounts: ['a', 'b'] })
    world.dispatch({ exchange: 900, prefixes: prompt('x', 3) })
    await world.settle()
    const [declined = ''] = world.holders(900)
    world.account(declined).decline(900, 'no-free-slot')
    await world.settle()
    const [served = ''] = world.holders(900)
    world.account(served).serve(900)
    await world.settle()
    expect(await ask(prompt('x', 4))).toBe(served)
    world.account(served).cool(5_000)
    await world.settle()
    world.dispatch({ exchange: 901, prefixes: prompt('x', 5) })
    await world.settle()
    expect([declined === served, world.holders(901)]).toEqual([false, []])
  })

  test('of a session waits for its account as long as the warm part is worth', async () => {
    const { world, ask } = await openWorld()
    const first = await ask(prompt('x', 3), 's')
    world.account(first).cool(30_000)
    await world.settle()
    world.dispatch({ exchange: 900, session: 's', prefixes: prompt('x', 4) })
    await world.advance(29_999)
    expect(world.holders(900)).toEqual([])
    await world.advance(1)
    expect(world.holders(900)).toEqual([first])
    world.account(first).serve(900)
    world.account(first).cool(45_000)
    await world.settle()
    world.dispatch({ exchange: 901, session: 's', prefixes: prompt('y', 4) })
    await world.settle()
    expect(world.holders(901)).not.toEqual([first])
  })
})

describe('in performance_first a prompt', () => {
  test('goes where its beginning is, though it belongs to no session', async () => {
    const { ask } = await openWorld({ mode: 'performance_first' })
    const first = await ask(prompt('x', 1))
    for (let turns = 2; turns < 8; turns += 1) expect(await ask(prompt('x', turns))).toBe(first)
  })
})

test.each(['balance'] as const)('in %s what is warm attracts nothing', async (mode) => {
  const { ask } = await openWorld({ mode })
  const served = new Set<string>()
  for (let turns = 1; turns < 7; turns += 1) served.add(await ask(prompt('x', turns)))
  expect(served.size).toBe(6)
})

describe('where no upstream tells a limit of tokens, in performance_first a prompt whose account rests', () => {
  /** All of these accounts have just been used, and so many others rest as well. */
  const askedOf = async (accounts: readonly string[], resting: number) => {
    const { world, ask } = await openWorld({ accounts, mode: 'performance_first' })
    const used = new Set<string>()
    while (used.size < accounts.length) used.add(await ask(prompt(`short ${used.size}`, 0)))
    const own = await ask(prompt('x', 6))
    const others = [...used].filter((one) => one !== own)
    for (const account of [own, ...others.slice(0, resting)]) world.account(account).cool(12_000)
    await world.settle()
    world.dispatch({ exchange: 900, prefixes: prompt('x', 7) })
    await world.settle()
    return { own, others, holders: world.holders(900) }
  }

  test('goes to the only other one at once', async () => {
    const { others, holders } = await askedOf(['a', 'b'], 0)
    expect(holders).toEqual(others)
  })

  test('waits for it while most rest, as all are at their limits then', async () => {
    const { holders } = await askedOf(['a', 'b', 'c', 'd'], 2)
    expect(holders).toEqual([])
  })
})
