import { describe, expect, test } from 'bun:test'
import { answerOf, openScene } from './scene.ts'

describe.each(['openai', 'anthropic', 'gemini'] as const)('%s', (vendor) => {
  test('reset: not a byte, then RST', async () => {
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'reset' } })
    const wire = scene.ask()
    expect(await wire.ended).toBe('reset')
    expect(wire.text()).toBe('')
    expect((await scene.journal.ended(await scene.journal.next())).endedBy).toBe('fault')
  })

  test('close: not a byte, then FIN', async () => {
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'close' } })
    const wire = scene.ask()
    expect(await wire.ended).toBe('closed')
    expect(wire.text()).toBe('')
  })

  test('hang: nothing until the client leaves, and the journal tells that it left', async () => {
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'hang' } })
    const wire = scene.ask()
    const entry = await scene.journal.next()
    wire.leave()
    expect(await scene.journal.ended(entry)).toMatchObject({
      endedBy: 'client-closed',
      status: 0,
      bytesSent: 0,
    })
  })

  test('hang after headers: a good status and no event', async () => {
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'hang-after-headers' } })
    const wire = scene.ask()
    await wire.until('\r\n\r\n')
    wire.leave()
    expect(await scene.journal.ended(await scene.journal.next())).toMatchObject({
      endedBy: 'client-closed',
      status: 200,
      bytesSent: 0,
    })
    expect(wire.text()).toEndWith('\r\n\r\n')
  })

  test('truncated: less than the promised length', async () => {
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'truncated' } })
    const wire = scene.ask()
    await wire.ended
    const [head = '', body = ''] = wire.text().split('\r\n\r\n')
    const promised = Number(/content-length: (\d+)/.exec(head)?.[1])
    expect(Buffer.byteLength(body)).toBeLessThan(promised)
    expect(body).not.toBe('')
  })
})

test('offline: connections are refused, and taken again at the same port', async () => {
  await using scene = await openScene('openai')
  await scene.goOffline()
  expect(await scene.ask().ended).toBe('reset')
  await scene.goOnline()
  expect(await answerOf(scene.ask())).toMatchObject({ status: 200 })
})

test('going offline breaks what is open, and that is not held against the client', async () => {
  await using scene = await openScene('openai')
  scene.program({ fault: { type: 'hang' } })
  const wire = scene.ask()
  const entry = await scene.journal.next()
  await scene.goOffline()
  await wire.ended
  expect((await scene.journal.ended(entry)).endedBy).toBe('fault')
})

test('a redirect names its target and has no body', async () => {
  await using scene = await openScene('openai')
  scene.program({ fault: { type: 'redirect', location: 'http://127.0.0.1:1/elsewhere' } })
  const wire = scene.ask()
  await wire.until('\r\n\r\n')
  expect(wire.text()).toStartWith('HTTP/1.1 302')
  expect(wire.text()).toContain('location: http://127.0.0.1:1/elsewhere\r\n')
  wire.leave()
})

test('an error page is HTML, whatever the request asked for', async () => {
  await using scene = await openScene('openai')
  scene.program({ fault: { type: 'html', status: 502 } })
  const answer = await answerOf(scene.ask())
  expect(answer).toMatchObject({ status: 502, body: expect.stringContaining('<h1>') })
  expect(answer.head).toContain('content-type: text/html')
})
