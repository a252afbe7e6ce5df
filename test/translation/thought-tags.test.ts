import { expect, test } from 'bun:test'
import type { AnswerEvent } from '../../src/ir/event.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import { ThoughtWrapper } from '../../src/translation/thought-tags.ts'

const thought = { choice: 0, part: 0 } as const
const answer = { choice: 0, part: 1 } as const
const events: readonly AnswerEvent[] = [
  { type: 'part-start', ...thought, head: { type: 'thinking', text: '' } },
  { type: 'delta', ...thought, text: 'Rivers' },
  { type: 'delta', ...thought, text: ' of Europe' },
  { type: 'proof', ...thought, proof: 'EqQB' },
  { type: 'part-end', ...thought },
  { type: 'part-start', ...answer, head: { type: 'text', text: '' } },
  { type: 'delta', ...answer, text: 'Elbe' },
  { type: 'part-end', ...answer },
]

test('a thought is text between the tags, as it comes, and its proof is not shown', () => {
  const wrapper = new ThoughtWrapper({ open: '<think>', close: '</think>' })
  const turned = events.map((event) => wrapper.turn(event))
  expect(turned[1]).toEqual([{ type: 'delta', ...thought, text: 'Rivers' }])
  expect(foldAnswer(turned.flat()).choices[0]?.parts).toEqual([
    { type: 'text', text: '<think>Rivers of Europe</think>' },
    { type: 'text', text: 'Elbe' },
  ])
})
