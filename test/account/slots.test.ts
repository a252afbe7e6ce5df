import { describe, expect, test } from 'bun:test'
import { openAccountWorld } from '../support/account-world.ts'
import { chunk, eventStreamHead, lastChunk, whole } from '../support/raw-upstream.ts'
import { chatStream, wholeStream } from '../support/streams.ts'

const answer = whole(200, '{"object":"chat.completion"}')

describe('a slot', () => {
  test('is taken by an order and given back by its end', async () => {
    await using world = await openAccountWorld({ args: { maxConcurrency: 1 } })
    world.order({ exchange: 1 })
    const first = await world.upstream.next()
    world.order({ exchange: 2 })
    expect(await world.reports.next('declined')).toMatchObject({
      exchange: 2,
      reason: 'no-free-slot',
    })
    first.write(answer)
    await world.reports.next('settled')
    world.order({ exchange: 3 })
    expect((await world.upstream.next()).body).toContain('Say something.')
    expect(world.upstream.requests).toHaveLength(2)
  })

  test('is never shared: of many orders at once as many are begun as there are slots', async () => {
    await using world = await openAccountWorld({ args: { maxConcurrency: 3 } })
    for (let exchange = 1; exchange <= 20; exchange += 1) world.order({ exchange })
    for (let declined = 0; declined < 17; declined += 1) await world.reports.next('declined')
    for (let begun = 0; begun < 3; begun += 1) (await world.upstream.next()).write(answer)
    for (let settled = 0; settled < 3; settled += 1) await world.reports.next('settled')
    expect(world.upstream.requests).toHaveLength(3)
  })

  test.each<[string, string, string]>([
    ['served', answer, 'served'],
    ['refused', whole(400, '{"error":{"message":"No."}}'), 'refused'],
    ['failed', whole(500, ''), 'failed'],
  ])('comes back when the attempt has %s', async (_name, bytes, outcome) => {
    await using world = await openAccountWorld({ args: { maxConcurrency: 1 } })
    world.order({ exchange: 1 })
    ;(await world.upstream.next()).write(bytes)
    expect((await world.reports.next('settled')).outcome).toBe(outcome as 'served')
    world.clock.advance(10_000)
    world.order({ exchange: 2 })
    await world.upstream.next()
    expect(world.reports.count('declined')).toBe(0)
  })

  test('comes back when the client leaves', async () => {
    await using world = await openAccountWorld({ args: { maxConcurrency: 1 } })
    world.order({ exchange: 1 })
    const request = await world.upstream.next()
    world.cancel(1)
    expect(await world.reports.next('settled')).toMatchObject({ exchange: 1, outcome: 'cancelled' })
    await request.closed
    world.order({ exchange: 2 })
    await world.upstream.next()
    expect([world.reports.count('declined'), world.statusNow().cooldowns]).toEqual([0, []])
  })

  test('comes back when a slow client leaves while its turn is awaited', async () => {
    await using world = await openAccountWorld({ args: { maxConcurrency: 1 } })
    const event = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(300_000)}"}}]}\n\n`
    world.order({ exchange: 1, isStreaming: true })
    ;(await world.upstream.next()).write(eventStreamHead + chunk(event))
    await world.replies.next('opened')
    world.cancel(1)
    expect((await world.reports.next('settled')).outcome).toBe('cancelled')
  })

  test('comes back when the attempt is a defect of ours, whose words stay here', async () => {
    await using world = await openAccountWorld({
      args: { maxConcurrency: 1, userAgent: 'bad\nvalue' },
    })
    world.order({ exchange: 1 })
    const settled = await world.reports.next('settled')
    expect(settled).toMatchObject({ outcome: 'failed', code: 'internal_error', status: 500 })
    expect(settled.message).not.toContain('bad')
    world.order({ exchange: 2 })
    expect((await world.reports.next('settled')).exchange).toBe(2)
  })
})

describe('what the front and the scheduler hear of a stream', () => {
  test('the beginning, the end, and that the client has seen something before it is settled', async () => {
    await using world = await openAccountWorld()
    world.order({ exchange: 7, isStreaming: true, attempt: 3, queueMs: 5 })
    ;(await world.upstream.next()).write(
      eventStreamHead + chunk(wholeStream(chatStream)) + lastChunk,
    )
    expect(await world.replies.next('opened')).toMatchObject({
      exchange: 7,
      account: 'openai/one',
      channel: 'openai',
      upstreamModel: 'gpt-4o-mini',
      attempts: 3,
      queueMs: 5,
      data: wholeStream(chatStream),
    })
    await world.replies.next('ended')
    await world.reports.next('settled')
    const types = world.reports.all.map(({ type }) => type)
    expect(types).toEqual(['started', 'committed', 'settled'])
  })

  test('a broken one is told to both, once', async () => {
    await using world = await openAccountWorld()
    world.order({ exchange: 1, isStreaming: true })
    const [begin = ''] = chatStream.content
    ;(await world.upstream.next()).write(eventStreamHead + chunk(begin) + lastChunk)
    expect(await world.replies.next('failed')).toMatchObject({
      code: 'upstream_cut',
      isTold: false,
    })
    expect(await world.reports.next('settled')).toMatchObject({
      outcome: 'failed',
      isCommitted: true,
    })
    expect(world.replies.all.map(({ type }) => type)).toEqual(['opened', 'failed'])
  })

  test('a failure before anything was seen is the scheduler’s alone', async () => {
    await using world = await openAccountWorld()
    world.order({ exchange: 1 })
    ;(await world.upstream.next()).write(whole(503, ''))
    expect(await world.reports.next('settled')).toMatchObject({
      outcome: 'failed',
      isCommitted: false,
      kind: 'overloaded',
    })
    expect(world.replies.all).toEqual([])
  })

  test('no more than a window is sent on before the client has taken some of it', async () => {
    await using world = await openAccountWorld()
    const event = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(100_000)}"}}]}\n\n`
    world.order({ exchange: 1, isStreaming: true })
    const request = await world.upstream.next()
    request.write(eventStreamHead)
    for (let sent = 0; sent < 100; sent += 1) request.write(chunk(event))
    const bytes = () =>
      world.replies.all.reduce((sum, reply) => sum + ('data' in reply ? reply.data.length : 0), 0)
    await world.replies.next('opened')
    while (bytes() < 256 * 1024) await world.replies.next('chunk')
    expect(bytes()).toBeLessThan(40 * event.length)
    world.credit(1, bytes())
    await world.replies.next('chunk')
    world.cancel(1)
    await world.reports.next('settled')
  })
})
