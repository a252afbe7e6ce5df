import { expect, test } from 'bun:test'
import { builtinChannelIds } from '../../src/channel/index.ts'
import { builtinChannels } from '../../src/settings/builtin-channels.ts'
import { servedAccounts, servedChannels } from '../../src/settings/served.ts'
import { openai, settingsOf, warningsOf } from './resolved.ts'

const deepseek = { id: 'deepseek', credentials: [{ secret: 'k' }] }

const served = (...channels: readonly unknown[]) => {
  const settings = settingsOf({ channels })
  return [
    ...servedChannels(settings).map(({ id }) => id),
    ...servedAccounts(settings).map(({ id }) => id),
  ]
}

test('a channel of this version is served with its accounts', () => {
  expect(served(openai)).toEqual(['openai', 'openai/one'])
})

test('the built-in channels that settings call available are those that there are', () => {
  const available = builtinChannels.filter(({ isAvailable }) => isAvailable).map(({ id }) => id)
  expect(available).toEqual(builtinChannelIds)
})

test('what is switched off is not served', () => {
  const credentials = [{ secret: 'k', enabled: false }]
  expect(served({ ...openai, enabled: false }, { id: 'anthropic', credentials })).toEqual([
    'anthropic',
  ])
})

test('a channel that is not built in yet is not served, and its owner is told how it can be', () => {
  expect(served(deepseek)).toEqual([])
  expect(warningsOf({ channels: [deepseek] })).toEqual([
    'channels[0]: the channel `deepseek` is not built in yet and serves nothing: with `base_url` and `protocol` it can be used like a custom one',
  ])
})

test('a channel that is not built in yet is served like a custom one', () => {
  const settings = { base_url: 'https://api.deepseek.example', protocol: 'openai-chat' }
  expect(served({ ...deepseek, settings })).toEqual(['deepseek', 'deepseek/1'])
  expect(warningsOf({ channels: [{ ...deepseek, settings }] })).toEqual([])
})

test('a login that this version cannot use is no account', () => {
  const credentials = [{ builtin: { Codex: { access_token: 't' } } }]
  expect(served({ id: 'openai', credentials })).toEqual(['openai'])
})
