import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { channelOf, customChannelOf } from '../support/channels.ts'

const now = Date.parse('2026-11-20T12:00:00Z')

const openai = (of: string, limit: string, remaining: string, reset: string) => ({
  [`x-ratelimit-limit-${of}`]: limit,
  [`x-ratelimit-remaining-${of}`]: remaining,
  [`x-ratelimit-reset-${of}`]: reset,
})

const anthropic = (of: string, limit: string, remaining: string, reset: string) => ({
  [`anthropic-ratelimit-${of}-limit`]: limit,
  [`anthropic-ratelimit-${of}-remaining`]: remaining,
  [`anthropic-ratelimit-${of}-reset`]: reset,
})

const subscription = (window: string, used: string, status: string, reset: string) => ({
  [`anthropic-ratelimit-unified-${window}-utilization`]: used,
  [`anthropic-ratelimit-unified-${window}-status`]: status,
  [`anthropic-ratelimit-unified-${window}-reset`]: reset,
})

const read = (channel: 'openai' | 'anthropic' | 'aistudio', headers: Record<string, string>) =>
  channelOf(channel).readLimits(new Headers(headers), now)

const noPrompts = { promptTokens: 0, countsCached: false }

describe('what an answer tells of limits', () => {
  test('OpenAI: the share that is left, and when it is whole again', () => {
    const headers = {
      ...openai('requests', '60', '45', '15s'),
      ...openai('tokens', '150000', '149984', '6ms'),
    }
    expect(read('openai', headers)).toEqual([
      { ...noPrompts, isOfAccount: false, left: 0.75, resetsAt: now + 15_000, spentUntil: 0 },
      {
        promptTokens: 150_000,
        countsCached: true,
        isOfAccount: false,
        left: 149_984 / 150_000,
        resetsAt: now + 6,
        spentUntil: 0,
      },
    ])
  })

  test('Anthropic: the same, with a date', () => {
    const reset = new Date(now + 30_000).toISOString()
    const headers = {
      ...anthropic('requests', '50', '25', reset),
      ...anthropic('input-tokens', '30000', '3000', reset),
    }
    expect(read('anthropic', headers)).toEqual([
      { ...noPrompts, isOfAccount: false, left: 0.5, resetsAt: now + 30_000, spentUntil: 0 },
      {
        promptTokens: 30_000,
        countsCached: false,
        isOfAccount: false,
        left: 0.1,
        resetsAt: now + 30_000,
        spentUntil: 0,
      },
    ])
  })

  test('Anthropic: what is read from the cache counts in no limit of prompts, and answers in none', () => {
    const reset = new Date(now + 30_000).toISOString()
    const told = ['tokens', 'input-tokens', 'output-tokens'].flatMap((name) =>
      read('anthropic', anthropic(name, '8000', '4000', reset)),
    )
    expect(told).toMatchObject([
      { promptTokens: 8_000, countsCached: false },
      { promptTokens: 8_000, countsCached: false },
      noPrompts,
    ])
  })

  test('Anthropic: the windows of a subscription are the whole account’s', () => {
    const headers = {
      ...subscription('5h', '0.25', 'allowed', String(now / 1000 + 3_600)),
      ...subscription('7d', '1', 'rejected', String(now / 1000 + 86_400)),
    }
    expect(read('anthropic', headers)).toEqual([
      { ...noPrompts, isOfAccount: true, left: 0.75, resetsAt: now + 3_600_000, spentUntil: 0 },
      {
        ...noPrompts,
        isOfAccount: true,
        left: 0,
        resetsAt: now + 86_400_000,
        spentUntil: now + 86_400_000,
      },
    ])
  })

  test('Anthropic: no window is longer than a month, however its end is told', () => {
    const inAnHour = subscription('5h', '1', 'rejected', String(now + 3_600_000))
    const never = subscription('7d', '1', 'rejected', '99999999999')
    expect(read('anthropic', { ...inAnHour, ...never })).toMatchObject([
      { resetsAt: now + 3_600_000, spentUntil: now + 3_600_000 },
      { resetsAt: now + 31 * 86_400_000, spentUntil: now + 31 * 86_400_000 },
    ])
  })

  test('Anthropic: the nearest limit without a name, where it refuses', () => {
    const told = (status: string) =>
      read('anthropic', {
        'anthropic-ratelimit-unified-status': status,
        'anthropic-ratelimit-unified-reset': String(now / 1000 + 60),
      })
    expect(told('rejected')).toEqual([
      {
        ...noPrompts,
        isOfAccount: true,
        left: 0,
        resetsAt: now + 60_000,
        spentUntil: now + 60_000,
      },
    ])
    expect(told('allowed')).toEqual([])
  })

  test('Anthropic: the windows say more than the nearest limit, which may be a model’s', () => {
    const headers = {
      ...subscription('5h', '0.25', 'allowed', String(now / 1000 + 3_600)),
      'anthropic-ratelimit-unified-status': 'rejected',
    }
    expect(read('anthropic', headers).map(({ left }) => left)).toEqual([0.75])
  })

  test.each<[string, string, number]>([
    ['requests', '60', 1_000],
    ['tokens', '150000', 6_000],
  ])('%s that are used up come back bit by bit, not all at once', (unit, limit, ms) => {
    const [told] = read('openai', openai(unit, limit, '0', '1m0s'))
    expect(told).toMatchObject({
      isOfAccount: false,
      left: 0,
      resetsAt: now + 60_000,
      spentUntil: now + ms,
    })
  })

  test('no limit is longer than a month', () => {
    expect(read('openai', openai('requests', '60', '30', '400d'))).toMatchObject([
      { resetsAt: now + 31 * 86_400_000 },
    ])
  })

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['no limit', openai('requests', '0', '0', '1s')],
    ['what is left without a limit', { 'x-ratelimit-remaining-requests': '0' }],
    ['less than nothing', openai('requests', '60', '-1', '1s')],
    ['words', openai('requests', 'many', 'some', 'soon')],
  ])('%s tells nothing', (_name, headers) => {
    expect(read('openai', headers)).toEqual([])
  })

  test.each(['later', '17', '4000', ''])(
    'the reset "%s" is not known, so nothing rests for it',
    (reset) => {
      expect(read('openai', openai('requests', '60', '0', reset))).toEqual([
        { ...noPrompts, isOfAccount: false, left: 0, resetsAt: 0, spentUntil: 0 },
      ])
    },
  )

  test('Google: nothing', () => {
    expect(read('aistudio', openai('requests', '60', '0', '1s'))).toEqual([])
  })

  test('a custom channel reads those of every protocol that it speaks', () => {
    const channel = customChannelOf('openai-chat', { alsoSpeaks: ['anthropic'] })
    const headers = new Headers({
      ...openai('requests', '60', '30', '1s'),
      ...anthropic('requests', '50', '10', new Date(now).toISOString()),
    })
    expect(channel.readLimits(headers, now).map(({ left }) => left)).toEqual([0.5, 0.2])
  })

  test('whatever stands there, a share is a share and an instant within a month', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.double().map(String))
    fc.assert(
      fc.property(value, value, value, (limit, remaining, reset) => {
        const headers = openai('requests', limit.trim(), remaining.trim(), reset.trim())
        for (const { left, resetsAt, spentUntil } of read('openai', headers)) {
          expect(left >= 0 && left <= 1).toBe(true)
          expect(resetsAt >= 0 && resetsAt <= now + 31 * 86_400_000).toBe(true)
          expect(spentUntil <= Math.max(resetsAt, 0)).toBe(true)
        }
      }),
    )
  })
})
