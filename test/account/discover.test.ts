import { describe, expect, test } from 'bun:test'
import { openAccountWorld } from '../support/account-world.ts'
import { channelSettings } from '../support/channels.ts'
import { startRawUpstream, whole, type RawRequest } from '../support/raw-upstream.ts'

const ids = (cards: string): unknown[] =>
  (JSON.parse(cards) as { readonly id: string }[]).map(({ id }) => id)

const json = (value: unknown): string => whole(200, JSON.stringify(value))

describe('an account asked for its models', () => {
  test('reads page after page with its own credential', async () => {
    const pages = [
      json({ models: [{ name: 'models/a' }], nextPageToken: 'next' }),
      json({ models: [{ name: 'models/b' }] }),
    ]
    const respond = (request: RawRequest) => request.write(pages.shift() ?? '')
    await using world = await openAccountWorld({ channel: 'aistudio', respond })
    world.discoverModels()
    const report = await world.reports.next('models-discovered')
    expect([ids(report.cards), report.problem]).toEqual([['a', 'b'], ''])
    const [first, second] = world.upstream.requests.map(({ head }) => head)
    expect(first).toMatch(/^GET \/v1beta\/models\?pageSize=1000 /)
    expect(second).toMatch(/^GET \/v1beta\/models\?pageSize=1000&pageToken=next /)
    expect(first).toMatch(/x-goog-api-key: sk-simulated-one/i)
  })

  test('learns no key from a list that quotes it', async () => {
    const respond = (request: RawRequest) =>
      request.write(json({ data: [{ id: 'sk-simulated-one' }] }))
    await using world = await openAccountWorld({ respond })
    world.discoverModels()
    expect(ids((await world.reports.next('models-discovered')).cards)).toEqual(['[key]'])
  })

  test('gives up on a list that never ends', async () => {
    const respond = (request: RawRequest) =>
      request.write(json({ models: [{ name: 'models/a' }], nextPageToken: 'again' }))
    await using world = await openAccountWorld({ channel: 'aistudio', respond })
    world.discoverModels()
    await world.reports.next('models-discovered')
    expect(world.upstream.requests).toHaveLength(20)
  })

  test('reads no page that is longer than a list of models', async () => {
    const respond = (request: RawRequest) =>
      request.write('HTTP/1.1 200 OK\r\ncontent-length: 8388609\r\n\r\n{')
    await using world = await openAccountWorld({ respond })
    world.discoverModels()
    expect((await world.reports.next('models-discovered')).problem).toBe(
      'the model list is longer than any list of models',
    )
  })

  test('says why when there is no list', async () => {
    const respond = (request: RawRequest) => request.write(whole(404, 'no'))
    await using world = await openAccountWorld({ respond })
    world.discoverModels()
    expect(await world.reports.next('models-discovered')).toMatchObject({
      cards: '[]',
      problem: 'the model list was answered with status 404',
    })
  })

  test('does not wait for ever, and can be asked again', async () => {
    await using world = await openAccountWorld()
    world.discoverModels()
    const request = await world.upstream.next()
    world.discoverModels()
    world.clock.advance(15_000)
    expect((await world.reports.next('models-discovered')).problem).not.toBe('')
    await request.closed
    world.discoverModels()
    ;(await world.upstream.next()).write(json({ data: [{ id: 'a' }] }))
    expect(ids((await world.reports.next('models-discovered')).cards)).toEqual(['a'])
    expect(world.upstream.requests).toHaveLength(2)
  })

  test('breaks off when it is stopped', async () => {
    await using world = await openAccountWorld()
    world.discoverModels()
    const request = await world.upstream.next()
    world.stop()
    await request.closed
  })

  test('breaks off what it asks with a key that is replaced, and asks with the new one', async () => {
    await using world = await openAccountWorld()
    world.discoverModels()
    const old = await world.upstream.next()
    world.reconfigure({ secret: 'sk-simulated-two' })
    await old.closed
    const request = await world.upstream.next()
    expect(request.head).toMatch(/bearer sk-simulated-two/i)
    request.write(json({ data: [{ id: 'new' }] }))
    expect(ids((await world.reports.next('models-discovered')).cards)).toEqual(['new'])
  })

  test('asks again when it has moved to another address meanwhile', async () => {
    await using world = await openAccountWorld()
    const elsewhere = await startRawUpstream((request) =>
      request.write(json({ data: [{ id: 'new' }] })),
    )
    await using _ = elsewhere
    world.discoverModels()
    const request = await world.upstream.next()
    world.reconfigure({ channel: channelSettings({ id: 'openai', baseUrl: elsewhere.url }) })
    await world.reports.next('status-changed')
    request.write(json({ data: [{ id: 'old' }] }))
    expect(ids((await world.reports.next('models-discovered')).cards)).toEqual(['new'])
  })
})
