import OpenAI from 'openai'
import { expect, test } from 'bun:test'
import { createGate, type Fault } from '../../src/simulator/index.ts'
import { openWorld, otherClientKey, type World, type WorldOptions } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { openaiClient } from '../support/sdk-clients.ts'

const only = [{ key: 'sk-simulated-only', name: 'only' }]
const oneSlot = { max_concurrency: 1 }
const path = '/v1/chat/completions'

const patience = (maxWaitSeconds: number) => ({
  proxy: { scheduling: { max_wait_seconds: maxWaitSeconds } },
})

const limit = (seconds: number): Fault => ({
  type: 'status',
  status: 429,
  retry: { type: 'seconds', seconds },
})

/** Nobody asks for models, so that the requests in flight are the test's own. */
const channels: WorldOptions['channels'] = (usual) =>
  usual.map((channel) => ({
    ...channel,
    settings: {
      ...channel.settings,
      models: [channel.id === 'openai' ? 'gpt-4o-mini' : 'not-asked-for'],
    },
  }))

const times = <Value>(count: number, make: () => Value): Value[] =>
  Array.from({ length: count }, make)

test('requests beyond the slots of an account are served one after the other', async () => {
  await using world = await openWorld({ accounts: only, credential: oneSlot, channels })
  const answers = await Promise.all(times(5, () => world.post(path, chat(true))))
  const texts = await Promise.all(answers.map((answer) => answer.text()))
  expect(texts.filter((text) => text.endsWith('data: [DONE]\n\n'))).toHaveLength(5)
  expect(world.openai.use('only')).toEqual({
    inFlight: 0,
    mostInFlight: 1,
    admitted: 5,
    refused: 0,
  })
})

test('two accounts of two slots each serve four at once and never more', async () => {
  await using world = await openWorld({ credential: { max_concurrency: 2 }, channels })
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: 'before-headers' }, times: 4 })
  const asked = times(8, () => world.post(path, chat()))
  for (let count = 0; count < 4; count += 1) await world.openai.journal.next()
  gate.release()
  const statuses = await Promise.all(asked.map(async (answer) => (await answer).status))
  expect(statuses).toEqual(times(8, () => 200))
  expect(['one', 'two'].map((name) => world.openai.use(name)?.mostInFlight)).toEqual([2, 2])
})

test('without patience what finds no slot is told to come again', async () => {
  await using world = await openWorld({ accounts: only, credential: oneSlot, tree: patience(0) })
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: 'before-headers' } })
  const first = world.post(path, chat())
  await gate.reached
  const refused = await world.post(path, chat())
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    429,
    '1',
    {
      error: {
        message: expect.stringContaining("every slot for the model 'gpt-4o-mini'"),
        type: 'rate_limit_error',
        param: null,
        code: 'all_slots_in_use',
      },
    },
  ])
  gate.release()
  expect((await first).status).toBe(200)
})

test('the only account is limited for a second: the request waits and is answered', async () => {
  await using world = await openWorld({ accounts: only })
  world.openai.program({ fault: limit(1) })
  const response = await world.post(path, chat(), { headers: { 'x-request-id': 'waits' } })
  const { status, attempts, outcome, queueMs } = await world.recordOf('waits')
  expect([response.status, { status, attempts, outcome, hasWaited: queueMs > 0 }]).toEqual([
    200,
    { status: 200, attempts: 2, outcome: 'completed', hasWaited: true },
  ])
})

const refusal = async (world: World): Promise<unknown> =>
  openaiClient(world)
    .chat.completions.create({
      ...chat(),
      stream: false,
      messages: [{ role: 'user', content: 'x' }],
    })
    .then(
      () => 'served',
      (error: unknown) => error,
    )

test('accounts that are limited for longer than one waits: 429 with the soonest instant', async () => {
  await using world = await openWorld({ tree: patience(5) })
  world.openai.program({ fault: limit(300), account: 'one' })
  world.openai.program({ fault: limit(200), account: 'two' })
  const error = await refusal(world)
  if (!(error instanceof OpenAI.RateLimitError)) throw new Error('no rate limit error came')
  const retryAfter = Number(error.headers.get('retry-after'))
  expect(error.code).toBe('all_accounts_resting')
  expect(error.message).not.toContain('simulated')
  expect(retryAfter).toBeGreaterThan(190)
  expect(retryAfter).toBeLessThanOrEqual(200)
})

test('accounts that rest are not asked again', async () => {
  await using world = await openWorld({ tree: patience(5) })
  world.openai.program({ fault: limit(300), times: 2 })
  const statuses = [
    (await world.post(path, chat())).status,
    (await world.post(path, chat())).status,
  ]
  const asked = world.openai.journal.entries.filter(({ method }) => method === 'POST')
  expect([statuses, asked.length]).toEqual([[429, 429], 2])
})

test('a limit of one model leaves the others of its account free', async () => {
  await using world = await openWorld({ accounts: only, tree: patience(5) })
  world.openai.program({ fault: limit(300) })
  const statuses = [
    (await world.post(path, chat())).status,
    (await world.post(path, { ...chat(), model: 'gpt-4o' })).status,
  ]
  expect(statuses).toEqual([429, 200])
})

test('a full waiting queue refuses with a wait', async () => {
  const tree = { proxy: { scheduling: { max_waiting: 1 } } }
  await using world = await openWorld({ accounts: only, credential: oneSlot, tree })
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: 'before-headers' } })
  const first = world.post(path, chat())
  await gate.reached
  const others = times(2, () => world.post(path, chat()))
  const refused = await Promise.race(others)
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
    503,
    '60',
    { error: { code: 'queue_full' } },
  ])
  gate.release()
  const statuses = await Promise.all(
    [first, ...others].map(async (answer) => (await answer).status),
  )
  expect(statuses.toSorted()).toEqual([200, 200, 503])
})

/** As many of them have their answer. */
const ends = (asked: readonly Promise<void>[], count: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let ended = 0
  for (const one of asked) void one.then(() => ((ended += 1) === count ? resolve() : undefined))
  return promise
}

test('users take turns where requests wait, and a full room has a place for who has none', async () => {
  const tree = { proxy: { scheduling: { max_waiting: 6 } } }
  await using world = await openWorld({ accounts: only, credential: oneSlot, channels, tree })
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: 'before-headers' } })
  const ended: string[] = []
  const ask = async (user: string, headers: Record<string, string> = {}): Promise<void> => {
    const { status } = await world.post(path, chat(), { headers })
    ended.push(`${user} ${status}`)
  }
  const first = ask('many')
  await gate.reached
  const many = times(7, () => ask('many'))
  // Six wait once the seventh is refused, and the single one does when it has taken the place of one of them.
  await ends(many, 1)
  const single = ask('single', { authorization: `Bearer ${otherClientKey}` })
  await ends(many, 2)
  gate.release()
  await Promise.all([first, ...many, single])
  expect(ended.slice(0, 2)).toEqual(['many 503', 'many 503'])
  expect(ended.indexOf('single 200')).toBeLessThanOrEqual(4)
  expect(ended).toHaveLength(9)
})
