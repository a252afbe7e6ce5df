import { describe, expect, test } from 'bun:test'
import type { Part } from '../../src/ir/part.ts'
import type { Prompt } from '../../src/ir/prompt.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import { outputTool } from '../../src/ir/output-tool.ts'
import { unfoldAnswer } from '../../src/ir/unfold.ts'
import { asked, onWire, plainPrompt, readStream, readWhole, relayOf, translate } from './relay.ts'

const clients = ['openai-chat', 'openai-responses', 'gemini'] as const

const call = (name: string): Part => ({
  type: 'tool-call',
  kind: 'function',
  id: `call_${name.length}`,
  name,
  arguments: '{"a":"b"}',
})

const answerOf = (parts: readonly Part[]) => ({
  id: 'answer_1',
  model: 'some-model',
  choices: [{ index: 0, parts, finish: { reason: 'tool-calls' as const } }],
  usage: {},
})

/** What a client is told of an answer of Anthropic's, whole and streamed. */
const told = (client: (typeof clients)[number], prompt: Prompt, parts: readonly Part[]) => {
  const relay = relayOf(client, 'anthropic')
  const request = translate(prompt, relay)
  if (request.type === 'refused') throw new Error(`${request.fault.field} ${request.fault.problem}`)
  const { answering } = request
  const body = relay.upstream.writeAnswer(answerOf(parts), asked())
  const whole = answering.write(foldAnswer(answering.read(onWire(body)) ?? []))
  const source = relay.upstream.openWriter(asked())
  const stream = unfoldAnswer(answerOf(parts))
    .map((event) => source.write(event))
    .join('')
  const writer = relay.client.openWriter(answering.asked)
  const streamed = readStream(relay.upstream, stream)
    .flatMap((event) => answering.turn(event))
    .map((event) => writer.write(event))
    .join('')
  return [readWhole(relay.client, whole), foldAnswer(readStream(relay.client, streamed))].map(
    ({ choices }) => choices,
  )
}

const text = { type: 'text', text: '{"a":"b"}' }

describe('the tool that stands for a form', () => {
  test.each(clients)('is a text for a client of %s, and the answer is done', (client) => {
    const choices = [{ parts: [text], finish: { reason: 'stop' } }]
    expect(told(client, plainPrompt, [call(outputTool)])).toMatchObject([choices, choices])
  })

  test.each(clients)('beside calls of others leaves those to a client of %s', (client) => {
    const choices = [
      {
        parts: [text, { type: 'tool-call', name: 'find' }],
        finish: { reason: 'tool-calls' },
      },
    ]
    const parts = [call(outputTool), call('find')]
    expect(told(client, plainPrompt, parts)).toMatchObject([choices, choices])
  })

  test.each(clients)('is not the tool of that name of a client of %s', (client) => {
    const prompt: Prompt = { ...plainPrompt, tools: [{ type: 'function', name: outputTool }] }
    const request = translate(prompt, relayOf(client, 'anthropic'))
    if (request.type === 'refused') throw new Error(request.fault.problem)
    const [{ name: fitted }] = request.body['tools'] as [{ name: string }]
    expect(fitted).not.toBe(outputTool)
    const choices = [
      { parts: [{ type: 'tool-call', name: outputTool }], finish: { reason: 'tool-calls' } },
    ]
    expect(told(client, prompt, [call(fitted)])).toMatchObject([choices, choices])
  })
})
