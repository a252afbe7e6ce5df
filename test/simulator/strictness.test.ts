import { describe, expect, test } from 'bun:test'
import { answerOf, goodRequest, openScene } from './scene.ts'

const vendors = ['openai', 'anthropic', 'gemini'] as const

const withText = (status: number, text: string) => ({ status, body: expect.stringContaining(text) })

const keyErrors = {
  openai: {
    unknown: withText(401, '"code":"invalid_api_key"'),
    missing: withText(401, '"code":null'),
  },
  anthropic: {
    unknown: withText(401, 'authentication_error'),
    missing: withText(401, 'authentication_error'),
  },
  gemini: {
    unknown: withText(400, 'API_KEY_INVALID'),
    missing: withText(403, 'PERMISSION_DENIED'),
  },
}

describe.each(vendors)('%s', (vendor) => {
  const good = goodRequest(vendor)

  test('a relay that sends what the vendor documents breaks no rule', async () => {
    await using scene = await openScene(vendor)
    expect(await answerOf(scene.ask())).toMatchObject({ status: 200 })
    expect(scene.journal.violations).toEqual([])
  })

  test.each([
    ['cookie', 'a=b'],
    ['x-forwarded-for', '10.0.0.1'],
    ['forwarded', 'for=10.0.0.1'],
    ['x-real-ip', '10.0.0.1'],
    ['via', '1.1 relay'],
    ['origin', 'http://localhost'],
    ['referer', 'http://localhost/'],
    ['x-stainless-lang', 'js'],
    ['proxy-authorization', 'Basic eDp5'],
    ['api-key', 'key-1'],
  ])('%s is refused and written down', async (name, value) => {
    await using scene = await openScene(vendor)
    const answer = await answerOf(scene.ask({ headers: { ...good.headers, [name]: value } }))
    expect(answer.status).toBe(400)
    expect(scene.journal.violations).toEqual([expect.stringContaining(name)])
  })

  test('a client that is not Switchyard is refused', async () => {
    await using scene = await openScene(vendor)
    const headers = { ...good.headers, 'user-agent': 'curl/8' }
    expect(await answerOf(scene.ask({ headers }))).toMatchObject({ status: 400 })
    expect(scene.journal.violations).toEqual([expect.stringContaining('user-agent')])
  })

  test('a body that is not declared as JSON is refused', async () => {
    await using scene = await openScene(vendor)
    const headers = { ...good.headers, 'content-type': 'text/plain' }
    expect(await answerOf(scene.ask({ headers }))).toMatchObject({ status: 400 })
  })

  test('a key in the query is refused', async () => {
    await using scene = await openScene(vendor)
    const path = `${good.path}${good.path.includes('?') ? '&' : '?'}key=key-1`
    expect(await answerOf(scene.ask({ path }))).toMatchObject({ status: 400 })
    expect(scene.journal.violations).toEqual([expect.stringContaining('credential')])
  })

  test('an unknown path is not found', async () => {
    await using scene = await openScene(vendor)
    expect(await answerOf(scene.ask({ path: '/v2/other' }))).toMatchObject({ status: 404 })
    expect(scene.journal.violations).toEqual([expect.stringContaining('/v2/other')])
  })

  test('a body that is not JSON is refused', async () => {
    await using scene = await openScene(vendor)
    expect(await answerOf(scene.ask({ body: '{"a":' }))).toMatchObject({ status: 400 })
  })

  test('a field nobody documents is refused by its name', async () => {
    await using scene = await openScene(vendor)
    const body = Object.assign({ surprise: 1 }, good.body)
    const answer = await answerOf(scene.ask({ body }))
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('surprise') })
  })

  test('an unknown key is refused in the form of the vendor, and so is none', async () => {
    await using scene = await openScene(vendor)
    const headers = Object.entries(good.headers)
    const wrong = headers.map(([name, value]) => [name, value.replace('key-1', 'key-0')])
    const none = headers.filter(([, value]) => !value.includes('key-1'))
    const { unknown, missing } = keyErrors[vendor]
    expect(await answerOf(scene.ask({ headers: Object.fromEntries(wrong) }))).toMatchObject(unknown)
    expect(await answerOf(scene.ask({ headers: Object.fromEntries(none) }))).toMatchObject(missing)
  })

  test('an answer is labelled, and carries a cookie that no relay may pass on', async () => {
    await using scene = await openScene(vendor)
    const { head, body } = await answerOf(scene.ask())
    expect(head).toContain('x-simulated: switchyard')
    expect(head).toContain('set-cookie: __cf_bm=')
    expect(body).toContain('team-1')
  })
})

const openaiBody = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] }
const anthropicBody = { model: 'claude-opus-5', max_tokens: 9, messages: openaiBody.messages }

test.each([
  ['a role nobody knows', { ...openaiBody, messages: [{ role: 'narrator', content: 'hi' }] }],
  ['no messages', { ...openaiBody, messages: [] }],
  [
    'an unknown part',
    { ...openaiBody, messages: [{ role: 'user', content: [{ type: 'smell' }] }] },
  ],
  ['a tool without a name', { ...openaiBody, tools: [{ type: 'function', function: {} }] }],
  ['a temperature beyond 2', { ...openaiBody, temperature: 3 }],
  ['no model', { messages: openaiBody.messages }],
])('openai refuses %s', async (_, body) => {
  await using scene = await openScene('openai')
  const answer = await answerOf(scene.ask({ body }))
  expect(answer).toMatchObject({
    status: 400,
    body: expect.stringContaining('invalid_request_error'),
  })
})

test.each([
  ['no max_tokens', { model: 'claude-opus-5', messages: openaiBody.messages }],
  ['a system role', { ...anthropicBody, messages: [{ role: 'system', content: 'hi' }] }],
  ['empty text', { ...anthropicBody, messages: [{ role: 'user', content: '' }] }],
  ['a tool without a schema', { ...anthropicBody, tools: [{ name: 'weather' }] }],
  [
    'a small thinking budget',
    { ...anthropicBody, thinking: { type: 'enabled', budget_tokens: 9 } },
  ],
])('anthropic refuses %s', async (_, body) => {
  await using scene = await openScene('anthropic')
  const answer = await answerOf(scene.ask({ body }))
  expect(answer).toMatchObject({
    status: 400,
    body: expect.stringContaining('invalid_request_error'),
  })
})

test.each([
  ['no contents', {}],
  ['a role nobody knows', { contents: [{ role: 'assistant', parts: [{ text: 'hi' }] }] }],
  ['no parts', { contents: [{ role: 'user', parts: [] }] }],
  ['a part of no kind', { contents: [{ parts: [{ smell: 'x' }] }] }],
])('gemini refuses %s', async (_, body) => {
  await using scene = await openScene('gemini')
  const answer = await answerOf(scene.ask({ body }))
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('INVALID_ARGUMENT') })
})

test('anthropic takes the key in either of its two headers, and never in both', async () => {
  await using scene = await openScene('anthropic')
  const version = { 'anthropic-version': '2026-10-21' }
  const bearer = { ...version, authorization: 'Bearer key-1' }
  expect(await answerOf(scene.ask({ headers: bearer }))).toMatchObject({ status: 200 })
  const both = { ...bearer, 'x-api-key': 'key-1' }
  expect(await answerOf(scene.ask({ headers: both }))).toMatchObject({ status: 400 })
})

test('anthropic insists on a version it knows', async () => {
  await using scene = await openScene('anthropic')
  const headers = { 'x-api-key': 'key-1', 'anthropic-version': '2020-01-01' }
  expect(await answerOf(scene.ask({ headers }))).toMatchObject({ status: 400 })
  expect(await answerOf(scene.ask({ headers: { 'x-api-key': 'key-1' } }))).toMatchObject({
    status: 400,
  })
})

test('sampling parameters went with the version 2026-10-21 of anthropic', async () => {
  await using scene = await openScene('anthropic')
  const body = { ...anthropicBody, model: 'claude-haiku-4-5', temperature: 1 }
  expect(await answerOf(scene.ask({ body }))).toMatchObject({ status: 200 })
  const headers = { 'x-api-key': 'key-1', 'anthropic-version': '2026-10-21' }
  const refused = await answerOf(scene.ask({ body, headers }))
  expect(refused).toMatchObject({ status: 400, body: expect.stringContaining('temperature') })
})

test('a client of another kind gets in when the simulator is told so, without its cookies', async () => {
  await using scene = await openScene('openai', { anyClient: true })
  const headers = {
    ...goodRequest('openai').headers,
    'user-agent': 'curl/8',
    'x-stainless-os': 'Linux',
  }
  expect(await answerOf(scene.ask({ headers }))).toMatchObject({ status: 200 })
  const crumbs = { ...headers, cookie: 'a=b' }
  expect(await answerOf(scene.ask({ headers: crumbs }))).toMatchObject({ status: 400 })
})
