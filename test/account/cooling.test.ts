import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../src/account/messages.ts'
import { openAccountWorld } from '../support/account-world.ts'
import { whole } from '../support/raw-upstream.ts'

const answer = whole(200, '{"object":"chat.completion"}')
const limited = (seconds: number) =>
  `HTTP/1.1 429 Slow\r\nretry-after: ${seconds}\r\ncontent-length: 0\r\n\r\n`

const openWorld = (bytes: string) =>
  openAccountWorld({ respond: (request) => request.write(bytes) })

describe('an account that was told to wait', () => {
  test('says so before it says that the attempt is over', async () => {
    await using world = await openWorld(limited(30))
    const now = world.clock.now()
    world.order({ exchange: 1 })
    await world.reports.next('settled')
    expect(world.reports.all.map(({ type }) => type)).toEqual([
      'started',
      'status-changed',
      'settled',
    ])
    expect(world.statusNow().cooldowns).toEqual([
      { model: 'gpt-4o-mini', until: now + 30_000, cause: 'rate_limited' },
    ])
  })

  test('declines this model, and no other, for exactly as long', async () => {
    await using world = await openWorld(limited(30))
    world.order({ exchange: 1 })
    await world.reports.next('settled')
    world.clock.advance(29_999)
    world.order({ exchange: 2 })
    expect(await world.reports.next('declined')).toMatchObject({ exchange: 2, reason: 'cooling' })
    world.order({ exchange: 3, model: 'another' })
    await world.reports.next('settled')
    world.clock.advance(1)
    world.order({ exchange: 4 })
    expect((await world.reports.next('settled')).exchange).toBe(4)
    expect(world.reports.count('declined')).toBe(1)
  })

  test('is never told to wait for less by a later word', async () => {
    const seconds = [30, 5]
    await using world = await openAccountWorld()
    const now = world.clock.now()
    world.order({ exchange: 1 })
    world.order({ exchange: 2 })
    const requests = [await world.upstream.next(), await world.upstream.next()]
    for (const [index, request] of requests.entries()) {
      request.write(limited(seconds[index] ?? 0))
      await world.reports.next('settled')
    }
    expect(world.statusNow().cooldowns).toMatchObject([{ until: now + 30_000 }])
  })
})

describe('an account whose credential is refused', () => {
  test('is out, for every model, however long one waits', async () => {
    await using world = await openWorld(whole(401, '{"error":{"message":"sk-…","code":"bad_key"}}'))
    world.order({ exchange: 1 })
    await world.reports.next('settled')
    expect(world.statusNow()).toMatchObject({ state: 'out' })
    expect(JSON.stringify(world.statusNow())).not.toContain('sk-')
    world.clock.advance(86_400_000)
    world.order({ exchange: 2, model: 'another' })
    expect((await world.reports.next('declined')).reason).toBe('out')
  })
})

describe('an upstream that breaks', () => {
  test('under many requests at once has broken once', async () => {
    await using world = await openAccountWorld()
    const now = world.clock.now()
    for (let exchange = 1; exchange <= 10; exchange += 1) world.order({ exchange })
    for (let begun = 0; begun < 10; begun += 1) (await world.upstream.next()).reset()
    for (let settled = 0; settled < 10; settled += 1) await world.reports.next('settled')
    expect(world.statusNow().cooldowns).toMatchObject([{ until: now + 1_000 }])
  })

  test('again and again is asked ever more rarely, until it answers', async () => {
    let bytes = whole(500, '')
    await using world = await openAccountWorld({ respond: (request) => request.write(bytes) })
    const rests: number[] = []
    const ask = async () => {
      world.order({ exchange: 1 })
      await world.reports.next('settled')
      const [cooldown] = world.statusNow().cooldowns
      rests.push((cooldown?.until ?? 0) - world.clock.now())
      world.clock.advance(60_000)
    }
    for (let turn = 0; turn < 3; turn += 1) await ask()
    bytes = answer
    await ask()
    bytes = whole(500, '')
    await ask()
    expect(rests.filter((rest) => rest > 0)).toEqual([1_000, 2_000, 4_000, 1_000])
  })
})

describe('an account that is given another key', () => {
  test('is not out for what the old one still meets', async () => {
    await using world = await openAccountWorld()
    world.order({ exchange: 1 })
    const request = await world.upstream.next()
    world.reconfigure({ secret: 'sk-of-today' })
    await world.reports.next('status-changed')
    request.write('HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n')
    expect((await world.reports.next('settled')).kind).toBe('auth')
    expect(world.statusNow()).toEqual(freshStatus)
  })
})

describe('an account that starts again', () => {
  test('lets go of what it had in flight, and says that it is up', async () => {
    await using world = await openAccountWorld()
    world.order({ exchange: 1 })
    const request = await world.upstream.next()
    world.crash()
    await request.closed
    await world.revive()
    expect(world.reports.count('settled')).toBe(0)
  })

  test('does not begin an order of its former life', async () => {
    await using world = await openAccountWorld({ respond: (request) => request.write(answer) })
    world.crash()
    world.order({ exchange: 1 })
    await world.revive()
    world.order({ exchange: 2 })
    expect((await world.reports.next('settled')).exchange).toBe(2)
    expect(world.upstream.requests).toHaveLength(1)
  })

  test('goes by the settings of now, not by those it was first started with', async () => {
    await using world = await openWorld(answer)
    world.crash()
    await world.revive()
    world.restore(freshStatus, { secret: 'sk-of-today' })
    world.order({ exchange: 1 })
    await world.reports.next('settled')
    expect(world.upstream.requests[0]?.head).toMatch(/authorization: Bearer sk-of-today/i)
    expect(world.reports.count('status-changed')).toBe(0)
  })

  test('rests on, as it is told by who remembers', async () => {
    await using world = await openWorld(answer)
    world.crash()
    await world.revive()
    const until = world.clock.now() + 5_000
    world.restore({ ...freshStatus, cooldowns: [{ model: '', until, cause: 'quota' }] })
    world.order({ exchange: 1 })
    expect((await world.reports.next('declined')).reason).toBe('cooling')
    world.clock.advance(5_000)
    world.order({ exchange: 2 })
    expect((await world.reports.next('settled')).outcome).toBe('served')
  })
})

describe('a count that fails', () => {
  const count = { operation: 'count-tokens', protocol: 'openai-responses' } as const

  test.each([429, 403, 500, 503])('(%i) rests nothing: other requests go on', async (status) => {
    await using world = await openWorld(whole(status, '{"error":{"message":"no"}}'))
    world.order({ exchange: 1, ...count })
    await world.reports.next('settled')
    expect(world.statusNow()).toEqual(freshStatus)
  })

  test('because its key is refused puts the account out', async () => {
    await using world = await openWorld(whole(401, '{"error":{"message":"no"}}'))
    world.order({ exchange: 1, ...count })
    await world.reports.next('settled')
    expect(world.statusNow().state).toBe('out')
  })
})
