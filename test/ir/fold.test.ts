import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { AnswerEvent } from '../../src/ir/event.ts'
import { AnswerFold, foldAnswer } from '../../src/ir/fold.ts'
import { unfoldAnswer } from '../../src/ir/unfold.ts'
import { choicesAnswer } from '../support/neutral.ts'

const place = { choice: 0, part: 0 } as const
const partOf = (...events: readonly AnswerEvent[]) => foldAnswer(events).choices[0]?.parts[0]

test('an answer told as a stream and gathered again is the same', () => {
  fc.assert(
    fc.property(choicesAnswer, (answer) => {
      expect(foldAnswer(unfoldAnswer(answer))).toEqual(answer)
    }),
  )
})

describe('a part that comes in pieces', () => {
  test('is the text of all of them, with what was cited and how sure each word was', () => {
    const part = partOf(
      { type: 'part-start', ...place, head: { type: 'text', text: 'The ' } },
      { type: 'delta', ...place, text: 'Elbe', logprobs: [{ token: 'Elbe', logprob: -0.5 }] },
      { type: 'citation', ...place, citation: { url: 'https://rivers.example/', title: 'Rivers' } },
      { type: 'part-end', ...place },
    )
    expect(part).toEqual({
      type: 'text',
      text: 'The Elbe',
      logprobs: [{ token: 'Elbe', logprob: -0.5 }],
      citations: [{ url: 'https://rivers.example/', title: 'Rivers' }],
    })
  })

  test('is a thought with the proof that came last', () => {
    const part = partOf(
      { type: 'part-start', ...place, head: { type: 'thinking', text: '' } },
      { type: 'delta', ...place, text: 'Rivers…' },
      { type: 'proof', ...place, proof: 'EqQB' },
      { type: 'part-end', ...place },
    )
    expect(part).toEqual({ type: 'thinking', text: 'Rivers…', proof: 'EqQB' })
  })

  test('is what its end says, where that tells the rest at once', () => {
    const final = { type: 'web-search', id: 'ws_1', queries: ['rivers'] } as const
    const part = partOf(
      { type: 'part-start', ...place, head: { type: 'web-search', id: 'ws_1', queries: [] } },
      { type: 'part-end', ...place, final },
    )
    expect(part).toEqual(final)
  })

  test('is a call of a function without arguments when nothing came of them', () => {
    const head = { type: 'tool-call', id: 'call_1', name: 'now', arguments: '' } as const
    const started = { type: 'part-start', ...place, head: { ...head, kind: 'function' } } as const
    expect(partOf(started)).toMatchObject({ arguments: '{}' })
  })
})

test('calls that are written at the same time are kept apart', () => {
  const head = { type: 'tool-call', kind: 'function', arguments: '' } as const
  const answer = foldAnswer([
    { type: 'part-start', choice: 0, part: 0, head: { ...head, id: 'call_1', name: 'one' } },
    { type: 'part-start', choice: 0, part: 1, head: { ...head, id: 'call_2', name: 'two' } },
    { type: 'delta', choice: 0, part: 1, text: '{"b"' },
    { type: 'delta', choice: 0, part: 0, text: '{"a":1}' },
    { type: 'delta', choice: 0, part: 1, text: ':2}' },
  ])
  expect(answer.choices[0]?.parts).toEqual([
    { ...head, id: 'call_1', name: 'one', arguments: '{"a":1}' },
    { ...head, id: 'call_2', name: 'two', arguments: '{"b":2}' },
  ])
})

test('usage that is told again replaces what was told before, bucket by bucket', () => {
  const fold = new AnswerFold()
  fold.apply({ type: 'usage', usage: { inputTokens: 10, outputTokens: 1 } })
  fold.apply({ type: 'usage', usage: { outputTokens: 7 } })
  expect(fold.usage).toEqual({ inputTokens: 10, outputTokens: 7 })
})
