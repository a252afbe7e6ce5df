import { describe, expect, test } from 'bun:test'
import type { KeptItem } from '../../src/scheduler/messages.ts'
import { key, startFront, type FrontOptions, type TestFront } from './harness.ts'
import { answered, failed } from './replies.ts'

type Item = KeptItem
type Body = Readonly<Record<string, unknown>>

/** The latest first, a millisecond apart. */
const itemsOf = (count: number, kind = 'files'): readonly Item[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${kind}/${count - index}`,
    madeAt: 1_000 + count - index,
  }))

const open = (kept: readonly Item[], over: FrontOptions = {}): TestFront =>
  startFront({ listKept: async () => kept, ...over })

const get = (front: TestFront, path: string, headers = {}): Promise<Response> =>
  fetch(`${front.url}${path}`, { headers: { 'x-goog-api-key': key, ...headers } })

/** Answers whoever asks for one thing, as its upstream would. */
const serve = async (front: TestFront, count: number): Promise<readonly string[]> => {
  const asked: string[] = []
  for (let index = 0; index < count; index += 1) {
    const { exchange, resource } = await front.dispatches.next()
    asked.push(resource)
    front.reply(answered(exchange, { body: JSON.stringify({ name: resource }) }))
  }
  return asked
}

const namesIn = (body: Body, kind = 'files'): readonly unknown[] => {
  const list = body[kind]
  return Array.isArray(list) ? list.map(({ name }) => name) : []
}

const page = async (front: TestFront, path: string, count: number): Promise<Body> => {
  const answer = get(front, path)
  await serve(front, count)
  return await (await answer).json()
}

describe('a page of a list', () => {
  test.each([
    ['/v1beta/files', 'files', 10],
    ['/v1beta/files?pageSize=0', 'files', 10],
    ['/v1beta/files?pageSize=3', 'files', 3],
    ['/v1beta/files?pageSize=500', 'files', 100],
    ['/v1beta/cachedContents?pageSize=500', 'cachedContents', 100],
    ['/v1beta/fileSearchStores?pageSize=500', 'fileSearchStores', 20],
  ])('%s has of the %s %d', async (path, kind, size) => {
    const kept = itemsOf(150, kind)
    await using front = open(kept)
    const body = await page(front, path, size + 1)
    expect(namesIn(body, kind)).toEqual(kept.slice(0, size).map(({ id }) => id))
    expect(body['nextPageToken']).toBeString()
  })

  test('is the last one where nothing follows, and empty where nothing is', async () => {
    await using front = open(itemsOf(3))
    expect(Object.keys(await page(front, '/v1beta/files?pageSize=3', 3))).toEqual(['files'])
    await using none = open([])
    const empty = await get(none, '/v1beta/files')
    expect([empty.headers.get('content-type'), await empty.text()]).toEqual([
      'application/json',
      '{}',
    ])
    expect(none.records.all).toMatchObject([
      { operation: 'list', outcome: 'completed', status: 200, bytesOut: 2 },
    ])
  })

  test.each<[string, (kept: readonly Item[]) => readonly Item[], readonly string[]]>([
    ['behind the one it ended with', (kept) => kept, ['files/2', 'files/1']],
    [
      'with what was made before that, if it is gone',
      (kept) => kept.toSpliced(1, 1),
      ['files/2', 'files/1'],
    ],
    ['behind it, if all before it is gone', (kept) => kept.slice(1), ['files/2', 'files/1']],
    [
      'with all there is, if all it showed is gone',
      (kept) => kept.slice(2),
      ['files/2', 'files/1'],
    ],
    ['with nothing, if all that was older is gone', (kept) => kept.slice(0, 1), []],
  ])('goes on %s', async (_name, later, names) => {
    let kept = itemsOf(4)
    await using front = open([], { listKept: async () => kept })
    const { nextPageToken } = await page(front, '/v1beta/files?pageSize=2', 3)
    kept = [...later(kept)]
    const path = `/v1beta/files?pageToken=${nextPageToken}`
    expect(namesIn(await page(front, path, names.length))).toEqual(names)
  })

  test.each(['pageSize=none', 'pageSize=-1', `pageToken=${btoa('no time')}`, 'pageToken=x'])(
    'is not asked for by %s',
    async (query) => {
      await using front = open(itemsOf(3))
      const answer = await get(front, `/v1beta/files?${query}`)
      expect([answer.status, front.dispatches.all]).toEqual([400, []])
      const [field = ''] = query.split('=')
      expect(await answer.text()).toContain(field)
    },
  )

  test('leaves out nothing that was made in the same millisecond as what it ended with', async () => {
    const madeAt = 1_000
    let kept = ['files/3', 'files/2', 'files/1'].map((id) => ({ id, madeAt }))
    await using front = open([], { listKept: async () => kept })
    const { nextPageToken } = await page(front, '/v1beta/files?pageSize=1', 2)
    kept = kept.slice(1)
    const path = `/v1beta/files?pageToken=${nextPageToken}`
    expect(namesIn(await page(front, path, 2))).toEqual(['files/2', 'files/1'])
  })
})

describe('what is on a list', () => {
  test('is asked for at its account, in the name of its user, with the wishes of the request', async () => {
    await using front = open(itemsOf(1))
    const headers = { 'x-switchyard-priority': 'low', 'x-switchyard-timeout': '7' }
    const answer = get(front, '/custom/v1beta/files', headers)
    const order = await front.dispatches.next()
    expect(order).toMatchObject({
      operation: 'retrieve',
      protocol: 'gemini',
      scope: 'custom',
      user: 'alice',
      resource: 'files/1',
      isStreaming: false,
      bodyBytes: -1,
      account: '',
      urgency: 'low',
      timeoutMs: 7_000,
    })
    front.reply(answered(order.exchange))
    expect(await (await answer).text()).toBe('{"files":[{"ok":true}]}')
    expect(front.exchanges.size).toBe(0)
  })

  test('is asked for by eight at once and no more', async () => {
    await using front = open(itemsOf(20))
    const answer = get(front, '/v1beta/files?pageSize=12')
    for (let index = 0; index < 8; index += 1) await front.dispatches.next()
    expect((await get(front, '/internal/health', {})).ok).toBe(true)
    const first = front.dispatches.all.map(({ exchange }) => exchange)
    for (const exchange of first) front.reply(answered(exchange))
    await serve(front, 5)
    await answer
    expect([first.length, front.dispatches.all.length]).toEqual([8, 13])
  })

  test.each([403, 404, 410])(
    'is left out when it is gone by a %d, and the next one shown',
    async (status) => {
      await using front = open(itemsOf(3))
      const answer = get(front, '/v1beta/files?pageSize=1')
      const [one, two] = [await front.dispatches.next(), await front.dispatches.next()]
      front.reply(answered(one.exchange, { status, body: '{}' }))
      front.reply(failed(two.exchange, { kind: 'client', code: 'not_found', status }))
      await serve(front, 1)
      expect(namesIn(await (await answer).json())).toEqual(['files/1'])
    },
  )

  test.each<[string, string, string]>([
    [
      'in its words',
      '{"error":{"code":400,"message":"Bad name.","status":"INVALID"}}',
      'Bad name.',
    ],
    ['in ours where it has none', '', 'The upstream refused the request with status 400.'],
  ])('fails the whole when its upstream refuses it otherwise: %s', async (_name, body, message) => {
    await using front = open(itemsOf(2))
    const answer = get(front, '/v1beta/files')
    const orders = [await front.dispatches.next(), await front.dispatches.next()]
    for (const [at, { exchange }] of orders.entries())
      front.reply(answered(exchange, at === 0 ? {} : { status: 400, body }))
    const refused = await answer
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { message } }])
  })

  test('fails the whole when no account can be asked for it', async () => {
    await using front = open(itemsOf(1))
    const answer = get(front, '/v1beta/files')
    const { exchange } = await front.dispatches.next()
    front.reply(failed(exchange, { kind: 'rate_limited', status: 429, retryAfterMs: 2_000 }))
    const refused = await answer
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2'])
  })

  test('is given up when nothing comes of it for too long', async () => {
    await using front = open(itemsOf(1), { policy: { replyTimeoutMs: 5_000 } })
    const answer = get(front, '/v1beta/files')
    const { exchange } = await front.dispatches.next()
    front.clock.advance(5_000)
    expect(front.cancels.all).toEqual([])
    front.clock.advance(1_000)
    expect(await front.cancels.next()).toBe(exchange)
    expect((await answer).status).toBeGreaterThanOrEqual(500)
    expect(front.exchanges.size).toBe(0)
  })

  test('is left when its client leaves, every one of it', async () => {
    await using front = open(itemsOf(3))
    const leaving = new AbortController()
    const answer = fetch(`${front.url}/v1beta/files`, {
      headers: { 'x-goog-api-key': key },
      signal: leaving.signal,
    }).catch(() => undefined)
    const orders = [
      await front.dispatches.next(),
      await front.dispatches.next(),
      await front.dispatches.next(),
    ]
    leaving.abort()
    await answer
    const left = [
      await front.cancels.next(),
      await front.cancels.next(),
      await front.cancels.next(),
    ]
    expect(left).toEqual(orders.map(({ exchange }) => exchange))
    expect(await front.records.next()).toMatchObject({ outcome: 'cancelled' })
  })
})

test.each([
  ['/v1beta/files', 'files', 49 * 3_600_000],
  ['/v1beta/cachedContents', 'cachedContents', 0],
  ['/custom/v1beta/fileSearchStores', 'fileSearchStores', 0],
])(
  '%s is made of what one user made, for as long as it is kept',
  async (path, kind, lifetimeMs) => {
    const asked: unknown[] = []
    await using front = startFront({
      listKept: async (question) => {
        asked.push(question)
        return []
      },
    })
    await get(front, path)
    const scope = path.startsWith('/custom') ? 'custom' : ''
    expect(asked).toEqual([{ user: 'alice', scope, kind, lifetimeMs }])
  },
)

describe('a list is refused', () => {
  test('without a key, and nobody is asked what there is', async () => {
    let asked = 0
    await using front = startFront({
      listKept: async () => {
        asked += 1
        return []
      },
    })
    const answer = await fetch(`${front.url}/v1beta/files`)
    expect([answer.status, asked]).toEqual([401, 0])
  })

  test('while nobody says what there is', async () => {
    await using front = startFront({ listKept: async () => undefined })
    const answer = await get(front, '/v1beta/files')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
  })

  test('by the path of a channel that there is not, with the near ones', async () => {
    await using front = open(itemsOf(1))
    const answer = await get(front, '/opanai/v1beta/files')
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('openai')])
  })

  test('with a wish that cannot be read', async () => {
    await using front = open(itemsOf(1))
    const answer = await get(front, '/v1beta/files', { 'x-switchyard-priority': 'now' })
    expect([answer.status, front.dispatches.all]).toEqual([400, []])
  })
})
