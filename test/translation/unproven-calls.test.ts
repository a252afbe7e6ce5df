import { describe, expect, test } from 'bun:test'
import type { Part } from '../../src/ir/part.ts'
import type { Prompt } from '../../src/ir/prompt.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import { unfoldAnswer } from '../../src/ir/unfold.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { sealMark } from '../../src/translation/index.ts'
import { plainPrompt, relayOf, relayRequest, translate } from './relay.ts'

const call: Part = {
  type: 'tool-call',
  kind: 'function',
  id: 'call_1',
  name: 'find',
  arguments: '{}',
}
const second: Part = { ...call, id: 'call_2' }
const thought: Part = { type: 'thinking', text: 'Hm.' }

/** The ids of the calls that a client is told of. */
const idsFor = (client: ProtocolId, parts: readonly Part[], more: Partial<Prompt> = {}) => {
  const prompt = { ...plainPrompt, reasoning: { effort: 'low' as const }, ...more }
  const request = translate(prompt, relayOf(client, 'openai-chat'))
  if (request.type === 'refused') throw new Error(request.fault.problem)
  const answer = {
    id: 'answer_1',
    model: 'some-model',
    choices: [{ index: 0, parts, finish: { reason: 'tool-calls' as const } }],
    usage: {},
  }
  const events = unfoldAnswer(answer).flatMap((event) => request.answering.turn(event))
  return foldAnswer(events).choices.flatMap((choice) =>
    choice.parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : [])),
  )
}

const marked = expect.stringMatching(new RegExp(`^call_1_${sealMark}`))

describe('calls that nothing proves', () => {
  test.each(['anthropic', 'gemini'] as const)(
    'are marked for a thinking client of %s',
    (client) => {
      expect<unknown>(idsFor(client, [call, second])).toEqual([marked, 'call_2'])
    },
  )

  test('are not where the thought before them is', () => {
    expect(idsFor('anthropic', [thought, call])).toEqual(['call_1'])
    expect<unknown>(idsFor('gemini', [thought, call])).toEqual([marked])
  })

  test('are left alone for clients that have not asked for thoughts', () => {
    expect(idsFor('anthropic', [call], { reasoning: { effort: 'none' } })).toEqual(['call_1'])
  })

  test('go to an upstream that wants proofs as what they are', () => {
    const [id = ''] = idsFor('anthropic', [call])
    const body = {
      model: 'some-model',
      max_tokens: 8000,
      thinking: { type: 'enabled', budget_tokens: 2000 },
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id, name: 'find', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'here' }] },
      ],
      tools: [{ name: 'find', input_schema: { type: 'object' } }],
    }
    const request = relayRequest(body, relayOf('anthropic', 'anthropic'))
    if (request.type === 'refused') throw new Error(request.fault.problem)
    expect(JSON.stringify(request.body)).not.toContain(sealMark)
    expect(request.body['thinking'] ?? { type: 'disabled' }).toEqual({ type: 'disabled' })
  })
})
