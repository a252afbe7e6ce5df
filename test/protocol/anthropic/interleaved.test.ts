import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { payloadsOf, readStream, writeStream } from './message.ts'

/** A part, and the pieces in which its text comes. */
type Piecemeal = {
  readonly head: Part
  readonly pieces: readonly string[]
  readonly proof?: string
}

const pieces = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 })
const texts = pieces.map((said): Piecemeal => ({ head: { type: 'text', text: '' }, pieces: said }))
const thoughts = fc
  .tuple(pieces, fc.base64String({ minLength: 4 }))
  .map(([said, proof]): Piecemeal => ({
    head: { type: 'thinking', text: '' },
    pieces: said,
    proof,
  }))
const calls = fc.tuple(fc.stringMatching(/^toolu_\w{4}$/), pieces).map(([id, said]): Piecemeal => ({
  head: { type: 'tool-call', id, name: 'f', arguments: '', kind: 'function' },
  pieces: [
    JSON.stringify({ said: said[0] }).slice(0, 5),
    JSON.stringify({ said: said[0] }).slice(5),
  ],
}))

/** The events of parts that come at the same time: `order` draws which of them goes on. */
const interleave = (
  group: readonly Piecemeal[],
  { from, order }: { readonly from: number; readonly order: readonly number[] },
): AnswerEvent[] => {
  const queues = group.map((piecemeal, at) => eventsOf(piecemeal, from + at))
  const events = queues.map((queue) => queue.shift()).filter((event) => event !== undefined)
  for (const draw of [...order, ...queues.flatMap((queue, at) => queue.map(() => at))]) {
    const event = queues[draw % queues.length]?.shift()
    if (event !== undefined) events.push(event)
  }
  return events
}

const eventsOf = ({ head, pieces: said, proof }: Piecemeal, part: number): AnswerEvent[] => [
  { type: 'part-start', choice: 0, part, head },
  ...said.map((text): AnswerEvent => ({ type: 'delta', choice: 0, part, text })),
  ...(proof === undefined ? [] : [{ type: 'proof', choice: 0, part, proof } as const]),
  { type: 'part-end', choice: 0, part },
]

const group = fc.oneof(
  texts.map((one) => [one]),
  thoughts.map((one) => [one]),
  fc.uniqueArray(calls, {
    minLength: 1,
    maxLength: 4,
    selector: ({ head }) => (head.type === 'tool-call' ? head.id : ''),
  }),
)

const answers = fc
  .array(fc.tuple(group, fc.array(fc.nat(3))), { maxLength: 5 })
  .map((groups): AnswerEvent[] => {
    let from = 0
    const said = groups.flatMap(([parts, order]) => {
      const events = interleave(parts, { from, order })
      from += parts.length
      return events
    })
    return [
      { type: 'start', id: 'msg_1', model: 'm' },
      ...said,
      { type: 'finish', choice: 0, finish: { reason: 'length', word: 'max_tokens' } },
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 2 } },
      { type: 'end' },
    ]
  })

test('whatever comes interleaved is read again as it was', () => {
  fc.assert(
    fc.property(answers, (events) => {
      const again = foldAnswer(readStream([writeStream(events)]))
      expect(again.choices).toEqual(foldAnswer(events).choices)
    }),
  )
})

test('blocks never overlap and are counted without gaps', () => {
  fc.assert(
    fc.property(answers, (events) => {
      let open = -1
      let next = 0
      for (const { data } of payloadsOf(writeStream(events))) {
        if (!isObject(data) || typeof data['index'] !== 'number') continue
        const isStart = data['type'] === 'content_block_start'
        expect(data['index']).toBe(isStart ? next : open)
        if (isStart) expect(open).toBe(-1)
        if (isStart) open = next++
        if (data['type'] === 'content_block_stop') open = -1
      }
      expect(open).toBe(-1)
    }),
  )
})
