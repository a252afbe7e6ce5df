import { describe, expect, test } from 'bun:test'
import { systemClock } from '../../src/actor/index.ts'
import { planCall } from '../../src/exchange/plan/plan.ts'
import { TranslatedPassage, wholeSide } from '../../src/exchange/answer/translated-passage.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { attempt, grantFor, orderFor } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import { startRawUpstream, whole } from '../support/raw-upstream.ts'

const order = orderFor({ protocol: 'anthropic', body: { max_tokens: 100 } })

/** What a client of another protocol makes of this whole answer. */
const outcomeOf = async (protocol: ProtocolId, answer: object) => {
  await using upstream = await startRawUpstream((request) =>
    request.write(whole(200, JSON.stringify(answer))),
  )
  const channel = channelOf('mycustom', { protocol, baseUrl: upstream.url })
  return await attempt({ baseUrl: upstream.url, order, channel }).outcome
}

describe('a whole answer of another protocol', () => {
  const empty: readonly (readonly [ProtocolId, object])[] = [
    ['openai-chat', { object: 'chat.completion', choices: [] }],
    ['openai-chat', { object: 'chat.completion', choices: [null] }],
    ['openai-completions', { object: 'text_completion', choices: [] }],
    ['openai-responses', { object: 'response', status: 'cancelled', output: [] }],
  ]

  test.each(empty)(
    'that answers nothing (%s %j) gets no ending of ours',
    async (protocol, answer) => {
      expect(await outcomeOf(protocol, answer)).toMatchObject({
        type: 'failed',
        failure: { code: 'upstream_malformed' },
        isCommitted: false,
      })
    },
  )

  test('that failed tells why', async () => {
    const error = { code: 'rate_limit_exceeded', message: 'Slow down.' }
    const answer = { object: 'response', status: 'failed', error, output: [] }
    expect(await outcomeOf('openai-responses', answer)).toMatchObject({
      type: 'failed',
      failure: { kind: 'rate_limited', message: 'Slow down.' },
    })
  })
})

test('a stream of another protocol that never ends is not gathered for ever', async () => {
  const baseUrl = 'https://chat.example'
  const channel = channelOf('mycustom', { protocol: 'openai-chat', baseUrl })
  const planned = await planCall(order, {
    grant: grantFor(baseUrl, { channel }),
    ids: { next: (prefix) => prefix },
    clock: systemClock,
    signal: new AbortController().signal,
  })
  if (planned.type === 'refused' || planned.plan.answering === undefined) throw new Error('untold')
  const { answering } = planned.plan
  const passage = new TranslatedPassage(answering, wholeSide(answering))
  const event = `: ${'x'.repeat(1_048_576)}\n\n`
  let fed = 0
  while (passage.feed(event).type === 'pass') fed += 1
  expect(fed).toBe(127)
})
