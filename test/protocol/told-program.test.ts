import { expect, test } from 'bun:test'
import type { CodePart } from '../../src/ir/part.ts'
import { toldProgram } from '../../src/protocol/told-program.ts'

const told = (output: string): string => {
  const part: CodePart = {
    type: 'code',
    id: 'code_1',
    language: 'python',
    code: 'print()',
    result: { output, hasFailed: false },
  }
  return toldProgram(part)
}

test('a program and its output stand between fences', () => {
  expect(told('1')).toBe('```python\nprint()\n```\n\n```\n1\n```')
})

test('a fence is longer than any within, however many there are', () => {
  const output = `${'` '.repeat(1_000_000)}\`\`\`\``
  expect(told(output).endsWith(`\n${output}\n\`\`\`\`\``)).toBe(true)
})
