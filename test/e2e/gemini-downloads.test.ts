import { expect, test } from 'bun:test'
import { serveCanned } from '../support/canned-server.ts'
import { openWorld } from '../support/relay-world.ts'

const maker = (url: string) => ({
  id: 'maker',
  settings: { base_url: url, protocol: 'gemini', models: ['veo'] },
  credentials: [{ id: 'only', secret: 'sk-simulated-only' }],
})

test.each<[string, string, string]>([
  ['a film', 'video/mp4', '\u0000\u00ffmoov'],
  ['a page', 'text/html', '<html>not an error</html>'],
  ['a report of errors', 'application/json', '{"error": "this is what the file says"}'],
])('%s that a model made is given as it is', async (_, type, content) => {
  const bytes = Buffer.from(content, 'latin1')
  const asked: string[] = []
  await using upstream = serveCanned(({ url }) => {
    asked.push(url)
    return new Response(bytes, { headers: { 'content-type': type } })
  })
  await using world = await openWorld({ channels: (usual) => [...usual, maker(upstream.url)] })
  for (const path of [
    '/v1beta/files/abc:download?alt=media',
    '/download/v1beta/files/abc:download',
  ]) {
    const response = await world.get(`/maker${path}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    expect(Buffer.from(await response.bytes())).toEqual(bytes)
    expect(asked.at(-1)).toBe(`${upstream.url}/download/v1beta/files/abc:download?alt=media`)
  }
})

test('below the path of downloads a name alone is not found', async () => {
  await using world = await openWorld()
  const response = await world.get('/download/v1beta/files/abc')
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { status: 'NOT_FOUND' } },
  ])
})
