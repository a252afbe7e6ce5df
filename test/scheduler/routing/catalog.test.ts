import { describe, expect, test } from 'bun:test'
import { openCatalog } from '../../../src/scheduler/routing/catalog.ts'
import type { RoutableChannel } from '../../../src/scheduler/messages.ts'
import { routable } from '../../support/scheduler-world.ts'

const open = (over: Partial<RoutableChannel> = {}) => {
  const catalog = openCatalog()
  const channel = routable({ id: 'openai', models: [], modelPatterns: ['gpt-*'], ...over })
  catalog.configure(new Map([['openai', channel]]))
  return {
    ...catalog,
    learns: (account: string, ...ids: string[]) =>
      catalog.learn(
        account,
        'openai',
        ids.map((id) => ({ id, channel: 'openai', raw: `{${account}}` })),
      ),
    listed: () => catalog.cards('openai').map(({ id }) => id),
  }
}

describe('what a channel serves', () => {
  test('is what fits its patterns while nothing else is known', () => {
    const catalog = open()
    expect([catalog.serves('openai', 'gpt-x'), catalog.serves('openai', 'other')]).toEqual([
      true,
      false,
    ])
    expect(catalog.listed()).toEqual([])
  })

  test('is what its upstream lists, once it has', () => {
    const catalog = open()
    catalog.learns('a', 'other')
    expect([catalog.serves('openai', 'gpt-x'), catalog.serves('openai', 'other')]).toEqual([
      false,
      true,
    ])
  })

  test('is what the operator configured, whatever its upstream lists', () => {
    const catalog = open({ models: ['mine', 'gpt-*'] })
    catalog.learns('a', 'other', 'gpt-x')
    const asked = ['mine', 'gpt-new', 'other'].map((model) => catalog.serves('openai', model))
    expect(asked).toEqual([true, true, false])
    expect(catalog.listed()).toEqual(['gpt-x', 'mine'])
  })

  test('is nothing for a channel that there is not', () => {
    expect([open().serves('gone', 'gpt-x'), open().cards('gone')]).toEqual([false, []])
  })
})

describe('the lists of several accounts', () => {
  test('are one, and a model is gone with the last that lists it', () => {
    const catalog = open()
    catalog.learns('a', 'one', 'two')
    catalog.learns('b', 'two', 'three')
    expect(catalog.listed()).toEqual(['one', 'two', 'three'])
    catalog.learns('a', 'two')
    expect(catalog.listed()).toEqual(['two', 'three'])
    catalog.forget('b')
    expect(catalog.listed()).toEqual(['two'])
  })

  test('tell which model an account has not', () => {
    const catalog = open()
    catalog.learns('a', 'one')
    catalog.learns('b', 'two')
    const foreign = (account: string, model: string) => catalog.isForeign(account, 'openai', model)
    expect([foreign('a', 'two'), foreign('a', 'one'), foreign('c', 'one')]).toEqual([
      true,
      false,
      false,
    ])
    // Nobody lists it, so it is for the upstream to know.
    expect(foreign('a', 'brand-new')).toBe(false)
  })

  test('an empty one tells nothing', () => {
    const catalog = open()
    catalog.learns('a', 'one')
    catalog.learns('b')
    expect(catalog.isForeign('b', 'openai', 'one')).toBe(false)
    catalog.learns('a')
    expect(catalog.serves('openai', 'gpt-x')).toBe(true)
  })
})

test('an upstream is asked when its list can tell something', () => {
  expect(open().asksUpstream('openai')).toBe(true)
  expect(open({ models: ['a', 'gpt-*'] }).asksUpstream('openai')).toBe(true)
  expect(open({ models: ['a', 'b'] }).asksUpstream('openai')).toBe(false)
})
