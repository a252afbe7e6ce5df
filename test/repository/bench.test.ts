import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createAnswerReader } from '../../bench/answer-reader.ts'
import { percentile } from '../../bench/statistics.ts'

const head = (field: string) => `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n${field}\r\n\r\n`
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const streamed = `${head('Transfer-Encoding: chunked')}${chunk('data: a\n\ndata: b\n')}${chunk('\ndata: c\n\n')}0\r\n\r\n`

const feedInPieces = (answer: string, cuts: readonly number[]) => {
  const reader = createAnswerReader()
  const edges = [0, ...cuts.toSorted((a, b) => a - b), answer.length]
  const complete = edges
    .slice(1)
    .map((end, index) => reader.feed(Buffer.from(answer.slice(edges[index], end), 'latin1')))
  return { ...reader.seen, complete: complete.indexOf(true) === complete.length - 1 }
}

describe('an answer as the load generator reads it', () => {
  test('a stream has the same events wherever the network or the relay cuts it', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: streamed.length - 1 }), { maxLength: 6 })
    fc.assert(
      fc.property(cuts, (places) => {
        expect(feedInPieces(streamed, places)).toEqual({ status: 200, events: 3, complete: true })
      }),
    )
  })

  test('a whole answer is complete with its last byte and counts as one event', () => {
    expect(feedInPieces(`${head('Content-Length: 5')}hello`, [20, 66])).toEqual({
      status: 200,
      events: 1,
      complete: true,
    })
  })

  test('the next answer on the connection begins anew', () => {
    const reader = createAnswerReader()
    reader.feed(Buffer.from(streamed))
    reader.reset()
    reader.feed(Buffer.from(head('content-length: 1').replace('200', '503') + '!'))
    expect(reader.seen).toEqual({ status: 503, events: 1 })
  })
})

test('a percentile is a value that was measured', () => {
  const values = [4, 1, 3, 2]
  expect([0, 50, 75, 99, 100].map((percent) => percentile(values, percent))).toEqual([
    1, 2, 3, 4, 4,
  ])
})
