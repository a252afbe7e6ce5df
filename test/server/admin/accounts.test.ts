import { describe, expect, test } from 'bun:test'
import type { Operator } from '../../../src/server/admin/index.ts'
import { silentLog } from '../../../src/telemetry/log.ts'
import { openai, settingsOf } from '../../settings/resolved.ts'
import { startAdmin } from './scripted-operator.ts'

const settingsWith = (proxy: object = {}) =>
  settingsOf({
    channels: [
      {
        ...openai,
        credentials: [
          { id: 'one', secret: 'sk-1' },
          { id: 'two', secret: 'sk-2' },
        ],
      },
    ],
    proxy,
  })

const open = (proxy: object = {}, over: Partial<Operator> = {}) => {
  const settings = settingsWith(proxy)
  return startAdmin({ settings: () => settings, ...over })
}

const preferred = '/api/proxy/preferred-account'

describe('the preferred account', () => {
  test('is told by its name, and as null where there is none', async () => {
    await using some = open({ preferred_account_id: 'openai/two' })
    await using none = open()
    const read = async (admin: typeof some) => (await admin.ask(preferred)).body
    expect([await read(some), await read(none)]).toEqual(['openai/two', null])
  })

  test('is told with what else keeps sessions at their accounts', async () => {
    await using some = open({ preferred_account_id: 'openai/two' })
    await using none = open()
    const read = async (admin: typeof some) =>
      (await admin.ask('/api/proxy/sticky')).body.preferred_account_id
    expect([await read(some), await read(none)]).toEqual(['openai/two', null])
  })

  test('is set at once, with how it is then, and in the audit', async () => {
    await using admin = open({ preferred_account_id: 'openai/one' })
    const { body } = await admin.post(preferred, { account_id: 'openai/two' })
    expect(body).toMatchObject({
      ok: true,
      runtime_apply: { policy: 'always_hot_applied', applied: true },
      preferred_account_id: 'openai/one',
    })
    expect(admin.patches).toEqual([{ proxy: { preferred_account_id: 'openai/two' } }])
    expect(admin.audits).toMatchObject([{ action: 'set_preferred_account' }])
  })

  test.each([
    [{}, [400, 'invalid_field'], 'or null to prefer none'],
    [{ accountId: '' }, [400, 'invalid_field'], 'or null to prefer none'],
    [{ accountId: 5 }, [400, 'invalid_field'], 'or null to prefer none'],
    [{ accountId: 'openai/tow' }, [404, 'account_not_found'], 'Near it: openai/two'],
    [{ accountId: 'zzzzzzzzzz' }, [404, 'account_not_found'], 'All of them: GET /api/actors.'],
  ])('is not set by %j, which is told of its field', async (sent, answer, words) => {
    await using admin = open()
    const { status, body } = await admin.post(preferred, sent)
    expect([status, body.error.code, body.error.param]).toEqual([...answer, 'accountId'])
    expect([body.error.message, admin.patches]).toEqual([expect.stringContaining(words), []])
  })

  test.each([
    [{ account: 'openai/two' }, 'account'],
    [{ accountId: null, account_id: null }, 'account_id'],
  ])('is not set by a field that is none, or given twice: %j', async (sent, param) => {
    await using admin = open()
    const { status, body } = await admin.post(preferred, sent)
    expect([status, body.error.param, admin.patches]).toEqual([400, param, []])
  })

  test('is refused by the name of its setting where the settings refuse it', async () => {
    const path = 'proxy.preferred_account_id'
    const faults = [{ path, message: 'is wrong', source: 'runtime' }]
    const changeSettings = async () => ({ type: 'refused', faults }) as const
    await using admin = open({}, { changeSettings })
    const { body } = await admin.post(preferred, { accountId: 'openai/two' })
    expect(body.error.param).toBe('preferred_account_id')
  })
})

describe('rests are forgotten', () => {
  const opened = () => {
    const asked: string[] = []
    const admin = open(
      {},
      {
        clearRests: async (account) => {
          asked.push(account)
          const isKnown = account === '' || account === 'openai/one'
          return { type: 'rests-cleared', isKnown, accounts: isKnown ? ['openai/one'] : [] }
        },
      },
    )
    const forget = (path: string) =>
      admin.ask(`/api/proxy/rate-limits${path}`, { method: 'DELETE' })
    return { admin, asked, forget, [Symbol.asyncDispose]: () => admin[Symbol.asyncDispose]() }
  }

  test.each([
    ['', '', null],
    ['/openai%2Fone', 'openai/one', 'openai/one'],
    ['/openai/one', 'openai/one', 'openai/one'],
  ])('of whom the path %j names, and that is in the audit', async (path, account, audited) => {
    await using world = opened()
    const { status, body } = await world.forget(path)
    expect([status, body]).toEqual([200, { ok: true, cleared: ['openai/one'] }])
    expect(world.asked).toEqual([account])
    expect(world.admin.audits).toMatchObject([
      {
        before: JSON.stringify({ account_id: audited, resting: ['openai/one'] }),
        after: '{"resting":[]}',
      },
    ])
  })

  test.each(['/openai%2Ftwo', '/openai/two'])(
    'of nobody that the scheduler does not know: %s',
    async (path) => {
      await using world = opened()
      const { status, body } = await world.forget(path)
      expect([status, body.error.code]).toEqual([404, 'account_not_found'])
      expect(world.admin.audits).toEqual([])
    },
  )
})

test('a line of the audit can be found by its name', async () => {
  const lines: string[] = []
  const log = { ...silentLog, info: (line: string) => void lines.push(line) }
  await using admin = open({}, { log })
  await admin.post(preferred, { accountId: null })
  expect(lines).toEqual(['[ADMIN_AUDIT]'])
})
