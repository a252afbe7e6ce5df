import { expect, test } from 'bun:test'
import { createGenerations } from '../../src/settings/generation.ts'
import { openai, settingsOf } from './resolved.ts'

const withKey = (secret: string) =>
  settingsOf({ channels: [{ ...openai, credentials: [{ id: 'one', secret }] }] })

test('settings that differ make the next generation, and tell where they differ', () => {
  const generations = createGenerations(settingsOf({}))
  const next = settingsOf({ global: { port: 1 }, proxy: { request_timeout: 1 } })
  expect(generations.apply(next)).toMatchObject({
    generation: { number: 2, settings: { global: { port: 1 } } },
    changed: ['global.port', 'proxy.request_timeout'],
    requiresRestart: ['global.port'],
  })
  expect(generations.current().number).toBe(2)
})

test('what is read at the start needs no restart once it is again as it was then', () => {
  const generations = createGenerations(settingsOf({}))
  const threads = (count: number) => settingsOf({ runtime: { threads: count } })
  expect(generations.apply(threads(3)).requiresRestart).toEqual(['runtime.threads'])
  expect(generations.apply(threads(0))).toMatchObject({
    changed: ['runtime.threads'],
    requiresRestart: [],
  })
})

test('the rhythm of recurring work holds at once', () => {
  const timetable = { scheduler_refresh_jitter_max_seconds: 7 }
  expect(
    createGenerations(settingsOf({})).apply(settingsOf({ runtime: { timetable } })),
  ).toMatchObject({ changed: ['runtime.timetable'], requiresRestart: [] })
})

test('the same settings make no new generation', () => {
  const generations = createGenerations(withKey('a'))
  expect(generations.apply(withKey('a'))).toMatchObject({ generation: { number: 1 }, changed: [] })
})

test('another secret is a change', () => {
  const generations = createGenerations(withKey('a'))
  expect(generations.apply(withKey('b')).changed).toEqual(['channels'])
})

test('one account less is a change', () => {
  const generations = createGenerations(settingsOf({ channels: [openai] }))
  expect(generations.apply(settingsOf({ channels: [] })).changed).toEqual(['channels'])
})

test('a generation cannot be changed at any depth', () => {
  const { settings } = createGenerations(withKey('a')).current()
  const change = (target: object, key: string) => () =>
    Object.defineProperty(target, key, { value: 77 })
  expect(change(settings, 'auto_refresh')).toThrow()
  expect(change(settings.channels[0]?.credentials[0] ?? {}, 'weight')).toThrow()
})
