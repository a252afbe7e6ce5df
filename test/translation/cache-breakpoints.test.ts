import { describe, expect, test } from 'bun:test'
import type { Prompt } from '../../src/ir/prompt.ts'
import type { CacheBreakpoint } from '../../src/ir/rules.ts'
import { withBreakpoints } from '../../src/translation/cache-breakpoints.ts'

const text = (words: string) => ({ type: 'text', text: words }) as const

const prompt: Prompt = {
  model: 'm',
  isStreaming: false,
  sampling: {},
  tools: [
    { type: 'function', name: 'a' },
    { type: 'function', name: 'b' },
  ],
  system: [text('one'), text('two')],
  messages: [
    { role: 'user', parts: [text('first'), text('second')] },
    { role: 'assistant', parts: [{ type: 'thinking', text: 'hm', proof: 'p' }, text('third')] },
    { role: 'user', parts: [text('fourth')] },
  ],
}

const rule = (over: Partial<CacheBreakpoint>): CacheBreakpoint => ({
  target: 'messages',
  position: 'nth',
  index: 1,
  contentPosition: 'nth',
  contentIndex: 0,
  ttl: 'auto',
  ...over,
})

/** What is marked, in words. */
const marked = (...rules: readonly Partial<CacheBreakpoint>[]): readonly string[] => {
  const { cache, tools, system, messages } = withBreakpoints(prompt, rules.map(rule))
  const parts = [...system, ...messages.flatMap((message) => message.parts)]
  return [
    ...(cache?.mark === undefined ? [] : ['top']),
    ...tools.flatMap((tool) => ('cache' in tool && tool.type === 'function' ? [tool.name] : [])),
    ...parts.flatMap((part) => ('cache' in part && part.type === 'text' ? [part.text] : [])),
  ]
}

describe('a cache mark of the operator is set on', () => {
  test.each<[string, Partial<CacheBreakpoint>, string[]]>([
    ['the whole request', { target: 'top_level' }, ['top']],
    ['the last tool', { target: 'tools', position: 'last_nth' }, ['b']],
    ['the second instruction', { target: 'system', index: 2 }, ['two']],
    ['the second part of all messages', { index: 2 }, ['second']],
    ['the last part of all messages', { position: 'last_nth' }, ['fourth']],
    [
      'the last part of the first message',
      { index: 1, contentPosition: 'last_nth', contentIndex: 1 },
      ['second'],
    ],
    ['nothing, where the place does not exist', { index: 9 }, []],
    ['nothing, where a thought stands', { index: 3 }, []],
  ])('%s', (_, over, expected) => {
    expect(marked(over)).toEqual(expected)
  })
})

test('four marks are the most, and each rule that sets none leaves its place to the next', () => {
  expect(
    marked(
      { index: 9 },
      { target: 'top_level' },
      { target: 'tools' },
      { target: 'tools' },
      { target: 'system' },
      { index: 1 },
      { index: 2 },
    ),
  ).toEqual(['top', 'a', 'one', 'first'])
})

test("a client's own mark stays as it is and takes a place", () => {
  const own = { ...text('first'), cache: { ttl: '1h' } } as const
  const asked = { ...prompt, messages: [{ role: 'user', parts: [own] } as const] }
  expect(withBreakpoints(asked, [rule({ ttl: '5m' })])).toBe(asked)
})

test("marks within the results of tools are among the upstream's four", () => {
  const inner = { ...text('a'), cache: {} }
  const result = {
    type: 'tool-result',
    kind: 'function',
    callId: 'c',
    parts: [inner, inner],
  } as const
  const full: Prompt = {
    ...prompt,
    messages: [...prompt.messages, { role: 'tool', parts: [result, { ...result, cache: {} }] }],
  }
  expect(withBreakpoints(full, [rule({ target: 'top_level' })])).toBe(full)
})
