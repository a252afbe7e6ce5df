import { describe, expect, test } from 'bun:test'
import { openWorld, twoAccounts, type World } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'

const path = '/v1/chat/completions'
const only = twoAccounts.slice(0, 1)
const tree = (circuitBreaker: object) => ({
  proxy: { scheduling: { max_wait_seconds: 1 } },
  circuit_breaker: circuitBreaker,
})

/** Its money is spent, and it does not say until when. */
const spent = { type: 'status', status: 402 } as const

const ask = async (world: World) => {
  const response = await world.post(path, chat())
  await response.text()
  return { status: response.status, seconds: Number(response.headers.get('retry-after')) }
}

/** However long the machine took meanwhile. */
const isAboutAnHour = (seconds: number): boolean => seconds > 3_000 && seconds <= 3_600

const askedOf = (world: World): number =>
  world.openai.journal.entries.filter(({ method }) => method === 'POST').length

describe('`circuit_breaker`', () => {
  test('says for how long a spent quota rests, and an edit takes nothing of a rest', async () => {
    await using world = await openWorld({ accounts: only, tree: tree({ backoff_steps: [3_600] }) })
    world.openai.program({ fault: spent })
    const before = await ask(world)
    world.apply({ accounts: only, tree: tree({ backoff_steps: [7] }) })
    const after = await ask(world)
    expect([before.status, after.status, askedOf(world)]).toEqual([429, 429, 1])
    for (const { seconds } of [before, after]) expect(isAboutAnHour(seconds)).toBe(true)
  })

  test('switched off lets an account that broke be asked again at once', async () => {
    await using world = await openWorld({ accounts: only, tree: tree({ enabled: false }) })
    world.openai.program({ fault: { type: 'status', status: 500 }, times: 1 })
    expect(await ask(world)).toMatchObject({ status: 200 })
    const { attempts } = await world.nextRecord()
    expect([attempts, askedOf(world)]).toEqual([2, 2])
  })
})

test('accounts of one `quota_group` are not tried one after the other', async () => {
  await using world = await openWorld({
    credential: { quota_group: 'shared' },
    tree: tree({ backoff_steps: [3_600] }),
  })
  world.openai.program({ fault: spent })
  const { status, seconds } = await ask(world)
  expect([status, isAboutAnHour(seconds), askedOf(world)]).toEqual([429, true, 1])
})
