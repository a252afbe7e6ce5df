import { expect, test } from 'bun:test'
import { createGate } from '../../src/simulator/index.ts'
import { manualClock } from '../support/manual-clock.ts'
import { answerOf, goodRequest, openScene } from './scene.ts'

const team = { key: 'key-1', name: 'team-1' }

test('more requests at once than the account may have are refused', async () => {
  await using scene = await openScene('openai', { accounts: [{ ...team, maxConcurrent: 1 }] })
  const gate = createGate()
  scene.program({ fault: { type: 'gate', gate, at: 'before-headers' } })
  const first = scene.ask()
  await gate.reached
  expect(await answerOf(scene.ask())).toMatchObject({ status: 429 })
  gate.release()
  expect(await answerOf(first)).toMatchObject({ status: 200 })
  expect(await answerOf(scene.ask())).toMatchObject({ status: 200 })
  expect(scene.use('team-1')).toEqual({ inFlight: 0, mostInFlight: 1, admitted: 2, refused: 1 })
})

test('more requests a minute are refused until the oldest is a minute old', async () => {
  const clock = manualClock()
  const accounts = [{ ...team, requestsPerMinute: 1 }]
  await using scene = await openScene('openai', { clock, accounts })
  expect((await answerOf(scene.ask())).head).toContain('x-ratelimit-remaining-requests: 0')
  clock.advance(20_000)
  const refused = await answerOf(scene.ask())
  expect(refused.status).toBe(429)
  expect(refused.head).toContain('retry-after: 40\r\n')
  clock.advance(40_000)
  expect(await answerOf(scene.ask())).toMatchObject({ status: 200 })
})

test('a bucket empties and fills at its rate', async () => {
  const clock = manualClock()
  const accounts = [{ ...team, bucket: { capacity: 2, perSecond: 0.5 } }]
  await using scene = await openScene('openai', { clock, accounts })
  const statuses = [
    await answerOf(scene.ask()),
    await answerOf(scene.ask()),
    await answerOf(scene.ask()),
  ].map(({ status }) => status)
  expect(statuses).toEqual([200, 200, 429])
  clock.advance(2000)
  expect(await answerOf(scene.ask())).toMatchObject({ status: 200 })
})

test('one account over its limit leaves the other alone', async () => {
  const accounts = [
    { ...team, requestsPerMinute: 0 },
    { key: 'key-2', name: 'team-2' },
  ]
  await using scene = await openScene('openai', { accounts })
  expect(await answerOf(scene.ask())).toMatchObject({ status: 429 })
  const other = await answerOf(scene.ask({ headers: { authorization: 'Bearer key-2' } }))
  expect(other).toMatchObject({ status: 200, body: expect.stringContaining('team-2') })
})

test('each vendor tells the wait in its own way', async () => {
  const retry = { type: 'seconds', seconds: 7 } as const
  const fault = { type: 'status', status: 429, retry } as const
  await using openai = await openScene('openai')
  await using anthropic = await openScene('anthropic')
  await using gemini = await openScene('gemini')
  for (const scene of [openai, anthropic, gemini]) scene.program({ fault })
  expect((await answerOf(openai.ask())).head).toContain('retry-after: 7\r\n')
  expect((await answerOf(anthropic.ask())).head).toContain('retry-after: 7\r\n')
  expect((await answerOf(gemini.ask())).body).toContain('"retryDelay": "7s"')
})

test('a wait can be told as a date, by reset headers, or not at all', async () => {
  const clock = manualClock(Date.UTC(2026, 0, 1))
  await using scene = await openScene('anthropic', { clock })
  const limited = { type: 'status', status: 429 } as const
  const at = Date.UTC(2026, 0, 1, 0, 0, 30)
  scene.program({ fault: { ...limited, retry: { type: 'http-date', at } } })
  scene.program({ fault: { ...limited, retry: { type: 'reset-headers', seconds: 30 } } })
  scene.program({ fault: limited })
  const heads = [
    await answerOf(scene.ask()),
    await answerOf(scene.ask()),
    await answerOf(scene.ask()),
  ].map(({ head }) => head)
  expect(heads[0]).toContain('retry-after: thu, 01 jan 2026 00:00:30 gmt')
  expect(heads[1]).toContain('anthropic-ratelimit-requests-reset: 2026-01-01t00:00:30z')
  expect(heads[2]).not.toContain('retry-after')
})

test('faults go to whom they are for, in order, as often as told', async () => {
  await using scene = await openScene('openai')
  const second = { ...goodRequest('openai').headers, authorization: 'Bearer key-2' }
  scene.program({ account: 'team-2', fault: { type: 'status', status: 500 } })
  scene.program({ account: 'team-1', times: 2, fault: { type: 'status', status: 503 } })
  const statuses = [
    await answerOf(scene.ask()),
    await answerOf(scene.ask({ headers: second })),
    await answerOf(scene.ask()),
    await answerOf(scene.ask()),
  ].map(({ status }) => status)
  expect(statuses).toEqual([503, 500, 503, 200])
})

test('a fault waits for a good request that is not a list of models, and can be taken back', async () => {
  await using scene = await openScene('openai')
  const programmed = scene.program({ fault: { type: 'status', status: 500 } })
  const headers = goodRequest('openai').headers
  expect((await answerOf(scene.ask({ path: '/v1/models', headers, body: undefined }))).status).toBe(
    200,
  )
  expect((await answerOf(scene.ask({ body: {} }))).status).toBe(400)
  expect(programmed.timesTaken()).toBe(0)
  programmed.remove()
  expect((await answerOf(scene.ask())).status).toBe(200)
})

test.each([400, 401, 402, 403, 404, 413, 500, 502, 503, 504, 529] as const)(
  'status %d can be programmed',
  async (status) => {
    await using scene = await openScene('gemini')
    scene.program({ fault: { type: 'status', status } })
    const answer = await answerOf(scene.ask())
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: expect.any(Number) } })
  },
)

test('a used up quota has the words of its vendor', async () => {
  const fault = { type: 'status', status: 429, kind: 'quota' } as const
  await using openai = await openScene('openai')
  await using gemini = await openScene('gemini')
  openai.program({ fault })
  gemini.program({ fault })
  expect((await answerOf(openai.ask())).body).toContain('"code":"insufficient_quota"')
  expect((await answerOf(gemini.ask())).body).toContain('PerDay')
})

test('a request that needs more than a limit of tokens holds is refused for ever, in the vendor’s words', async () => {
  const clock = manualClock()
  const accounts = [{ ...team, mostTokens: 5 }]
  const words = {
    openai: 'tokens per min (TPM): Limit 5, Requested 19',
    anthropic: 'would exceed your organization',
    gemini: 'limit: 5',
  }
  for (const vendor of ['openai', 'anthropic', 'gemini'] as const) {
    await using scene = await openScene(vendor, { clock, accounts })
    for (let minute = 0; minute < 2; minute += 1) {
      const refused = await answerOf(scene.ask())
      expect([refused.status, refused.body]).toEqual([429, expect.stringContaining(words[vendor])])
      clock.advance(60_000)
    }
    expect(scene.use('team-1')).toMatchObject({ admitted: 0, refused: 2 })
  }
})

test('what a limit of tokens holds is told in headers, and what needs no more is served', async () => {
  const accounts = [{ ...team, mostTokens: 2_000 }]
  await using openai = await openScene('openai', { accounts })
  await using anthropic = await openScene('anthropic', { accounts })
  const [served, other] = [await answerOf(openai.ask()), await answerOf(anthropic.ask())]
  expect([served.status, other.status]).toEqual([200, 200])
  expect(served.head).toContain('x-ratelimit-remaining-tokens: 2000\r\n')
  expect(other.head).toContain('anthropic-ratelimit-input-tokens-remaining: 2000\r\n')
})
