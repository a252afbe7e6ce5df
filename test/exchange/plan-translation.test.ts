import { describe, expect, test } from 'bun:test'
import { systemClock } from '../../src/actor/index.ts'
import type { Grant } from '../../src/exchange/attempt-context.ts'
import type { CallPlan } from '../../src/exchange/plan/call-plan.ts'
import type { Order } from '../../src/exchange/messages.ts'
import { planCall } from '../../src/exchange/plan/plan.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import type { RelayRules } from '../../src/ir/rules.ts'
import { issuerOf, sealMark } from '../../src/translation/index.ts'
import { seal, sealIntoId } from '../../src/translation/seal.ts'
import { grantFor, orderFor } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'

const channel = channelOf('anthropic', { baseUrl: 'https://anthropic.example' })
const grant = grantFor('https://anthropic.example', { channel, account: 'anthropic/one' })
const issuer = issuerOf('anthropic/one', 'anthropic')

const messagesOrder = (body: object, over: Partial<Omit<Order, 'body'>> = {}): Order => ({
  ...orderFor({
    protocol: 'anthropic',
    model: 'claude-opus-5',
    body: { model: 'claude-opus-5', max_tokens: 2_000, ...body },
    ...over,
  }),
})

const planned = async (order: Order, lent: Grant = grant): Promise<CallPlan> => {
  const answer = await planCall(order, {
    grant: lent,
    ids: { next: (prefix) => `${prefix}1` },
    clock: systemClock,
    signal: new AbortController().signal,
  })
  if (answer.type === 'refused') throw new Error(answer.failure.message)
  return answer.plan
}

const sent = async (order: Order, lent?: Grant): Promise<unknown> =>
  JSON.parse((await planned(order, lent)).body)

const thought = (signature: string) => ({
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.', signature }] },
    { role: 'user', content: 'Well?' },
  ],
})

describe('a request that passes untouched otherwise', () => {
  const ruled = (rules: Partial<RelayRules>): Grant => ({
    ...grant,
    rules: { cacheBreakpoints: [], ...rules },
  })

  test('gets the marks that the operator wants', async () => {
    const mark = { target: 'top_level', position: 'nth', index: 1, ttl: '1h' } as const
    const rules = {
      cacheBreakpoints: [{ ...mark, contentPosition: 'nth', contentIndex: 0 }] as const,
    }
    expect(await sent(messagesOrder({}), ruled(rules))).toMatchObject({
      cache_control: { type: 'ephemeral', ttl: '1h' },
    })
  })

  test("is told what the ending of its model's name asks for", async () => {
    expect(await sent(messagesOrder({}, { wish: 'high search' }))).toMatchObject({
      output_config: { effort: 'high' },
      tools: [{ name: 'web_search' }],
    })
  })

  test('is answered with thoughts between the tags of the operator', async () => {
    const thoughtTags = { open: '<', close: '>' }
    const { answering } = await planned(messagesOrder({}), ruled({ thoughtTags }))
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
      { type: 'text', text: 'Elbe' },
    ]
    const events = answering?.read({ id: 'msg_1', content, stop_reason: 'end_turn' }) ?? []
    expect(answering?.write(foldAnswer(events))).toMatchObject({
      content: [
        { type: 'text', text: '<Hm.>' },
        { type: 'text', text: 'Elbe' },
      ],
    })
  })

  test('keeps its query', async () => {
    const order = messagesOrder({}, { wish: 'high', query: 'beta=true' })
    expect((await planned(order)).url).toBe('https://anthropic.example/v1/messages?beta=true')
  })
})

describe('a conversation with seals', () => {
  test('is opened for the account that issued them', async () => {
    const body = thought(seal({ proof: 'EqQB', isRedacted: false }, issuer))
    expect(await sent(messagesOrder(body))).toMatchObject(thought('EqQB'))
  })

  test.each([
    ['another account', seal({ proof: 'EqQB', isRedacted: false }, issuerOf('x', 'anthropic'))],
    ['nobody', `${sealMark}AAAAAAAAdEVxUUI`],
    ['nobody, cut off', sealMark],
    ['nobody, not even base64', `${sealMark}!"§$%&/()`],
  ])('that %s issued reaches the upstream without them', async (_, signature) => {
    const plan = await planned(messagesOrder(thought(signature)))
    expect(plan.body).not.toContain(sealMark)
    expect(plan.warnings.map(({ field }) => field)).toContain('messages')
  })

  test('in ids reaches the upstream without them, two in one as well', async () => {
    const id = sealIntoId(sealIntoId('call_1', 'EqQB', issuer), 'EqQB', issuer)
    const body = {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id, name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'x' }] },
      ],
    }
    const plan = await planned(messagesOrder(body))
    expect(plan.body).toContain('"tool_use_id":"call_1"')
    expect(plan.body).not.toContain(sealMark)
  })

  test('only in the words of it passes untouched, byte by byte', async () => {
    const order = messagesOrder({
      messages: [{ role: 'user', content: [{ type: 'text', text: `What is ${sealMark}AAAA?` }] }],
      unknown_field: '\u0053witchyard01',
    })
    const spaced = { ...order, body: order.body.replace('{', '{ '), modelStart: -1 }
    const plan = await planned(spaced)
    expect([plan.body, plan.answering]).toEqual([spaced.body, undefined])
  })
})

test('a file that is not fetched is told by the name that the client has for where it stands', async () => {
  const media = { isAllowed: true, maxBytes: 1_000, timeoutMs: 1_000 }
  const gemini = channelOf('aistudio', { baseUrl: 'https://gemini.example' })
  const image = { type: 'input_image', image_url: 'http://127.0.0.1/a.png' }
  const order = orderFor({
    protocol: 'openai-responses',
    body: { input: [{ role: 'user', content: [image] }] },
  })
  expect(planned(order, { ...grant, channel: gemini, media })).rejects.toThrow(
    'input: point to http://127.0.0.1/a.png, which is not fetched: only https is',
  )
})
