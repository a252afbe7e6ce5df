import { describe, expect, test } from 'bun:test'
import { pickModeOf } from '../../src/settings/pick-mode.ts'
import { faultsOf, openai, settingsOf, warningsOf } from './resolved.ts'

const treeOf = (settings: object) => ({ channels: [{ ...openai, settings }] })

const picked = (settings: object): string | undefined =>
  settingsOf(treeOf(settings)).channels.map(pickModeOf)[0]

describe('how gproxy’s keys say that an account is picked', () => {
  test.each([
    [undefined, undefined, ''],
    [true, undefined, 'round_robin_with_cache'],
    [true, true, 'round_robin_with_cache'],
    [undefined, true, 'round_robin_with_cache'],
    [true, false, 'round_robin_no_cache'],
    [undefined, false, 'round_robin_no_cache'],
    [false, undefined, 'sticky_no_cache'],
    [false, true, 'sticky_no_cache'],
    [false, false, 'sticky_no_cache'],
  ])('spread %p and by the cache %p is %p', (isSpread, followsCache, mode) => {
    const switches = {
      ...(isSpread === undefined ? {} : { credential_round_robin_enabled: isSpread }),
      ...(followsCache === undefined ? {} : { credential_cache_affinity_enabled: followsCache }),
    }
    expect(picked(switches)).toBe(mode)
  })

  test('the one word counts where neither switch is there', () => {
    const word = { credential_pick_mode: 'sticky_no_cache' }
    expect(picked(word)).toBe('sticky_no_cache')
    expect(picked({ ...word, credential_cache_affinity_enabled: true })).toBe(
      'round_robin_with_cache',
    )
  })

  test('all are in effect', () => {
    const settings = {
      credential_round_robin_enabled: true,
      credential_cache_affinity_enabled: true,
      credential_cache_affinity_max_keys: 12,
      credential_pick_mode: 'round_robin_with_cache',
    }
    expect(warningsOf(treeOf(settings))).toEqual(warningsOf(treeOf({})))
  })

  test('beside a scheduling mode of the channel they are a fault that names both', () => {
    const settings = { scheduling_mode: 'balance', credential_round_robin_enabled: false }
    expect(faultsOf(treeOf(settings))).toEqual([
      {
        path: 'channels[0].settings.scheduling_mode',
        message:
          'says how an account is chosen, and so do the `credential_…` keys beside it, which mean `sticky_no_cache`: one of the two is meant',
        got: 'balance',
      },
    ])
  })
})
