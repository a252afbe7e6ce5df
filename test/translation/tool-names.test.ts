import { describe, expect, test } from 'bun:test'
import type { Part } from '../../src/ir/part.ts'
import type { Prompt } from '../../src/ir/prompt.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import { asked, onWire, plainPrompt, readWhole, relayOf, translate, type Relay } from './relay.ts'

/** A name and an id that not every protocol takes. */
const name = `files.read/${'übung '.repeat(12)}now`
const id = `call:1|${'é'.repeat(70)}`

const call: Part = { type: 'tool-call', kind: 'function', id, name, arguments: '{"a":1}' }

const prompt: Prompt = {
  ...plainPrompt,
  messages: [
    { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    { role: 'assistant', parts: [call] },
    {
      role: 'tool',
      parts: [
        {
          type: 'tool-result',
          kind: 'function',
          callId: id,
          parts: [{ type: 'text', text: 'found' }],
        },
      ],
    },
  ],
  tools: [{ type: 'function', name, schema: { type: 'object', properties: {} } }],
  toolChoice: { type: 'tool', name },
}

const protocols = ['openai-chat', 'openai-responses', 'anthropic', 'gemini'] as const
const pairs = protocols.flatMap((client) =>
  protocols
    .filter((upstream) => upstream !== client)
    .map((upstream) => [client, upstream] as const),
)

/** What the upstream is asked, as it understands it, and the way back. */
const relayed = (relay: Relay) => {
  const request = translate(prompt, relay)
  if (request.type === 'refused') throw new Error(`${request.fault.field} ${request.fault.problem}`)
  const address = { model: 'some-model', isStreaming: false }
  const read = relay.upstream.readRequest(onWire(request.body), address)
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return { understood: read.prompt, answering: request.answering }
}

const offered = ({ tools }: Prompt): string =>
  tools.flatMap((tool) => (tool.type === 'function' ? tool.name : []))[0] ?? ''

describe('a tool whose name and calls are foreign to the upstream', () => {
  test.each(pairs)('is offered by %s, to %s, under one name that it takes', (client, upstream) => {
    const relay = relayOf(client, upstream)
    const { understood } = relayed(relay)
    const fitted = offered(understood)
    const { pattern, maxLength } = relay.upstream.toolNames
    expect([pattern.test(fitted), fitted.length <= maxLength]).toEqual([true, true])
    const parts = understood.messages.flatMap((message) => message.parts)
    const made = parts.find((part) => part.type === 'tool-call')
    const result = parts.find((part) => part.type === 'tool-result')
    expect(made).toMatchObject({ name: fitted, id: result?.callId })
    expect(relay.upstream.callIds.pattern.test(made?.id ?? '')).toBe(true)
  })

  test.each(pairs)('is called for %s, by %s, under its own name', (client, upstream) => {
    const relay = relayOf(client, upstream)
    const { understood, answering } = relayed(relay)
    const answer = {
      id: 'answer_1',
      model: 'some-model',
      choices: [
        {
          index: 0,
          parts: [{ ...call, id: 'call_2', name: offered(understood) }],
          finish: { reason: 'tool-calls' as const },
        },
      ],
      usage: {},
    }
    const events = answering.read(onWire(relay.upstream.writeAnswer(answer, asked()))) ?? []
    const told = readWhole(relay.client, onWire(answering.write(foldAnswer(events))))
    expect(told.choices[0]?.parts).toMatchObject([{ type: 'tool-call', id: 'call_2', name }])
  })
})
