import { expect, test } from 'bun:test'
import { Report } from '../../src/ir/report.ts'

test('the first refusal is the one that is told', () => {
  const report = new Report()
  expect(report.refusal).toBeUndefined()
  report.refuse('n', 'must be 1')
  report.refuse('stop', 'has no counterpart')
  expect(report.refusal).toEqual({ field: 'n', problem: 'must be 1' })
})

test('a warning is told once, and each of a field once', () => {
  const report = new Report()
  for (const problem of ['lost one', 'lost one', 'lost another']) report.warn('messages', problem)
  expect(report.warnings.map(({ problem }) => problem)).toEqual(['lost one', 'lost another'])
})
