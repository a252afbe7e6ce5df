import { describe, expect, test } from 'bun:test'
import { Owners } from '../../../src/scheduler/routing/owners.ts'

const at = (user: string, account: string, madeAt = 0) => ({ user, account, madeAt })

test('what a user has made is known to that user, and foreign to all others', () => {
  const owners = new Owners()
  owners.learn('resp_1', at('alice', 'a'))
  expect(owners.find('resp_1', 'alice', 0)).toEqual({ type: 'known', account: 'a' })
  expect(owners.find('resp_1', 'bob', 0)).toEqual({ type: 'foreign' })
  expect(owners.find('resp_2', 'alice', 0)).toEqual({ type: 'unknown' })
})

test('an upstream that gives the same ids to several users keeps them apart', () => {
  const owners = new Owners()
  owners.learn('1', at('alice', 'a'))
  owners.learn('1', at('bob', 'b'))
  expect(owners.find('1', 'alice', 0)).toEqual({ type: 'known', account: 'a' })
  expect(owners.find('1', 'bob', 0)).toEqual({ type: 'known', account: 'b' })
})

test('what is made again is where it was made last', () => {
  const owners = new Owners()
  owners.learn('1', at('alice', 'a'))
  owners.learn('1', at('alice', 'b'))
  expect(owners.find('1', 'alice', 0)).toEqual({ type: 'known', account: 'b' })
})

test('of too many ids the oldest is forgotten', () => {
  const owners = new Owners(2)
  for (const id of ['1', '2', '1', '3']) owners.learn(id, at('alice', 'a'))
  expect(owners.size).toBe(2)
  expect(['1', '2', '3'].map((id) => owners.find(id, 'alice', 0).type)).toEqual([
    'known',
    'unknown',
    'known',
  ])
})

test('200,000 ids are known where nobody says otherwise', () => {
  const owners = new Owners()
  for (let id = 0; id <= 200_000; id += 1) owners.learn(String(id), at('alice', 'a'))
  expect(owners.size).toBe(200_000)
})

test('of too many users of one id the first is forgotten', () => {
  const owners = new Owners()
  for (let user = 0; user < 100; user += 1) owners.learn('1', at(`user-${user}`, 'a'))
  expect(owners.find('1', 'user-99', 0).type).toBe('known')
  expect(owners.find('1', 'user-0', 0).type).toBe('foreign')
})

test('what is restored stands behind what was learnt meanwhile, which stays as it is', () => {
  const owners = new Owners(2)
  owners.learn('2', at('alice', 'b', 5))
  owners.restore(
    ['1', '2', '3'].map((id) => ({ id, owners: [at('alice', 'a')] })),
    6,
  )
  expect(['1', '2', '3'].map((id) => owners.find(id, 'alice', 6))).toEqual([
    { type: 'unknown' },
    { type: 'known', account: 'b' },
    { type: 'known', account: 'a' },
  ])
})

test('what has changed is told once, what is forgotten included', () => {
  const owners = new Owners(1)
  owners.learn('1', at('alice', 'a'))
  owners.learn('2', at('alice', 'a'))
  expect(owners.takeChanges()).toEqual([
    { id: '1', owners: [] },
    { id: '2', owners: [at('alice', 'a')] },
  ])
  expect([owners.hasChanges, owners.takeChanges()]).toEqual([false, []])
})

test('what is too old is not known any more, and takes no room', () => {
  const owners = new Owners(10, 1_000)
  owners.learn('1', at('alice', 'a', 0))
  expect(owners.find('1', 'alice', 1_000).type).toBe('known')
  expect(owners.find('1', 'alice', 1_001).type).toBe('unknown')
  owners.learn('2', at('alice', 'a', 1_001))
  expect(owners.size).toBe(1)
})

test('what one has made and another was served with is foreign to all others', () => {
  const owners = new Owners()
  owners.learn('files/1', at('alice', 'a'))
  owners.learn('files/1', { ...at('bob', 'b'), isShared: true })
  expect(owners.find('files/1', 'eve', 0)).toEqual({ type: 'foreign' })
})

test('the age of a thing counts from when it was made, for each of its users', () => {
  const owners = new Owners(10, 1_000)
  owners.learn('1', at('alice', 'a', 5_000))
  owners.learn('1', at('bob', 'b', 5_900))
  owners.learn('2', at('alice', 'a', 6_000))
  expect([owners.size, owners.find('1', 'alice', 6_000).type]).toEqual([2, 'known'])
  owners.learn('3', at('alice', 'a', 6_500))
  expect(['alice', 'bob'].map((user) => owners.find('1', user, 6_500).type)).toEqual([
    'unknown',
    'known',
  ])
})

test('what is forgotten is told although it was told before', () => {
  const owners = new Owners(1)
  owners.learn('1', at('alice', 'a'))
  owners.takeChanges()
  owners.learn('2', at('alice', 'a'))
  expect(owners.takeChanges()).toContainEqual({ id: '1', owners: [] })
})

describe('the list of what a user made', () => {
  const files = { kind: 'files', since: 0 }

  test('is empty where nothing was made, or others made more of one id than are remembered', () => {
    const owners = new Owners()
    for (let user = 0; user < 100; user += 1) owners.learn('files/1', at(`user-${user}`, 'a'))
    expect(['nobody', 'user-0', 'user-99'].map((user) => owners.list(user, files).length)).toEqual([
      0, 0, 1,
    ])
  })

  test('gets nothing that nobody has made, although an upstream has it', () => {
    const owners = new Owners()
    owners.show('files/by-hand', 'alice')
    expect(owners.list('alice', files)).toEqual([])
  })
})

describe('what is kept until it is deleted', () => {
  const store = 'fileSearchStores/notes'
  const listed = (owners: Owners) =>
    owners.list('alice', { kind: 'fileSearchStores', since: Number.NEGATIVE_INFINITY })

  test('is known however old it is, and listed', () => {
    const owners = new Owners(10, 100)
    owners.learn(store, at('alice', 'a'))
    owners.learn('files/1', at('alice', 'a'))
    owners.learn('files/2', at('alice', 'a', 1_000))
    expect(owners.size).toBe(2)
    expect(owners.find(store, 'alice', 1_000)).toEqual({ type: 'known', account: 'a' })
    expect(owners.find(store, 'bob', 1_000)).toEqual({ type: 'foreign' })
    expect(listed(owners).map(({ id }) => id)).toEqual([store])
    expect(owners.takeChanges().find(({ id }) => id === store)?.owners).toHaveLength(1)
  })

  test('is forgotten like anything else once it is deleted', () => {
    const owners = new Owners(10, 100)
    owners.learn(store, at('alice', 'a'))
    owners.hide(store, 'alice')
    expect(owners.find(store, 'alice', 100).type).toBe('known')
    expect(owners.find(store, 'alice', 101).type).toBe('unknown')
    owners.learn('files/1', at('alice', 'a', 101))
    expect(owners.size).toBe(1)
  })

  test('by one of its users is still known to the other', () => {
    const owners = new Owners(10, 100)
    for (const user of ['alice', 'bob']) owners.learn(store, at(user, 'a'))
    owners.hide(store, 'alice')
    owners.learn('files/1', at('alice', 'a', 101))
    expect(['alice', 'bob'].map((user) => owners.find(store, user, 101).type)).toEqual([
      'unknown',
      'known',
    ])
  })

  test('and was only asked with is forgotten as well', () => {
    const owners = new Owners(10, 100)
    owners.learn(store, { ...at('alice', 'a'), isShared: true })
    expect(owners.find(store, 'alice', 101).type).toBe('unknown')
  })

  test('gives way to newer things when there are too many', () => {
    const owners = new Owners(2, 100)
    for (const id of [store, 'files/1', 'files/2']) owners.learn(id, at('alice', 'a'))
    expect(owners.find(store, 'alice', 0).type).toBe('unknown')
    expect(listed(owners)).toEqual([])
  })

  test('is restored however old it is', () => {
    const owners = new Owners(10, 100)
    const kept = [store, `${store}-2`, 'files/1'].map((id) => ({ id, owners: [at('alice', 'a')] }))
    owners.restore(kept, 1_000)
    expect(owners.size).toBe(2)
    expect(listed(owners)).toHaveLength(2)
  })
})

test('it is told of what is known whether it was made here or only asked with', () => {
  const owners = new Owners()
  owners.learn('files/1', { ...at('alice', 'a'), isShared: true })
  expect(owners.find('files/1', 'alice', 0)).toEqual({
    type: 'known',
    account: 'a',
    isShared: true,
  })
})
