import { expect, test } from 'bun:test'
import { clientKey } from '../support/relay-world.ts'
import { chat, contents, messages } from '../support/requests.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

const routes: readonly (readonly [path: string, body: object])[] = [
  ['/v1/chat/completions', chat()],
  ['/v1/messages', messages()],
  ['/v1beta/models/gemini-2.5-flash:generateContent', contents()],
  ['/openai/v1/chat/completions', chat()],
]

const places: readonly (readonly [
  name: string,
  headers: Readonly<Record<string, string>>,
  query: string,
])[] = [
  ['Authorization: Bearer', { authorization: `Bearer ${clientKey}` }, ''],
  ['x-api-key', { 'x-api-key': clientKey }, ''],
  ['x-goog-api-key', { 'x-goog-api-key': clientKey }, ''],
  ['?key=', {}, `?key=${clientKey}`],
]

const ask = (path: string, body: object, headers: Readonly<Record<string, string>>) =>
  fetch(`${world().url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

for (const [place, headers, query] of places) {
  test(`a key by ${place} opens the routes of every protocol`, async () => {
    const statuses = await Promise.all(
      routes.map(async ([path, body]) => (await ask(path + query, body, headers)).status),
    )
    expect(statuses).toEqual([200, 200, 200, 200])
  })

  test(`a wrong key by ${place} opens none`, async () => {
    const wrong = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace(clientKey, 'sk-wrong')]),
    )
    const statuses = await Promise.all(
      routes.map(
        async ([path, body]) =>
          (await ask(path + query.replace(clientKey, 'no'), body, wrong)).status,
      ),
    )
    expect(statuses).toEqual([401, 401, 401, 401])
  })
}

test("an account's own key opens nothing", async () => {
  const [path, body] = routes[0] ?? ['', {}]
  const response = await ask(path, body, { authorization: 'Bearer sk-simulated-one' })
  expect(response.status).toBe(401)
})

test('two keys in two places are no harm: the upstream gets neither', async () => {
  const [path, body] = routes[1] ?? ['', {}]
  const headers = { authorization: `Bearer ${clientKey}`, 'x-api-key': 'sk-something-else' }
  const response = await ask(path, body, headers)
  const entry = world().anthropic.journal.entries.findLast(({ method }) => method === 'POST')
  expect([response.status, entry?.headers['authorization'], entry?.headers['x-api-key']]).toEqual([
    200,
    undefined,
    expect.stringMatching(/^sk-simulated-(one|two)$/),
  ])
})
