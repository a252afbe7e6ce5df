import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { fromText } from '../../src/protocol/bytes.ts'
import { scanTopLevel } from '../../src/protocol/json-scan.ts'
import { grantFor, orderFor, untouchedPlan } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'

const grant = grantFor('https://api.openai.example')
const build = (over: Parameters<typeof orderFor>[0]) => untouchedPlan(orderFor(over), grant)

describe('the body that goes upstream', () => {
  test('is the client byte by byte when the model keeps its name', () => {
    const order = orderFor()
    expect(untouchedPlan(order, grant)).toMatchObject({ body: order.body, hidesUsage: false })
  })

  test('has another name in the place of the model, and every other byte as it was', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(fc.json(), text, text, fc.nat(4), (rest, name, model, gap) => {
        const space = ' '.repeat(gap)
        const before = fromText(`{"extra":${rest},${space}"model":${space}`)
        const after = fromText(`${space},"größe":"é"}`)
        const body = before + fromText(JSON.stringify(name)) + after
        const span = scanTopLevel(body, ['model']).spans.get('model')
        const order = {
          ...orderFor({ model }),
          body,
          modelStart: span?.start ?? -1,
          modelEnd: span?.end ?? -1,
        }
        expect(untouchedPlan(order, grant)?.body).toBe(
          before + fromText(JSON.stringify(model)) + after,
        )
      }),
    )
  })

  test('asks for the usage of a chat stream, and says that the client did not', () => {
    const request = build({ isStreaming: true, model: 'gpt-real', body: { model: 'alias' } })
    expect(request?.hidesUsage).toBe(true)
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      model: 'gpt-real',
      stream_options: { include_usage: true },
    })
  })

  test('of a client that asked for the usage itself is left alone', () => {
    const body = { stream_options: { include_usage: true } }
    expect(build({ isStreaming: true, body })?.hidesUsage).toBe(false)
  })

  test('of a protocol that names the model in the path is left alone', () => {
    const order = { ...orderFor({ protocol: 'gemini' }), body: '{"contents":[]}', modelStart: -1 }
    const channel = channelOf('aistudio', { baseUrl: 'https://gemini.example' })
    expect(untouchedPlan(order, { ...grant, channel })).toMatchObject({
      body: '{"contents":[]}',
      url: 'https://gemini.example/v1beta/models/gpt-4o-mini:generateContent',
    })
  })
})

describe('where a request goes', () => {
  test('the query of the client is added', () => {
    expect(build({ query: 'beta=true' })?.url).toBe(
      'https://api.openai.example/v1/chat/completions?beta=true',
    )
  })

  test('nowhere, when the channel has no such operation', () => {
    expect(build({ operation: 'count-tokens' })).toBeUndefined()
    expect(build({ operation: 'batch-embed' })).toBeUndefined()
  })
})

describe('the headers that go upstream', () => {
  const lines = [
    'openai-beta: assistants=v2',
    'idempotency-key: k: 1',
    'authorization: Bearer sk-of-the-client',
    'x-api-key: sk-of-the-client',
    'cookie: session=1',
    'x-forwarded-for: 10.0.0.1',
    'user-agent: curl',
    'accept-encoding: br',
  ].join('\n')

  test('are the allowed ones of the client beside those of the account', () => {
    expect(build({ headers: lines })?.headers).toEqual({
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: 'Bearer sk-simulated-one',
      'content-type': 'application/json',
      'idempotency-key': 'k: 1',
      'openai-beta': 'assistants=v2',
      'user-agent': 'switchyard/0.0.0-test',
    })
  })

  test('ask for events when events are wanted', () => {
    expect(build({ isStreaming: true })?.headers['accept']).toBe('text/event-stream')
    const array = build({ isStreaming: true, framing: 'json-array' })
    expect(array?.headers['accept']).toBe('application/json')
  })

  test("name Anthropic's version, the client's own if it has one", () => {
    const channel = channelOf('anthropic')
    const versionOf = (headers: string) =>
      untouchedPlan(orderFor({ protocol: 'anthropic', headers }), { ...grant, channel })?.headers[
        'anthropic-version'
      ]
    expect(versionOf('')).toBe('2023-06-01')
    expect(versionOf('anthropic-version: 2024-10-22')).toBe('2024-10-22')
  })

  test('never carry what a client proves itself by, whatever it sends', () => {
    const name = fc.constantFrom('authorization', 'x-api-key', 'x-goog-api-key', 'cookie', 'host')
    const channels = ['openai', 'anthropic', 'aistudio'] as const
    fc.assert(
      fc.property(name, fc.constantFrom(...channels), (header, id) => {
        const channel = channelOf(id)
        const protocol = channel.protocols[0] ?? 'openai-chat'
        const order = orderFor({ protocol, headers: `${header}: client-secret` })
        const headers = untouchedPlan(order, { ...grant, channel })?.headers ?? {}
        expect(JSON.stringify(headers)).not.toContain('client-secret')
        expect(JSON.stringify(headers)).toContain('sk-simulated-one')
      }),
    )
  })
})
