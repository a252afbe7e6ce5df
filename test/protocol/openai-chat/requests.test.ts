import { describe, expect, test } from 'bun:test'
import { Report } from '../../../src/ir/report.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { comparable } from './comparable.ts'
import { requests } from './requests.ts'
import { promptOf } from './streams.ts'

const rewritten = (body: JsonObject): JsonObject => {
  const report = new Report()
  const written = codec.writeRequest(promptOf(body), report)
  expect([report.refusal, report.warnings]).toEqual([undefined, []])
  return JSON.parse(JSON.stringify(written))
}

describe('a request of this protocol', () => {
  test.each(Object.entries(requests))('with %s is written as it was read', (_name, request) => {
    const body = { model: 'some-model', messages: [], ...request }
    expect(comparable(rewritten(body))).toEqual(comparable(body))
  })

  test('gives the proof of a call to nobody from whom it was taken on the way', () => {
    const call = {
      id: 'c1',
      type: 'function',
      function: { name: 'a', arguments: '{}' },
      extra_content: { google: { thought_signature: 'c2ln' } },
    }
    const prompt = promptOf({ messages: [{ role: 'assistant', tool_calls: [call] }] })
    const messages = prompt.messages.map((message) => ({
      ...message,
      parts: message.parts.map((part) => {
        const { proof: _, ...rest } = Object(part)
        return rest
      }),
    }))
    const written = codec.writeRequest({ ...prompt, messages }, new Report())
    expect(JSON.stringify(written)).not.toContain('c2ln')
  })

  test('has options of a stream only beside one', () => {
    const prompt = promptOf({ stream: true, stream_options: { include_usage: true } })
    const written = codec.writeRequest({ ...prompt, isStreaming: false }, new Report())
    expect(JSON.parse(JSON.stringify(written))).toEqual({ model: 'some-model', messages: [] })
  })
})
