import { describe, expect, test } from 'bun:test'
import type { Message } from '../../../src/ir/prompt.ts'
import { Report } from '../../../src/ir/report.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'
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
    const body = { model: 'gpt-5', input: [], ...request }
    expect(comparable(rewritten(body))).toEqual(comparable(body))
  })

  test('may be a text, and a message that is one', () => {
    expect(rewritten({ input: [{ role: 'user', content: 'Hi' }] })).toEqual(
      rewritten({ input: 'Hi' }),
    )
  })

  test('leaves out a thought that has lost its proof', () => {
    const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' }
    const prompt = promptOf({ input: [thought] })
    const messages: readonly Message[] = [
      { role: 'assistant', parts: [{ type: 'thinking', text: '', id: 'rs_1' }] },
    ]
    expect(codec.writeRequest({ ...prompt, messages }, new Report())['input']).toEqual([])
  })

  test('keeps its stream', () => {
    expect(rewritten({ stream: true })['stream']).toBe(true)
  })
})
