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
})
