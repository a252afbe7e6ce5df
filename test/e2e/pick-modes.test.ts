import { describe, expect, test } from 'bun:test'
import { openWorld, type World, type WorldOptions } from '../support/relay-world.ts'

const accounts = Array.from({ length: 4 }, (_, index) => ({
  key: `sk-simulated-${index}`,
  name: `account-${index}`,
}))

/** Where every channel has these of gproxy's keys. */
const picking = (settings: object): WorldOptions => ({
  accounts,
  channels: (usual) =>
    usual.map((channel) => ({ ...channel, settings: { ...channel.settings, ...settings } })),
})

const rules = 'These are the rules of the house. '.repeat(300)

/** The accounts that served conversations of one session, which begin alike. */
const servedIn = async (world: World, turns: number): Promise<ReadonlySet<string>> => {
  const served = new Set<string>()
  for (let turn = 0; turn < turns; turn += 1) {
    const response = await world.post(
      '/v1/chat/completions',
      {
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: rules },
          { role: 'user', content: `talk number ${turn} about the weather` },
        ],
      },
      { headers: { 'x-session-id': 'one' } },
    )
    expect(response.status).toBe(200)
    await response.text()
    served.add(response.headers.get('x-switchyard-account') ?? '')
  }
  return served
}

describe('with gproxy’s keys in its settings, a channel', () => {
  test('without round robin uses the account with the smallest id', async () => {
    await using world = await openWorld(picking({ credential_round_robin_enabled: false }))
    expect([...(await servedIn(world, 5))]).toEqual(['openai/account-0'])
  })

  test('with the cache stays where the prompt is warm', async () => {
    await using world = await openWorld(picking({ credential_cache_affinity_enabled: true }))
    expect((await servedIn(world, 8)).size).toBe(1)
  })

  test('without the cache draws by chance, whatever the session', async () => {
    await using world = await openWorld(picking({ credential_pick_mode: 'round_robin_no_cache' }))
    expect((await servedIn(world, 24)).size).toBeGreaterThan(1)
  })
})
