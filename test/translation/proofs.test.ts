import { describe, expect, test } from 'bun:test'
import type { Part } from '../../src/ir/part.ts'
import { unfoldAnswer } from '../../src/ir/unfold.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import { codecs } from '../../src/protocol/codecs.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { isObject, listAt, objectAt } from '../../src/protocol/json.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { sealMark } from '../../src/translation/index.ts'
import {
  answeringOf,
  asked,
  onWire,
  readStream,
  relayAnswer,
  relayOf,
  relayRequest,
  relayStream,
} from './relay.ts'

/** Upstreams that prove their thoughts, and what they say. */
const proof = 'cHJvb2Y='
const thought: Part = { type: 'thinking', text: 'Hm.', proof }
const call: Part = {
  type: 'tool-call',
  kind: 'function',
  id: 'call_1',
  name: 'find',
  arguments: '{"a":1}',
}
const said: Readonly<Partial<Record<ProtocolId, readonly Part[]>>> = {
  anthropic: [thought, call],
  'openai-responses': [{ ...thought, id: 'rs_1' }, call],
  gemini: [
    { type: 'thinking', text: 'Hm.' },
    { ...call, proof },
  ],
}

const answerOf = (upstream: ProtocolId) => ({
  id: 'answer_1',
  model: 'some-model',
  choices: [{ index: 0, parts: said[upstream] ?? [], finish: { reason: 'tool-calls' as const } }],
  usage: { inputTokens: 1, outputTokens: 1 },
})

const parameters = { type: 'object', properties: { a: { type: 'integer' } } }

/** The next request of a client that gives back what it was answered, and what its tool has found. */
const nextRequests: Readonly<Partial<Record<ProtocolId, (answer: JsonObject) => JsonObject>>> = {
  'openai-chat': (answer) => {
    const choice = listAt(answer, 'choices').find(isObject)
    const message = objectAt(choice, 'message')
    const first = listAt(message, 'tool_calls').find(isObject)
    return {
      messages: [
        { role: 'user', content: 'Hi' },
        message,
        { role: 'tool', tool_call_id: first?.['id'], content: 'found' },
      ],
      tools: [{ type: 'function', function: { name: 'find', parameters } }],
    }
  },
  'openai-responses': (answer) => {
    const output = listAt(answer, 'output').filter(isObject)
    const made = output.find(({ type }) => type === 'function_call')
    return {
      input: [
        { role: 'user', content: 'Hi' },
        ...output,
        { type: 'function_call_output', call_id: made?.['call_id'], output: 'found' },
      ],
      tools: [{ type: 'function', name: 'find', parameters, strict: false }],
    }
  },
  anthropic: (answer) => {
    const content = listAt(answer, 'content').filter(isObject)
    const made = content.find(({ type }) => type === 'tool_use')
    return {
      max_tokens: 8_000,
      thinking: { type: 'enabled', budget_tokens: 2_000 },
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: made?.['id'], content: 'found' }],
        },
      ],
      tools: [{ name: 'find', input_schema: parameters }],
    }
  },
  gemini: (answer) => {
    const candidate = listAt(answer, 'candidates').find(isObject)
    const content = objectAt(candidate, 'content')
    const made = listAt(content, 'parts')
      .filter(isObject)
      .find((part) => 'functionCall' in part)
    const { id, name } = objectAt(made, 'functionCall') ?? {}
    return {
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        content,
        {
          role: 'user',
          parts: [{ functionResponse: { id, name, response: { output: 'found' } } }],
        },
      ],
      tools: [{ functionDeclarations: [{ name: 'find', parametersJsonSchema: parameters }] }],
    }
  },
}

const upstreams = ['anthropic', 'openai-responses', 'gemini'] as const
const clients = ['openai-chat', 'openai-responses', 'anthropic', 'gemini'] as const
const pairs = clients.flatMap((client) =>
  upstreams
    .filter((upstream) => upstream !== client)
    .map((upstream) => [client, upstream] as const),
)

/** What the client was answered in a stream, as its program would put it together. */
const streamedAnswer = (client: ProtocolId, upstream: ProtocolId): JsonObject => {
  const writer = codecs[upstream].openWriter(asked())
  const stream = unfoldAnswer(answerOf(upstream))
    .map((event) => writer.write(event))
    .join('')
  const relay = relayOf(client, upstream)
  const events = readStream(relay.client, relayStream(stream, relay))
  return onWire(codecs[client].writeAnswer(foldAnswer(events), asked()))
}

const wholeAnswer = (client: ProtocolId, upstream: ProtocolId): JsonObject =>
  relayAnswer(codecs[upstream].writeAnswer(answerOf(upstream), asked()), relayOf(client, upstream))

type Asking = {
  readonly client: ProtocolId
  readonly upstream: ProtocolId
  readonly account: string
}

/** The upstream's request that becomes of what a client sends next. */
const nextAt = ({ client, upstream, account }: Asking, answer: JsonObject): JsonObject => {
  const body = nextRequests[client]?.(answer) ?? {}
  const request = relayRequest({ model: 'some-model', ...body }, relayOf(client, upstream, account))
  if (request.type !== 'translated') throw new Error(JSON.stringify(request))
  return request.body
}

/** The proofs in the messages of an upstream's request. */
const proofsIn = (upstream: ProtocolId, body: JsonObject): readonly unknown[] => {
  const address = { model: 'some-model', isStreaming: false }
  const read = codecs[upstream].readRequest(onWire(body), address)
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt.messages
    .flatMap(({ parts }) => parts)
    .flatMap((part) => ('proof' in part ? [part.type, part.proof] : []))
}

describe('the proof of a thought', () => {
  test.each(pairs)('comes back by %s to the account of %s that gave it', (client, upstream) => {
    const asking = { client, upstream, account: 'one' }
    const kind = upstream === 'gemini' ? 'tool-call' : 'thinking'
    for (const answer of [wholeAnswer(client, upstream), streamedAnswer(client, upstream)])
      expect(proofsIn(upstream, nextAt(asking, answer))).toEqual([kind, proof])
  })

  test.each(pairs)('comes by %s to no other account of %s', (client, upstream) => {
    const answer = wholeAnswer(client, upstream)
    const body = JSON.stringify(nextAt({ client, upstream, account: 'two' }, answer))
    expect(body).not.toContain(proof)
    expect(body).not.toContain(sealMark)
  })

  test.each(pairs)('comes by %s from %s to no upstream of another protocol', (client, upstream) => {
    const answer = wholeAnswer(client, upstream)
    for (const other of ['openai-chat', ...upstreams] as const) {
      if (other === upstream) continue
      const body = JSON.stringify(nextAt({ client, upstream: other, account: 'one' }, answer))
      expect(body).not.toContain(proof)
      expect(body).not.toContain(sealMark)
    }
  })

  test.each(pairs)('is shown to %s, of %s, only under seal', (client, upstream) => {
    const text = JSON.stringify(wholeAnswer(client, upstream))
    expect(text).toContain(sealMark)
    expect(text).not.toContain(`"${proof}"`)
    expect(answeringOf(relayOf(client, upstream)).sides.issuer).not.toBe('')
  })
})
