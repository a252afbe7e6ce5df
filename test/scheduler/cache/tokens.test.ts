import { describe, expect, test } from 'bun:test'
import { textLengthOf } from '../../../src/scheduler/cache/tokens.ts'

const bytes = (count: number): string =>
  Buffer.from(Array.from({ length: count }, (_, index) => (index * 7_919) % 251)).toString('base64')

const body = (content: unknown): string =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] })

describe('the length of a prompt’s text', () => {
  test.each([
    ['words', 'The quick brown fox. '.repeat(2_000)],
    ['code', 'const one = () => {\n\treturn two[3]\n}\n'.repeat(1_000)],
    ['text without spaces', '各位开发者你们好欢迎使用'.repeat(2_000)],
    ['little', 'Hi'],
  ])('is all of the request: %s', (_name, text) => {
    expect(textLengthOf(body(text))).toBe(body(text).length)
  })

  test('leaves out a file, wherever it stands', () => {
    const words = 'The quick brown fox. '.repeat(1_000)
    const both = body([
      { type: 'text', text: words },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${bytes(300_000)}` } },
      { type: 'text', text: words },
    ])
    const rest = textLengthOf(both) - 2 * words.length
    expect([both.length > 440_000, Math.abs(rest) < 3_000]).toEqual([true, true])
  })

  test('is nothing of no request, and never less', () => {
    expect([textLengthOf(''), textLengthOf(bytes(99))]).toEqual([0, 0])
  })
})
