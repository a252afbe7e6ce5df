import { expect, test } from 'bun:test'
import { openai, warningsOf } from './resolved.ts'

const warningsFor = (preferred: string, over: object = {}) =>
  warningsOf({
    proxy: { preferred_account_id: preferred },
    channels: [{ ...openai, ...over }],
  })

test('an account that is preferred and served is nothing to warn about', () => {
  expect(warningsFor('openai/one')).toEqual([])
})

test('an account that is preferred and not there is warned about, with the one that was probably meant', () => {
  expect(warningsFor('openai/oen')).toEqual([
    'proxy.preferred_account_id: names no account that is there (`openai/oen`; did you mean `openai/one`?): until it is, no account is preferred',
  ])
})

test('the name of an account of another program is told what names are like here', () => {
  expect(warningsFor('6f1c2a7e-2f0a-4a51-8c7e-1b1d5a0f9d3e')).toEqual([
    expect.stringContaining('accounts are named `channel/credential`'),
  ])
})

test('an account that is preferred and switched off is warned about', () => {
  const credentials = [{ id: 'one', secret: 'sk-one', enabled: false }]
  expect(warningsFor('openai/one', { credentials })).toEqual([
    'proxy.preferred_account_id: the account `openai/one` is switched off or not served: until it is, no account is preferred',
  ])
})
