import { describe, expect, test } from 'bun:test'
import { createGate, type Fault } from '../../src/simulator/index.ts'
import { manualClock } from '../support/manual-clock.ts'
import { answerOf, openScene } from './scene.ts'

const vendors = ['openai', 'anthropic', 'gemini'] as const
type Vendor = (typeof vendors)[number]

/** The payloads of the events that came, chunk framing taken away. */
const eventsIn = (text: string): readonly string[] => {
  const body = text.slice(text.indexOf('\r\n\r\n') + 4)
  const content = body.replace(/(?:^|\r\n)[0-9a-f]+\r\n/g, '')
  return content.split(/\r?\n/).flatMap((line) => /^data: ?(.*)$/.exec(line)?.[1] ?? [])
}

const contentOf = (payload: string): boolean =>
  /"(?:content|text)":"[^"]+"/.test(payload) && !payload.includes('message_start')

const streamWith = async (vendor: Vendor, fault: Fault): Promise<readonly string[]> => {
  await using scene = await openScene(vendor)
  scene.program({ fault })
  const wire = scene.ask()
  await Promise.race([wire.complete, wire.ended])
  wire.leave()
  return eventsIn(wire.text())
}

const errors: Readonly<Record<Vendor, string>> = {
  openai: '"type":"server_error"',
  anthropic: '"type":"overloaded_error"',
  gemini: '"status":"UNAVAILABLE"',
}

const ends: Readonly<Record<Vendor, string>> = {
  openai: '[DONE]',
  anthropic: '"message_stop"',
  gemini: '"finishReason"',
}

describe.each(vendors)('%s', (vendor) => {
  test('an error event can be the first and only thing', async () => {
    const events = await streamWith(vendor, { type: 'error-event', at: 'first' })
    expect(events).toEqual([expect.stringContaining(errors[vendor])])
  })

  test('an error event can follow the preamble', async () => {
    const events = await streamWith(vendor, { type: 'error-event', at: 'after-preamble' })
    expect(events.filter(contentOf)).toEqual([])
    expect(events.at(-1)).toContain(errors[vendor])
  })

  test('an error event can follow content', async () => {
    const events = await streamWith(vendor, { type: 'error-event', at: { afterEvents: 2 } })
    expect(events.filter(contentOf)).toHaveLength(2)
    expect(events.at(-1)).toContain(errors[vendor])
  })

  test.each(['close', 'reset', 'end'] as const)(
    'a cut by %s leaves the stream without its end',
    async (by) => {
      const fault = { type: 'cut', afterEvents: 3, at: 'boundary', by } as const
      const events = await streamWith(vendor, fault)
      expect(events.filter(contentOf)).toHaveLength(3)
      expect(events.join()).not.toContain(ends[vendor])
    },
  )

  test('a cut can fall into an event', async () => {
    const fault = { type: 'cut', afterEvents: 1, at: 'half-event', by: 'close' } as const
    const events = await streamWith(vendor, fault)
    expect(() => JSON.parse(events.at(-1) ?? '')).toThrow()
    expect(events.slice(0, -1).filter(contentOf)).toHaveLength(1)
  })

  test('an event can be malformed while the rest is well', async () => {
    const events = await streamWith(vendor, { type: 'malformed', afterEvents: 1 })
    const readable = events.map((event) => event === '[DONE]' || isJson(event))
    expect(readable.filter((isReadable) => !isReadable)).toHaveLength(1)
    expect(events.at(-1)).toContain(ends[vendor])
  })

  test('the end can be missing, or come twice', async () => {
    const without = await streamWith(vendor, { type: 'missing-end' })
    const twice = await streamWith(vendor, { type: 'duplicate-end' })
    expect(without.filter((event) => event.includes(ends[vendor]))).toHaveLength(0)
    expect(twice.filter((event) => event.includes(ends[vendor]))).toHaveLength(2)
  })

  test('silence after content lasts until the client leaves', async () => {
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'silence', afterEvents: 1 } })
    const wire = scene.ask()
    await wire.until('"simulated"')
    wire.leave()
    const entry = await scene.journal.ended(await scene.journal.next())
    expect(entry.endedBy).toBe('client-closed')
    expect(eventsIn(wire.text()).filter(contentOf)).toHaveLength(1)
  })

  test('bytes can come one by one, with CRLF, and mean the same', async () => {
    const whole = await streamWith(vendor, { type: 'one-chunk', bytes: 0 })
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'fragmented', bytes: 1, lineEnding: '\r\n' } })
    const wire = scene.ask()
    await wire.complete
    wire.leave()
    const chunks = wire.text().split('\r\n\r\n').slice(1).join('\r\n\r\n')
    expect(chunks).toMatch(/^(1\r\n[^]\r\n)+0\r\n\r\n$/u)
    expect(wire.reads().length).toBeGreaterThan(100)
    const text = chunks.replace(/1\r\n([^])\r\n/g, '$1')
    expect(text.split('\r\n').filter((line) => line.startsWith('data'))).toHaveLength(whole.length)
  })

  test('everything can come in one chunk of a megabyte', async () => {
    await using scene = await openScene(vendor)
    scene.program({ fault: { type: 'one-chunk', bytes: 1_048_576 } })
    const wire = scene.ask()
    const entry = await scene.journal.ended(await scene.journal.next())
    await wire.complete
    wire.leave()
    expect(entry.bytesSent).toBeGreaterThanOrEqual(1_048_576)
    expect(wire.text()).toMatch(/\r\n\r\n1000[0-9a-f]{2}\r\n/)
    expect(wire.text()).toContain(ends[vendor])
  })

  test('a flood is as fast as its reader and then ends well', async () => {
    await using scene = await openScene(vendor)
    const totalBytes = 16 * 1_048_576
    scene.program({ fault: { type: 'flood', eventBytes: 65_536, totalBytes } })
    const wire = scene.ask()
    await wire.until('"simulated"')
    wire.pause()
    const entry = await scene.journal.stalled(await scene.journal.next())
    expect(entry.endedBy).toBeUndefined()
    expect(entry.bytesSent).toBeLessThan(totalBytes)
    wire.leave()
    expect((await scene.journal.ended(entry)).endedBy).toBe('client-closed')
  })
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('a preamble can come twice', async () => {
  const events = await streamWith('anthropic', { type: 'duplicate-preamble', afterEvents: 2 })
  expect(events.filter((event) => event.includes('message_start'))).toHaveLength(2)
})

test('a slow stream waits for its clock before each event', async () => {
  const clock = manualClock()
  await using scene = await openScene('openai', { clock })
  scene.program({ fault: { type: 'slow', everyMs: 1000 } })
  const wire = scene.ask()
  await wire.until('\r\n\r\n')
  expect(eventsIn(wire.text())).toEqual([])
  clock.advance(1000)
  await wire.until('assistant')
  expect(eventsIn(wire.text())).toHaveLength(1)
  wire.leave()
})

test.each([
  { place: 'before the headers', at: 'before-headers' as const, status: 0, bytes: false },
  { place: 'after the headers', at: 'after-headers' as const, status: 200, bytes: false },
  { place: 'after the preamble', at: { afterEvents: 0 }, status: 200, bytes: true },
  { place: 'after two events', at: { afterEvents: 2 }, status: 200, bytes: true },
])('a gate $place holds the answer until it is released', async ({ at, status, bytes }) => {
  await using scene = await openScene('openai')
  const gate = createGate()
  scene.program({ fault: { type: 'gate', gate, at } })
  const wire = scene.ask()
  await gate.reached
  const entry = await scene.journal.next()
  expect(entry.status).toBe(status)
  expect(entry.bytesSent > 0).toBe(bytes)
  expect(entry.endedBy).toBeUndefined()
  expect(scene.use('team-1')?.inFlight).toBe(1)
  gate.release()
  await wire.complete
  wire.leave()
  expect((await scene.journal.ended(entry)).endedBy).toBe('answered')
  expect(scene.use('team-1')?.inFlight).toBe(0)
})

test('a whole answer can be cut, malformed, fragmented and slow as well', async () => {
  await using scene = await openScene('openai')
  const body = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] }
  scene.program({ fault: { type: 'cut', afterEvents: 0, at: 'boundary', by: 'close' } })
  expect(await scene.ask({ body }).ended).toBe('closed')
  scene.program({ fault: { type: 'malformed', afterEvents: 0 } })
  const malformed = await answerOf(scene.ask({ body }))
  expect(isJson(malformed.body)).toBe(false)
  scene.program({ fault: { type: 'fragmented', bytes: 7, lineEnding: '\n' } })
  expect(isJson((await answerOf(scene.ask({ body }))).body)).toBe(true)
  scene.program({ fault: { type: 'error-event', at: 'first' } })
  expect((await answerOf(scene.ask({ body }))).status).toBe(529)
})
