import { describe, expect, test } from 'bun:test'
import { planCall } from '../../src/exchange/plan/plan.ts'
import { openIds } from '../../src/exchange/plan/ids.ts'
import type { Order } from '../../src/exchange/messages.ts'
import { seededRandom } from '../../src/actor/random.ts'
import { issuerOf, seal } from '../../src/translation/seal.ts'
import { grantFor, orderFor } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import { manualClock } from '../support/manual-clock.ts'

const plan = async (channel: 'openai' | 'anthropic' | 'aistudio', over: Partial<Order>) => {
  const planned = await planCall(
    { ...orderFor(), operation: 'count-tokens', modelStart: -1, ...over },
    {
      grant: { ...grantFor('https://up.example'), channel: channelOf(channel) },
      ids: openIds(seededRandom(1)),
      clock: manualClock(),
      signal: new AbortController().signal,
    },
  )
  if (planned.type === 'refused') return planned.failure
  const { url, body, conversion } = planned.plan
  return { path: new URL(url).pathname, body: JSON.parse(body), conversion }
}

const messages = [{ role: 'user', content: 'hi' }]
const tools = [{ name: 'look', input_schema: { type: 'object' } }]

describe('a count in the words of another protocol', () => {
  test('holds what is read, and nothing of how the answer is to be made', async () => {
    const body = JSON.stringify({
      model: 'x',
      system: 'Be brief.',
      messages,
      tools,
      temperature: 0.3,
      stop_sequences: ['.'],
    })
    const planned = await plan('openai', { protocol: 'anthropic', body, model: 'gpt-5' })
    expect(planned).toMatchObject({
      path: '/v1/responses/input_tokens',
      body: {
        model: 'gpt-5',
        input: expect.anything(),
        tools: [{ type: 'function', name: 'look' }],
      },
    })
    expect(JSON.stringify(planned)).not.toMatch(/temperature|stop|max_|store|stream/)
  })

  test('is the client’s form again with the upstream’s number', async () => {
    const contents = [{ parts: [{ text: 'hi' }] }]
    const body = JSON.stringify({ generateContentRequest: { contents } })
    const planned = await plan('anthropic', { protocol: 'gemini', body, model: 'claude-x' })
    expect(planned).toMatchObject({
      path: '/v1/messages/count_tokens',
      body: { model: 'claude-x', messages: [{ role: 'user' }] },
    })
    const conversion = 'conversion' in planned ? planned.conversion : undefined
    expect(conversion?.turn({ input_tokens: 7 })?.outcome).toEqual({
      type: 'answer',
      body: '{"totalTokens":7}',
    })
    expect(conversion?.turn({ something: 'else' })).toBeUndefined()
  })

  test('that it has no words for is left to be made here', async () => {
    const body = JSON.stringify({ model: 'x', input: [{ type: 'item_reference', id: 'rs_1' }] })
    expect(await plan('anthropic', { protocol: 'openai-responses', body })).toMatchObject({
      code: 'no_counter',
    })
  })

  test('that is none is refused with its field', async () => {
    expect(
      await plan('openai', { protocol: 'anthropic', body: '{"model":"x","messages":1}' }),
    ).toMatchObject({ code: 'invalid_request', param: 'messages' })
  })
})

test('a count in the upstream’s own words passes as it came, but for the name of the model', async () => {
  const body = '{ "generateContentRequest": {"model":"models/alias", "contents":[],"tools" : [] } }'
  expect(
    await plan('aistudio', { protocol: 'gemini', body, model: 'gemini-2.5-pro' }),
  ).toMatchObject({
    path: '/v1beta/models/gemini-2.5-pro:countTokens',
    body: { generateContentRequest: { model: 'models/gemini-2.5-pro', contents: [], tools: [] } },
  })
})

test('a count of a conversation with our seals in it has them opened', async () => {
  const { account } = grantFor('https://up.example')
  const signature = seal({ proof: 'c2lnbmVk', isRedacted: false }, issuerOf(account, 'anthropic'))
  const thought = { type: 'thinking', thinking: 'hm', signature }
  const conversation = [...messages, { role: 'assistant', content: [thought] }, ...messages]
  const body = JSON.stringify({ model: 'x', messages: conversation })
  const planned = await plan('anthropic', { protocol: 'anthropic', body, model: 'claude-x' })
  expect(planned).toMatchObject({
    path: '/v1/messages/count_tokens',
    body: { messages: [{}, { content: [{ type: 'thinking', signature: 'c2lnbmVk' }] }, {}] },
  })
  expect(JSON.stringify(planned)).not.toContain('max_tokens')
})
