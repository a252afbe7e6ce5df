import { expect, test } from 'bun:test'
import { openAdmin, readAdmin } from '../support/admin-world.ts'
import { openWorld, type World, type WorldOptions } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'

const names = ['free', 'ultra', 'pro']
const accounts = names.map((name) => ({ key: `sk-simulated-${name}`, name }))

/** The accounts in their order, each on one of these plans. */
const onPlans = (...plans: readonly string[]): WorldOptions => ({
  accounts,
  channels: (usual) =>
    usual.map((channel) => ({
      ...channel,
      credentials: channel.credentials.map((one, index) => ({ ...one, tier: plans[index] ?? '' })),
    })),
})

const servedBy = async (world: World, session: string): Promise<string | null> => {
  const headers = { 'x-session-id': session }
  const response = await world.post('/v1/chat/completions', chat(), { headers })
  await response.text()
  return response.headers.get('x-switchyard-account')
}

test('`tier` says whose plan goes first, and an edit of it holds for the next request', async () => {
  await using world = await openWorld(onPlans('Free', 'AI Ultra', 'AI Pro'))
  expect([await servedBy(world, 'a'), await servedBy(world, 'b')]).toEqual([
    'openai/ultra',
    'openai/ultra',
  ])
  world.apply(onPlans('a pro', '', 'for free'))
  expect([await servedBy(world, 'c'), await servedBy(world, 'd')]).toEqual([
    'openai/free',
    'openai/free',
  ])
})

test('an operator sees which plan an account is on', async () => {
  await using world = await openAdmin(onPlans('Free', 'AI Ultra'))
  const { accounts: viewed } = (await readAdmin(world, '/api/actors')).body
  const fromOpenai = viewed.filter(({ channel }: { channel: string }) => channel === 'openai')
  expect(fromOpenai.map(({ tier }: { tier: string }) => tier)).toEqual(['Free', 'AI Ultra', ''])
})
