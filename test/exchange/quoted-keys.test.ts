import { describe, expect, test } from 'bun:test'
import type { Order } from '../../src/exchange/messages.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { attempt, grantFor, orderFor } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import {
  chunk,
  eventStreamHead,
  lastChunk,
  startRawUpstream,
  whole,
} from '../support/raw-upstream.ts'
import { anthropicStream } from '../support/streams.ts'

const key = 'sk-simulated-one'

type Setting = {
  readonly rest?: string
  readonly secret?: string
  readonly order?: Order
  readonly protocol?: ProtocolId
}

/** What a client sees, and what is told of a failure, when an upstream answers with `first`, and with `rest` once that is seen. */
const told = async (first: string, { rest, ...setting }: Setting = {}) => {
  const { secret = key, order = orderFor(), protocol = order.protocol } = setting
  await using upstream = await startRawUpstream((request) => request.write(first))
  const channel = channelOf('mycustom', { protocol, baseUrl: upstream.url })
  const grant = grantFor(upstream.url, { channel, secret })
  const running = attempt({ baseUrl: upstream.url, order, grant })
  if (rest !== undefined) {
    const request = await upstream.next()
    await running.sink.atLeast(1)
    request.write(rest)
  }
  const outcome = await running.outcome
  const failure = 'failure' in outcome ? outcome.failure : undefined
  return { type: outcome.type, data: running.sink.data, madeIds: running.sink.madeIds, failure }
}

const bodyWith = (word: string): string =>
  `{"object":"chat.completion","choices":[{"message":{"content":"${word}"}}],"request":"${word}"}`

describe('a key that an answer quotes', () => {
  test.each([
    ['JSON', 'application/json', bodyWith],
    ['text', 'text/plain', (word: string) => `It was ${word}, ${word}.`],
    ['events that were not asked for', 'text/event-stream', (word: string) => `data: ${word}\n\n`],
  ])('is left out of %s', async (_what, type, write) => {
    expect(await told(whole(200, write(key), type))).toMatchObject({
      type: 'served',
      data: write('[key]'),
    })
  })

  test.each([
    ['JSON', 'a+b/c=1234', String.raw`a\u002Bb\/c\u003d1234`],
    ['JSON in JSON', 'a+b/c=1234', String.raw`a\\u002bb\\\/c\\u003D1234`],
    ['JSON in JSON in JSON', 'a/b-1234', String.raw`a\\\\\\\/b-1234`],
    ['URLs', 'a+b/c=1234', 'a%2Bb%2fc%3D1234'],
  ])('is known as it is written in %s', async (_what, secret, written) => {
    expect(await told(whole(200, bodyWith(written)), { secret })).toMatchObject({
      data: bodyWith('[key]'),
    })
  })

  test('is not seen in what is merely like it', async () => {
    const body = bodyWith('sk1simulated1')
    expect(await told(whole(200, body), { secret: 'sk.simulated1' })).toMatchObject({ data: body })
  })

  test('is no id of a thing that is kept', async () => {
    const order = orderFor({ protocol: 'openai-responses', body: { input: 'Hi' } })
    const body = `{"object":"response","id":"resp_${key}","output":[]}`
    expect((await told(whole(200, body), { order })).madeIds.kept).toEqual(['resp_[key]'])
  })
})

describe('a key that a stream quotes', () => {
  const { preamble, content, end } = anthropicStream
  const order = orderFor({ protocol: 'anthropic', isStreaming: true })
  const streamWith = (word: string): string =>
    [
      `: ${word}\n\n`,
      ...preamble,
      content[0],
      `event: ping\ndata: {"type":"ping","of":"${word}"}\n\n`,
      end,
    ].join('')

  test('is left out of comments and events', async () => {
    const bytes = eventStreamHead + chunk(streamWith(key)) + lastChunk
    expect((await told(bytes, { order })).data).toBe(streamWith('[key]'))
  })

  test('is left out when it comes in two parts', async () => {
    const at = streamWith(key).lastIndexOf(key) + 5
    const first = eventStreamHead + chunk(streamWith(key).slice(0, at))
    const rest = chunk(streamWith(key).slice(at)) + lastChunk
    expect((await told(first, { order, rest })).data).toBe(streamWith('[key]'))
  })

  test('is left out of its translation', async () => {
    const body = [
      `data: {"id":"1","choices":[{"index":0,"delta":{"content":"It was ${key}."}}]}\n\n`,
      'data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
      'data: [DONE]\n\n',
    ].join('')
    const bytes = eventStreamHead + chunk(body) + lastChunk
    const seen = await told(bytes, {
      order: orderFor({ protocol: 'anthropic', isStreaming: true, body: { max_tokens: 9 } }),
      protocol: 'openai-chat',
    })
    expect([seen.data.includes('It was [key].'), seen.data.includes(key)]).toEqual([true, false])
  })

  test('is left out of an error event', async () => {
    const refusal = (word: string) =>
      `event: error\ndata: {"type":"error","error":{"type":"api_error","message":"${word}"}}\n\n`
    const begun = [...preamble, content[0]].join('')
    const bytes = eventStreamHead + chunk(begun + refusal(key)) + lastChunk
    expect((await told(bytes, { order })).data).toBe(begun + refusal('[key]'))
  })
})

describe('a key that a refusal quotes', () => {
  const refusal = (word: string) =>
    `{"error":{"message":"The key ${word} may not.","code":"${word}","param":"${word}"}}`

  test('is left out of what the client reads, and of what is told of it', async () => {
    expect(await told(whole(400, refusal(key)))).toMatchObject({
      data: refusal('[key]'),
      failure: { message: 'The key [key] may not.', code: '[key]', param: '[key]' },
    })
  })

  test('is left out where a model says why it made nothing', async () => {
    const order = orderFor({ operation: 'make-images', body: { prompt: 'A cat' } })
    const body = JSON.stringify({
      promptFeedback: { blockReason: key },
    })
    const { failure } = await told(whole(200, body), { order, protocol: 'gemini' })
    expect(failure?.message).toContain('[key]')
  })
})

describe('a word in the place of a key', () => {
  test.each(['none', 'error'])('stands wherever it stood (%s)', async (secret) => {
    const body = `{"error":{"message":"An ${secret}.","code":"${secret}"}}`
    expect(await told(whole(400, body), { secret })).toMatchObject({ data: body })
  })

  test.each(['lm-studio', 'no-key-required', '1234567890'])(
    'may be said by a model (%s)',
    async (secret) => {
      const body = bodyWith(secret)
      expect(await told(whole(200, body), { secret })).toMatchObject({ data: body })
    },
  )

  test.each(['a-key-1', 'abc1'])('may be as short as a key never is (%s)', async (secret) => {
    const body = bodyWith(secret)
    expect(await told(whole(200, body), { secret })).toMatchObject({ data: body })
  })

  test.each(['token-abc123', 'a-key-of-letters', 'a-key-12', 'sk.simulated1'])(
    'is none (%s)',
    async (secret) => {
      expect(await told(whole(200, bodyWith(secret)), { secret })).toMatchObject({
        data: bodyWith('[key]'),
      })
    },
  )

  test.each(['a-word-x', 'lm-studio', 'no-key-required'])(
    'is told in no error (%s)',
    async (secret) => {
      const { data } = await told(whole(400, `{"error":{"message":"${secret}"}}`), { secret })
      expect(data).toBe('{"error":{"message":"[key]"}}')
    },
  )
})
