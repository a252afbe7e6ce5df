import { expect, test } from 'bun:test'
import { effortIn, hasSearch, splitModel } from '../../src/ir/model-suffix.ts'

test.each<[string, { model: string; wish: string } | undefined]>([
  ['gemini-2.5-pro-search', { model: 'gemini-2.5-pro', wish: 'search' }],
  ['gemini-2.5-pro-high-search', { model: 'gemini-2.5-pro', wish: 'high search' }],
  ['gemini-2.5-pro-search-high', { model: 'gemini-2.5-pro', wish: 'search high' }],
  ['gemini-2.5-flash-maxthinking', { model: 'gemini-2.5-flash', wish: 'max' }],
  ['gemini-2.5-flash-nothinking', { model: 'gemini-2.5-flash', wish: 'none' }],
  ['gemini-2.5-pro-high-low', { model: 'gemini-2.5-pro-high', wish: 'low' }],
  ['gemini-2.5-pro', undefined],
  ['-high', undefined],
])('%s', (name, split) => {
  expect(splitModel(name)).toEqual(split)
})

test('a wish is read word by word', () => {
  expect([effortIn('high search'), hasSearch('high search')]).toEqual(['high', true])
  expect([effortIn('search'), hasSearch('')]).toEqual([undefined, false])
})
