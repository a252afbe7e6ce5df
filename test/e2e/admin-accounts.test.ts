import { describe, expect, test } from 'bun:test'
import { twoAccounts, type World } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { openAdmin, readAdmin, sendAdmin } from '../support/admin-world.ts'

describe('accounts', () => {
  test('are preferred by name, by null none, and one that is not there is a 404 that names what is near', async () => {
    await using world = await openAdmin()
    const path = '/api/proxy/preferred-account'
    expect((await readAdmin(world, path)).body).toBeNull()
    const set = await sendAdmin(world, path, { accountId: 'openai/two' })
    expect(set.body).toMatchObject({ ok: true, preferred_account_id: 'openai/two' })
    const response = await world.post('/v1/chat/completions', chat())
    await response.text()
    expect(response.headers.get('x-switchyard-account')).toBe('openai/two')
    const wrong = await sendAdmin(world, path, { accountId: 'openai/tow' })
    expect([wrong.status, wrong.body.error]).toMatchObject([
      404,
      { param: 'accountId', message: expect.stringContaining('openai/two') },
    ])
    expect((await sendAdmin(world, path, { accountId: null })).body.preferred_account_id).toBeNull()
  })

  test('are preferred after a restart too', async () => {
    await using world = await openAdmin()
    const path = '/api/proxy/preferred-account'
    await sendAdmin(world, path, { accountId: 'openai/two' })
    await using again = await world.restart()
    expect((await readAdmin(again, path)).body).toBe('openai/two')
  })

  test('are preferred from the edit on that brings them, where they are named before', async () => {
    const tree = { proxy: { preferred_account_id: 'openai/later' } }
    await using world = await openAdmin({ tree })
    const servedBy = async () => {
      const response = await world.post('/v1/chat/completions', chat())
      await response.text()
      return response.headers.get('x-switchyard-account')
    }
    expect(await servedBy()).not.toBe('openai/later')
    const later = [...twoAccounts, { key: 'sk-simulated-one', name: 'later' }]
    world.apply({ tree, accounts: later })
    await accountIsUp(world, 'openai/later')
    expect(await servedBy()).toBe('openai/later')
  })

  test('are seen as they are, with what happened to them, and are asked again at once when their rests are cleared', async () => {
    await using world = await openAdmin()
    world.openai.program({ fault: rateLimit, times: 1 })
    const served = await world.post('/v1/chat/completions', chat())
    await served.text()
    const resting = served.headers.get('x-switchyard-account')?.endsWith('one') ? 'two' : 'one'
    const id = `openai/${resting}`
    expect(await accountIn(world, id)).toMatchObject({
      is_up: true,
      state: 'ready',
      egress: 'direct',
      cooldowns: [{ cause: 'rate_limited', remaining_ms: expect.any(Number) }],
      events: [{ event: 'account-resting' }],
      timetable: [{ job: 'models', next_in_ms: expect.any(Number) }],
    })
    expect(
      (await sendAdmin(world, '/api/proxy/rate-limits/openai%2Fnone', '', 'DELETE')).status,
    ).toBe(404)
    const cleared = await sendAdmin(world, `/api/proxy/rate-limits/${id}`, '', 'DELETE')
    expect(cleared).toEqual({ status: 200, body: { ok: true, cleared: [id] } })
    expect(await accountIn(world, id)).toMatchObject({ cooldowns: [], ramps: [] })
    const again = await sendAdmin(world, '/api/proxy/rate-limits/openai%2Fone', '', 'DELETE')
    expect(again).toEqual({ status: 200, body: { ok: true, cleared: [] } })
  })
})

describe('requests', () => {
  test('are explained by their receipt: who was asked, who refused, who served', async () => {
    await using world = await openAdmin()
    world.openai.program({ fault: rateLimit, times: 1 })
    const headers = { 'x-request-id': 'a-request' }
    await (await world.post('/v1/chat/completions', chat(), { headers })).text()
    await world.recordOf('a-request')
    const { body } = await readAdmin(world, '/api/decisions/a-request')
    expect(body).toMatchObject({ request_id: 'a-request', attempts: 2, mode: 'balance' })
    expect(body.steps.map(({ type }: { type: string }) => type)).toEqual([
      'offered',
      'failed',
      'offered',
      'ended',
    ])
    expect(body.candidates.map(({ rest_cause }: { rest_cause: string }) => rest_cause)).toContain(
      'rate_limited',
    )
  })

  test('of which nothing is known are a 404 that says why', async () => {
    await using world = await openAdmin()
    const { status, body } = await readAdmin(world, '/api/decisions/nobody')
    expect([status, body.error.code]).toEqual([404, 'decision_not_found'])
  })

  test('of a session are bound, seen, and let go', async () => {
    await using world = await openAdmin()
    const headers = { 'x-session-id': 'talk' }
    await (await world.post('/v1/chat/completions', chat(), { headers })).text()
    const seen = (await readAdmin(world, '/api/proxy/session-bindings')).body
    const [account = ''] = Object.values(seen.session_bindings)
    expect(seen).toMatchObject({
      persist_session_bindings: true,
      scheduling: { mode: 'balance', max_wait_seconds: 60 },
      session_bindings: { talk: account },
      bindings_count: 1,
      recent_events: [
        {
          action: 'bound_new_session',
          session_id: 'talk',
          bound_account_id: null,
          selected_account_id: account,
          wait_seconds: 0,
          max_wait_seconds: 60,
        },
      ],
    })
    const cleared = await sendAdmin(world, '/api/proxy/session-bindings/clear', '')
    expect(cleared.body).toEqual({ ok: true, cleared: 1 })
    const left = (await readAdmin(world, '/api/proxy/session-bindings')).body
    expect([left.session_bindings, left.recent_events.length]).toEqual([{}, 1])
  })
})

const rateLimit = {
  type: 'status',
  status: 429,
  retry: { type: 'seconds', seconds: 3000 },
} as const

/** Asked again at once, since nothing announces it to the outside. */
const accountIsUp = async (world: World, id: string): Promise<void> => {
  while ((await accountIn(world, id))?.is_up !== true);
}

const accountIn = async (world: World, id: string) => {
  const { accounts } = (await readAdmin(world, '/api/actors')).body
  return accounts.find((account: { readonly id: string }) => account.id === id)
}
