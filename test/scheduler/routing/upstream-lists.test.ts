import { describe, expect, test } from 'bun:test'
import { UpstreamLists } from '../../../src/scheduler/routing/upstream-lists.ts'

const open = () => {
  const lists = new UpstreamLists()
  return {
    lists,
    learn: (account: string, ...ids: string[]) =>
      lists.learn(
        account,
        'openai',
        ids.map((id) => ({ id, channel: 'openai' })),
      ),
  }
}

describe('what a channel’s upstreams list', () => {
  test('is news when one lists what nobody did, or nobody lists what one did, and not else', () => {
    const { lists, learn } = open()
    expect([learn('a', 'm', 'n'), learn('a', 'm', 'n'), learn('b', 'n')]).toEqual([
      true,
      false,
      false,
    ])
    expect([learn('a', 'n'), learn('a', 'new', 'n'), learn('b')]).toEqual([true, true, false])
    expect([lists.forget('a'), lists.forget('a'), lists.forget('stranger')]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('is known for as long as one account has told a list', () => {
    const { lists, learn } = open()
    expect(lists.isKnown('openai')).toBe(false)
    learn('a', 'm')
    learn('b', 'm')
    lists.forget('a')
    expect(lists.isKnown('openai')).toBe(true)
    lists.forget('b')
    expect([lists.isKnown('openai'), lists.cards('openai')]).toEqual([false, []])
  })
})

describe('a model that some accounts list', () => {
  test('is partial, and foreign to the others that have told a list', () => {
    const { lists, learn } = open()
    learn('a', 'all', 'some')
    learn('b', 'all')
    const models = ['all', 'some', 'none']
    expect(models.map((model) => lists.isPartial('openai', model))).toEqual([false, true, false])
    expect(models.map((model) => lists.isForeign('b', 'openai', model))).toEqual([
      false,
      true,
      false,
    ])
    expect(lists.isForeign('silent', 'openai', 'some')).toBe(false)
    expect(lists.isPartial('elsewhere', 'some')).toBe(false)
  })

  test('is so no more once they all list it, or the others are gone', () => {
    const { lists, learn } = open()
    learn('a', 'some')
    learn('b', 'other')
    learn('b', 'other', 'some')
    expect(lists.isPartial('openai', 'some')).toBe(false)
    learn('b', 'other')
    lists.forget('b')
    expect(lists.isPartial('openai', 'some')).toBe(false)
  })
})
