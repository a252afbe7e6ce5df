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

const wrapped = (all: readonly AnswerEvent[]): readonly (readonly AnswerEvent[])[] => {
  const wrapper = new ThoughtWrapper({ open: '<think>', close: '</think>' })
  return all.map((event) => wrapper.turn(event))
}

test('a thought is text between the tags, as it comes, and its proof is not shown', () => {
  const turned = wrapped(events)
  expect(turned[2]).toEqual([{ type: 'delta', ...thought, text: ' of Europe' }])
  expect(foldAnswer(turned.flat()).choices[0]?.parts).toEqual([
    { type: 'text', text: '<think>Rivers of Europe</think>' },
    { type: 'text', text: 'Elbe' },
  ])
})

test('nothing is shown of a thought that may not be read, and what follows is counted from there', () => {
  const unreadable: readonly AnswerEvent[] = [
    { type: 'part-start', ...thought, head: { type: 'thinking', text: '', proof: 'EqQB' } },
    { type: 'delta', ...thought, text: '' },
    { type: 'part-end', ...thought },
    ...events.slice(5),
  ]
  expect(wrapped(unreadable).flat()).toEqual(
    events.slice(5).map((event) => ({ ...event, part: 0 }) as AnswerEvent),
  )
})
