import { expect, test } from 'bun:test'
import { noOutlook, outlookOf } from '../../../src/scheduler/choice/outlook.ts'

test('where nobody rests nobody does so by the limits of the operator', () => {
  const facts = { ...noOutlook, now: 0, chosen: [] }
  expect(outlookOf([], facts).isGuarded).toBe(false)
})
