import { expect, test } from 'bun:test'
import { Tally } from '../../src/counter/tally.ts'
import { countText } from '../../src/counter/tokenizer.ts'

const always = () => true

test('text is counted as the tokenizer does, in pieces or not', () => {
  const text = 'The river runs, slowly, towards the sea.\n'.repeat(200)
  const tally = new Tally({ countText, hasTime: always })
  tally.text(text)
  const whole = countText(text)
  expect(Math.abs(tally.total - whole) / whole).toBeLessThan(0.005)
})

test('no piece is long enough for the tokenizer’s square, and none splits a character', () => {
  const pieces: string[] = []
  const count = (piece: string): number => pieces.push(piece)
  const tally = new Tally({ countText: count, hasTime: always })
  const text = `${'a'.repeat(5_000)}${'😀'.repeat(3_000)} ${'b '.repeat(2_000)}`
  tally.text(text)
  expect(pieces.join('')).toBe(text)
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(1_024)
  expect(pieces.every((piece) => piece.isWellFormed())).toBe(true)
})

test('text beyond two million characters is counted by the measure of what was read', () => {
  let read = 0
  const count = (piece: string): number => {
    read += piece.length
    return piece.length / 2
  }
  const tally = new Tally({ countText: count, hasTime: always })
  tally.text('x'.repeat(1_500_000))
  tally.text('x'.repeat(1_500_000))
  expect([read, tally.total, tally.isRough]).toEqual([2_000_000, 1_500_000, true])
})

test('what there is no time for is counted by the measure of what was read', () => {
  let pieces = 0
  const tally = new Tally({ countText: () => 256, hasTime: () => (pieces += 1) <= 2 })
  tally.text('x'.repeat(10_240))
  expect([tally.total, tally.isRough]).toEqual([2_560, true])
})

test('control tokens in a text are text', () => {
  expect(countText('<|endoftext|>')).toBeGreaterThan(1)
})
