import { expect, test } from 'bun:test'
import { countTests, formatCounts } from '../../scripts/ci-summary.ts'

const summary = (...lines: readonly string[]) =>
  ['(pass) a [0.01ms]', '', ...lines, 'Ran 5 tests across 2 files. [7.00ms]', ''].join('\n')

test('passes and failures are read from the summary', () => {
  const output = summary(' 1203 pass', ' 1 skip', ' 2 fail', ' 1 error', ' 7 expect() calls')
  expect(countTests(output, 1)).toEqual({ passed: 1203, failed: 2 })
})

test('colours do not hide the counts', () => {
  const output = summary('\u001b[32m 3 pass\u001b[0m', '\u001b[2m 0 fail\u001b[0m')
  expect(countTests(output, 0)).toEqual({ passed: 3, failed: 0 })
})

test('only the last summary counts: an earlier one was printed by a program under test', () => {
  const output = summary(' 40 pass', ' 0 fail') + summary(' 3 pass', ' 0 fail')
  expect(countTests(output, 0)).toEqual({ passed: 3, failed: 0 })
})

test('counts that stand apart from the summary are not part of it', () => {
  expect(countTests(summary(' 9 fail', 'printed by a test', ' 3 pass', ' 0 fail'), 0)).toEqual({
    passed: 3,
    failed: 0,
  })
})

test('an error outside of any test is a failure', () => {
  expect(countTests(summary(' 3 pass', ' 0 fail', ' 2 errors'), 1)).toEqual({
    passed: 3,
    failed: 2,
  })
})

test('a run without a single pass has failed', () => {
  expect(countTests(summary(' 0 pass', ' 5 skip', ' 0 fail'), 0)).toEqual({ passed: 0, failed: 1 })
})

test('a run that ended without a summary has failed', () => {
  expect(countTests('(pass) a [0.01ms]\n 3 pass\n', 0)).toEqual({ passed: 0, failed: 1 })
})

test('an exit code that the summary does not explain is a failure', () => {
  expect(countTests(summary(' 3 pass', ' 0 fail'), 139)).toEqual({ passed: 3, failed: 1 })
})

test('the deciding line has the form that is looked for', () => {
  expect(formatCounts({ passed: 12, failed: 0 })).toBe('12 passed, 0 failed')
})
