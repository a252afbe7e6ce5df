import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../src/account/messages.ts'
import { openAccountWorld } from '../support/account-world.ts'
import { chunk, eventStreamHead, lastChunk, whole } from '../support/raw-upstream.ts'
import { chatStream, wholeStream } from '../support/streams.ts'

const answer = whole(200, '{"object":"chat.completion"}')
const limited = 'HTTP/1.1 503 Overloaded\r\nretry-after: 30\r\ncontent-length: 0\r\n\r\n'
const model = 'gpt-4o-mini'

/** An account that was told to wait for 30 s, and has. */
const openRested = async () => {
  const world = await openAccountWorld()
  world.order({ exchange: 1 })
  ;(await world.upstream.next()).write(limited)
  await world.reports.next('settled')
  await world.reports.next('status-changed')
  world.clock.advance(30_000)
  return world
}

describe('an account that comes back from a rest', () => {
  test('takes one request, and declines what comes before that one has gone well', async () => {
    await using world = await openRested()
    expect(world.statusNow().ramps).toEqual([{ model, slots: 1 }])
    for (const exchange of [2, 3]) world.order({ exchange })
    expect(await world.reports.next('declined')).toMatchObject({
      exchange: 3,
      reason: 'no-free-slot',
    })
    ;(await world.upstream.next()).write(answer)
    await world.reports.next('settled')
    expect(world.statusNow().ramps).toEqual([{ model, slots: 2 }])
  })

  test('is trusted from the first content of a stream on, not from its end', async () => {
    await using world = await openRested()
    world.order({ exchange: 2, isStreaming: true })
    const request = await world.upstream.next()
    request.write(eventStreamHead + chunk(chatStream.content[0] ?? ''))
    await world.reports.next('status-changed')
    expect([world.statusNow().ramps, world.reports.count('settled')]).toEqual([
      [{ model, slots: 2 }],
      1,
    ])
    request.write(chunk([...chatStream.content.slice(1), ...chatStream.end].join('')) + lastChunk)
    await world.reports.next('settled')
    expect(world.statusNow().ramps).toEqual([{ model, slots: 2 }])
  })

  test('goes on with its ramp after a crash, as it is told by who remembers', async () => {
    await using world = await openAccountWorld()
    world.crash()
    await world.revive()
    world.restore({ ...freshStatus, ramps: [{ model: '', slots: 1 }] })
    for (const exchange of [2, 3]) world.order({ exchange })
    expect(await world.reports.next('declined')).toMatchObject({ exchange: 3 })
  })

  test('gives the one slot back when its request is cancelled', async () => {
    await using world = await openRested()
    world.order({ exchange: 2 })
    await world.upstream.next()
    world.cancel(2)
    await world.reports.next('settled')
    world.order({ exchange: 3 })
    await world.upstream.next()
    expect(world.statusNow().ramps).toEqual([{ model, slots: 1 }])
  })
})

describe('an edit of the settings', () => {
  test('that leaves the credential as it is takes nothing of what the account has learnt', async () => {
    await using world = await openAccountWorld({ respond: (request) => request.write(limited) })
    world.order({ exchange: 1 })
    await world.reports.next('settled')
    const before = world.statusNow()
    world.reconfigure({ maxConcurrency: 7, userAgent: 'another/1' })
    world.order({ exchange: 2 })
    expect(await world.reports.next('declined')).toMatchObject({ reason: 'cooling' })
    expect(world.statusNow()).toBe(before)
  })
})

const telling = (remaining: number) =>
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 28\r\n' +
  `x-ratelimit-limit-requests: 100\r\nx-ratelimit-remaining-requests: ${remaining}\r\n` +
  'x-ratelimit-reset-requests: 60s\r\n\r\n{"object":"chat.completion"}'

describe('an account whose upstream tells of its limits', () => {
  test('passes on what is left of them, and again only when that is another amount', async () => {
    const left = [80, 79, 60]
    await using world = await openAccountWorld({
      respond: (request) => request.write(telling(left.shift() ?? 0)),
    })
    const resetsAt = world.clock.now() + 60_000
    for (const exchange of [1, 2, 3]) {
      world.order({ exchange })
      await world.reports.next('settled')
    }
    const told = world.reports.all.filter((report) => report.type === 'status-changed')
    expect(told.map(({ status }) => status.quotas)).toEqual([
      [{ model, left: 0.8, resetsAt }],
      [{ model, left: 0.6, resetsAt }],
    ])
  })

  test('rests before anything is refused when they are used up, and comes back as it was', async () => {
    await using world = await openAccountWorld({
      respond: (request) => request.write(telling(0)),
    })
    const now = world.clock.now()
    world.order({ exchange: 1 })
    await world.reports.next('settled')
    expect(world.statusNow()).toMatchObject({
      cooldowns: [{ model, until: now + 600, cause: 'announced' }],
      ramps: [],
    })
    world.order({ exchange: 2 })
    expect((await world.reports.next('declined')).reason).toBe('cooling')
  })

  test('takes no notice of those of counting', async () => {
    await using world = await openAccountWorld({
      respond: (request) => request.write(telling(0)),
    })
    world.order({ exchange: 1, operation: 'count-tokens', protocol: 'openai-responses' })
    await world.reports.next('settled')
    expect(world.statusNow()).toEqual(freshStatus)
  })
})

describe('what is still in flight with the key of before', () => {
  test('tells nothing of the limits of the new one', async () => {
    await using world = await openAccountWorld()
    world.order({ exchange: 1 })
    const request = await world.upstream.next()
    world.reconfigure({ secret: 'sk-of-today' })
    await world.reports.next('status-changed')
    request.write(telling(0))
    await world.reports.next('settled')
    expect(world.statusNow()).toEqual(freshStatus)
  })

  test('proves nothing for the new one', async () => {
    await using world = await openAccountWorld()
    world.order({ exchange: 1, isStreaming: true })
    const old = await world.upstream.next()
    world.reconfigure({ secret: 'sk-of-today' })
    world.order({ exchange: 2 })
    ;(await world.upstream.next()).write(limited)
    await world.reports.next('settled')
    world.clock.advance(30_000)
    old.write(eventStreamHead + chunk(wholeStream(chatStream)) + lastChunk)
    await world.reports.next('settled')
    expect(world.statusNow().ramps).toEqual([{ model, slots: 1 }])
  })
})

describe('an account of a quota group', () => {
  test('rests with the one that was limited, and never for less than it does', async () => {
    await using world = await openAccountWorld()
    const now = world.clock.now()
    const rest = (until: number) => ({ model: '', until: now + until, cause: 'quota' }) as const
    world.restWithGroup([rest(9_000)])
    await world.reports.next('status-changed')
    world.restWithGroup([rest(5_000)])
    world.order({ exchange: 1 })
    expect((await world.reports.next('declined')).reason).toBe('cooling')
    expect(world.statusNow()).toMatchObject({
      cooldowns: [rest(9_000)],
      ramps: [{ model: '', slots: 1 }],
    })
    expect(world.reports.count('status-changed')).toBe(1)
  })
})

describe('an account whose upstream broke', () => {
  test('gets well with time', async () => {
    await using world = await openAccountWorld({
      respond: (request) => request.write(whole(500, '')),
    })
    for (const exchange of [1, 2, 3]) {
      world.order({ exchange })
      await world.reports.next('settled')
      world.clock.advance(10_000)
    }
    expect(world.statusNow().health).toBeLessThan(0.5)
    while (world.statusNow().health < 1) {
      world.clock.advance(60_000)
      await world.reports.next('status-changed')
    }
  })

  test('gets well with time after a crash, too', async () => {
    await using world = await openAccountWorld({ respond: (request) => request.write(answer) })
    world.crash()
    await world.revive()
    world.restore({ ...freshStatus, health: 0.5 })
    world.order({ exchange: 1, operation: 'count-tokens', protocol: 'openai-responses' })
    await world.reports.next('settled')
    world.clock.advance(60_000)
    expect((await world.reports.next('status-changed')).status.health).toBe(0.75)
  })
})
