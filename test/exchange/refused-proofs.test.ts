import { describe, expect, test } from 'bun:test'
import { attempt, orderFor } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import { startRawUpstream, whole } from '../support/raw-upstream.ts'

const refusal = JSON.stringify({
  type: 'error',
  error: { type: 'invalid_request_error', message: 'Invalid `signature` in `thinking` block' },
})

const thought = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }
const said = { type: 'text', text: 'Yes.' }
const question = { role: 'user', content: 'Well?' }

const orderWith = (content: readonly object[], dropsProofs = false) =>
  orderFor({
    protocol: 'anthropic',
    dropsProofs,
    body: { max_tokens: 9, messages: [question, { role: 'assistant', content }, question] },
  })

const refused = async (order: ReturnType<typeof orderFor>) => {
  await using upstream = await startRawUpstream((request) => request.write(whole(400, refusal)))
  const baseUrl = upstream.url
  const channel = channelOf(order.operation === 'embed' ? 'openai' : 'anthropic', { baseUrl })
  const running = attempt({ baseUrl, channel, order })
  return { outcome: await running.outcome, seen: running.sink.seen, requests: upstream.requests }
}

describe('an upstream that refuses the proofs of thoughts', () => {
  test('is not heard by the client yet: the request can be asked without them', async () => {
    const { outcome, seen } = await refused(orderWith([thought, said]))
    expect(outcome).toMatchObject({
      type: 'failed',
      failure: { kind: 'client', code: 'proofs_refused', upstreamStatus: 400 },
      isCommitted: false,
    })
    expect(seen).toEqual([])
  })

  test('of a count is not heard either', async () => {
    const order = { ...orderWith([thought, said]), operation: 'count-tokens' as const }
    expect((await refused(order)).outcome).toMatchObject({ failure: { code: 'proofs_refused' } })
  })

  test('of something else is heard: only conversations have proofs', async () => {
    const order = orderFor({ operation: 'embed', body: { input: '"signature"', signature: '' } })
    const { seen } = await refused(order)
    expect(seen).toMatchObject([{ type: 'answer', status: 400, data: refusal }])
  })

  test('is asked without them from then on, and with all else', async () => {
    const { requests } = await refused(orderWith([thought, said], true))
    const body = requests[0]?.body ?? ''
    expect([body.includes('signature'), body.includes('Hm.'), body.includes('Yes.')]).toEqual([
      false,
      false,
      true,
    ])
  })

  test('is heard when it refuses them although there are none any more', async () => {
    const { outcome } = await refused(orderWith([thought, said], true))
    expect(outcome).toMatchObject({ type: 'failed', failure: { code: 'invalid_request_error' } })
  })

  test('is heard byte for byte where the request holds none', async () => {
    const { seen } = await refused(orderWith([said]))
    expect(seen).toMatchObject([{ type: 'answer', status: 400, data: refusal }])
  })
})
