import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { retryDelayOf } from '../../src/channel/retry-delay.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const delay = (headers: HeadersInit) =>
  retryDelayOf({ headers: new Headers(headers), now, error: undefined })

describe('how long an upstream asks to stay away', () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    ['nothing', {}, undefined],
    ['milliseconds', { 'retry-after-ms': '1500' }, 1_500],
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['part of a second', { 'retry-after': '0.5' }, 500],
    ['zero', { 'retry-after': '0' }, 0],
    ['a date', { 'retry-after': 'Fri, 20 Nov 2026 12:00:45 GMT' }, 45_000],
    ['a date that has passed', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    ['an instant where a delay belongs', { 'retry-after': '1795176045' }, 45_000],
    ['one that has passed', { 'retry-after': '1790000000' }, 0],
    ['more than a month', { 'retry-after': '5000000' }, 31 * 86_400_000],
    ['an instant in a thousand years', { 'retry-after': '99999999999' }, 31 * 86_400_000],
    ['an instant in milliseconds', { 'retry-after': '1795176045000' }, 45_000],
    ['a duration with a unit', { 'retry-after': '2m30s' }, 150_000],
    ['a unit that is written out', { 'retry-after': '30 seconds' }, 30_000],
    ['quotes', { 'retry-after': '"30"' }, 30_000],
    ['of two that arrive as one the longer', { 'retry-after': '30, 60' }, 60_000],
    [
      'a date and seconds that arrive as one',
      { 'retry-after': 'Fri, 20 Nov 2026 12:00:45 GMT, 30' },
      45_000,
    ],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['nonsense that could be read as a date', { 'retry-after': 'later than 5' }, undefined],
    ['less than nothing', { 'retry-after': '-4' }, undefined],
    ['an empty value', { 'retry-after': '' }, undefined],
    ['less than nothing', { 'retry-after-ms': '-5' }, undefined],
    ['milliseconds before seconds', { 'retry-after-ms': '10', 'retry-after': '30' }, 10],
    ['nonsense before seconds', { 'retry-after-ms': 'x', 'retry-after': '30' }, 30_000],
    [
      'OpenAI: the requests are used up',
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' },
      360_000,
    ],
    [
      'OpenAI: a limit that is not used up tells nothing',
      { 'x-ratelimit-remaining-tokens': '12', 'x-ratelimit-reset-tokens': '6m0s' },
      undefined,
    ],
    [
      'of two that are used up the later one',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '323ms',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '1m2.5s',
      },
      62_500,
    ],
    [
      'Anthropic: an instant',
      {
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-20T12:00:20Z',
      },
      20_000,
    ],
    [
      'what is said outright comes before what can be concluded',
      {
        'retry-after': '3',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '6m0s',
      },
      3_000,
    ],
    [
      'Anthropic: the window of a subscription that refuses, the later one',
      {
        'anthropic-ratelimit-unified-5h-status': 'rejected',
        'anthropic-ratelimit-unified-5h-reset': String(now / 1000 + 60),
        'anthropic-ratelimit-unified-7d-status': 'rejected',
        'anthropic-ratelimit-unified-7d-reset': String(now / 1000 + 600),
      },
      600_000,
    ],
    [
      'Anthropic: a window that does not refuse tells nothing',
      {
        'anthropic-ratelimit-unified-5h-status': 'allowed_warning',
        'anthropic-ratelimit-unified-5h-reset': String(now / 1000 + 60),
      },
      undefined,
    ],
    [
      'a remainder with a fraction',
      { 'x-ratelimit-remaining-requests': '0.0', 'x-ratelimit-reset-requests': '30s' },
      30_000,
    ],
    [
      'a gateway: an instant',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795176045000' },
      45_000,
    ],
    ['a gateway: seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '45' }, 45_000],
    [
      'a gateway: something is left',
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '45' },
      undefined,
    ],
    ['the draft of the IETF', { 'ratelimit-remaining': '0', 'ratelimit-reset': '45' }, 45_000],
    ['its newer form', { ratelimit: '"day";r=7;t=900, "minute";r=0;t=45' }, 45_000],
    [
      'a reset without a meaning',
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': 'later' },
      undefined,
    ],
  ])('%s', (_name, headers, expected) => {
    expect(delay(headers)).toBe(expected)
  })

  test('an error that tells an instant asks to wait until then', () => {
    const error = { message: '', type: '', code: '', retryAt: now + 45_000 }
    expect(retryDelayOf({ headers: new Headers(), now, error })).toBe(45_000)
  })

  test('an instant that an error tells and that has passed asks for nothing more', () => {
    const error = { message: '', type: '', code: '', retryAt: now - 45_000 }
    expect(retryDelayOf({ headers: new Headers(), now, error })).toBe(0)
  })

  test('whatever stands in the headers, a delay is a time within a month', () => {
    const names = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset-tokens', 'ratelimit']
    const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.double().map(String))
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, text) => {
        const told = delay({ 'x-ratelimit-remaining-tokens': '0', [name]: text.trim() })
        if (told !== undefined) expect(told).toBeGreaterThanOrEqual(0)
        if (told !== undefined) expect(told).toBeLessThanOrEqual(31 * 86_400_000)
      }),
    )
  })
})
