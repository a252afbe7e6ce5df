import { describe, expect, test } from 'bun:test'
import type { Prompt } from '../../src/ir/prompt.ts'
import { Report } from '../../src/ir/report.ts'
import { codec as chat } from '../../src/protocol/openai-chat/codec.ts'
import { codec as responses } from '../../src/protocol/openai-responses/codec.ts'

/** What a client of another protocol asks of a model at temperature 1, and the names of what was left out. */
const written = (codec: typeof chat, more: Partial<Prompt>) => {
  const report = new Report()
  const sampling = { temperature: 1, topP: 0.95, topK: 64, wantsLogprobs: true, topLogprobs: 2 }
  const prompt = { model: 'gpt-5', isStreaming: false, system: [], messages: [], tools: [] }
  const body = codec.writeRequest({ ...prompt, sampling, ...more }, report)
  const { temperature, top_p, top_logprobs } = body
  return {
    sent: JSON.parse(JSON.stringify({ temperature, top_p, top_logprobs })),
    warned: report.warnings.map(({ field }) => field).toSorted(),
  }
}

const all = { temperature: 1, top_p: 0.95, top_logprobs: 2 }

describe.each([chat, responses])('a model of OpenAI by $id', (codec) => {
  test.each(['gpt-5', 'openai/gpt-5-mini', 'o4-mini', 'gpt-6.1'])(
    '%s is not told how to draw its words while it reasons',
    (model) => {
      expect(written(codec, { model, reasoning: { effort: 'high' } })).toEqual({
        sent: {},
        warned: ['logprobs', 'topK', 'topP'],
      })
    },
  )

  test.each(['gpt-4.1', 'gpt-5-chat-latest', 'gpt-5.1', 'some-model'])('%s is', (model) => {
    expect(written(codec, { model })).toEqual({ sent: all, warned: ['topK'] })
  })

  test('is told when it is not to reason', () => {
    expect(written(codec, { model: 'gpt-5.5', reasoning: { effort: 'none' } }).sent).toEqual(all)
  })
})

test('a client of the same protocol sends what it likes', () => {
  const prompt = { model: 'gpt-5', isStreaming: false, system: [], messages: [], tools: [] }
  const own = { ...prompt, sampling: { topP: 0.9 }, extras: {} }
  expect(chat.writeRequest(own, new Report())).toMatchObject({ top_p: 0.9 })
})
