import { expect, test } from 'bun:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { createGate, type Fault } from '../../src/simulator/index.ts'
import { clientKey, openWorld, type World } from '../support/relay-world.ts'
import { chat, contents, messages } from '../support/requests.ts'

const openai = ({ url }: World) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: clientKey, maxRetries: 0 })

const breaks: readonly (readonly [string, Fault, string])[] = [
  [
    'ended in half an event',
    { type: 'cut', afterEvents: 2, at: 'half-event', by: 'end' },
    'upstream_cut',
  ],
  [
    'ended without its last event',
    { type: 'cut', afterEvents: 2, at: 'boundary', by: 'end' },
    'upstream_cut',
  ],
  ['unreadable', { type: 'malformed', afterEvents: 2 }, 'upstream_malformed'],
]

for (const [name, fault, code] of breaks) {
  test(`a stream that is ${name} after content ends with the protocol's error event`, async () => {
    await using world = await openWorld()
    world.openai.program({ fault })
    const stream = await openai(world).chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Say something.' }],
      stream: true,
    })
    let pieces = 0
    const reading = (async () => {
      for await (const _chunk of stream) pieces += 1
    })()
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError)
    expect(pieces).toBeGreaterThan(0)
    const { outcome, failureCode, attempts } = await world.nextRecord()
    expect({ outcome, failureCode, attempts }).toEqual({
      outcome: 'broken',
      failureCode: code,
      attempts: 1,
    })
  })
}

test('a stream whose connection is cut after content ends with the error event', async () => {
  await using world = await openWorld()
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: { afterEvents: 2 } } })
  const response = await world.post('/v1/chat/completions', chat(true))
  await gate.reached
  await world.openai.goOffline()
  const text = await response.text()
  expect(text).toContain('upstream_unreachable')
  expect(text).not.toContain('[DONE]')
  expect((await world.nextRecord()).outcome).toBe('broken')
})

test('a broken stream marks its account, so the next request goes to another', async () => {
  await using world = await openWorld()
  world.openai.program({ fault: { type: 'malformed', afterEvents: 2 } })
  await (await world.post('/v1/chat/completions', chat(true))).text()
  await (await world.post('/v1/chat/completions', chat())).text()
  const [broken, next] = [await world.nextRecord(), await world.nextRecord()]
  expect(next.outcome).toBe('completed')
  expect(next.account).not.toBe(broken.account)
})

test('an upstream that reports an error after content is heard in its own words, once', async () => {
  await using world = await openWorld()
  world.anthropic.program({ fault: { type: 'error-event', at: { afterEvents: 2 } } })
  const client = new Anthropic({ baseURL: world.url, apiKey: clientKey, maxRetries: 0 })
  const stream = client.messages.stream({
    model: 'claude-sonnet-4-5',
    max_tokens: 64,
    messages: [{ role: 'user', content: 'Say something.' }],
  })
  await expect(stream.finalMessage()).rejects.toThrow('verloaded')
  world.anthropic.program({ fault: { type: 'error-event', at: { afterEvents: 2 } } })
  const text = await (await world.post('/v1/messages', messages(true))).text()
  expect(text.match(/event: error/g)).toHaveLength(1)
  expect(text.match(/event: message_start/g)).toHaveLength(1)
})

test('a broken Gemini stream ends with an error object, in both framings', async () => {
  await using world = await openWorld()
  const path = '/v1beta/models/gemini-2.5-flash:streamGenerateContent'
  const fault: Fault = { type: 'cut', afterEvents: 2, at: 'half-event', by: 'end' }
  world.gemini.program({ fault, times: 2 })
  const sse = await (await world.post(`${path}?alt=sse`, contents())).text()
  const last: unknown = JSON.parse(sse.trimEnd().split('data: ').at(-1) ?? '')
  expect(last).toMatchObject({ error: { code: 502 } })
  const elements: unknown = await (await world.post(path, contents())).json()
  expect(elements).toBeArray()
  expect((elements as unknown[]).at(-1)).toMatchObject({ error: { code: 502 } })
})

test('a fault of the request is passed on as it is, and asked once', async () => {
  await using world = await openWorld()
  world.openai.program({ fault: { type: 'status', status: 400, message: 'no such thing' } })
  const response = await world.post('/v1/chat/completions', chat())
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { message: 'no such thing' } })
  const { outcome, attempts, status } = await world.nextRecord()
  expect({ outcome, attempts, status }).toEqual({ outcome: 'completed', attempts: 1, status: 400 })
})

test.each([true, false])(
  'an upstream that is silent before its first event is left for another account (stream: %p)',
  async (isStreaming) => {
    await using world = await openWorld({ tree: { proxy: { first_event_timeout: 1 } } })
    world.openai.program({ fault: { type: 'hang' } })
    const response = await world.post('/v1/chat/completions', chat(isStreaming))
    expect(response.status).toBe(200)
    await response.text()
    const { outcome, attempts } = await world.nextRecord()
    expect({ outcome, attempts }).toEqual({ outcome: 'completed', attempts: 2 })
  },
)
