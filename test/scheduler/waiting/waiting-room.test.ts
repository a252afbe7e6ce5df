import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { WaitingRoom } from '../../../src/scheduler/waiting/waiting-room.ts'
import { viewOf } from '../../../src/scheduler/waiting/waiting-view.ts'
import { doorTo, never, roomWith, servedOrder, stayOf } from './guests.ts'

describe('whose turn it is', () => {
  test('of one user, that of who came first', () => {
    const room = roomWith(
      ['second', { arrivedAt: 2 }],
      ['first', { arrivedAt: 1 }],
      ['third', { arrivedAt: 2 }],
    )
    expect(servedOrder(room)).toEqual(['first', 'second', 'third'])
  })

  test('goes round the users, however many guests one of them has', () => {
    const many = Array.from({ length: 500 }, (_, index) => [`alice-${index}`] as const)
    const room = roomWith(
      ...many,
      ['bob-0', { user: 'bob' }],
      ['carol-0', { user: 'carol' }],
      ['carol-1', { user: 'carol' }],
    )
    expect(servedOrder(room).slice(0, 6)).toEqual([
      'alice-0',
      'bob-0',
      'carol-0',
      'alice-1',
      'carol-1',
      'alice-2',
    ])
  })

  test('is that of the more urgent before all others', () => {
    const room = roomWith(
      ['low', { urgency: 'low' }],
      ['normal', { urgency: 'normal' }],
      ['high', { urgency: 'high', user: 'bob' }],
    )
    expect(servedOrder(room)).toEqual(['high', 'normal', 'low'])
  })

  test('is not lost by deciding again, or by leaving the lane', () => {
    const room = roomWith(['one'], ['two'])
    room.enter('one', stayOf({ wakeAt: 70_000 }), 10)
    room.enter('one', stayOf({ doors: [doorTo('openai/a')] }), 20)
    expect(servedOrder(room)).toEqual(['one', 'two'])
  })

  test('is not used up by a guest that goes away unserved', () => {
    const room = roomWith(['alice-1'], ['bob-1', { user: 'bob' }], ['alice-2'])
    room.leave('alice-1')
    expect(servedOrder(room)).toEqual(['alice-2', 'bob-1'])
  })

  test('is asked for of the lanes that are open alone', () => {
    const room = roomWith(['one'], ['two', { doors: [doorTo('other')] }])
    expect(room.next(room.lanesAt('other'))?.guest).toBe('two')
    expect(room.lanesAt('nowhere')).toEqual([])
  })

  test('passes over who is set aside, and comes back to it', () => {
    const room = roomWith(['one'], ['two'])
    room.setAside('one')
    expect(room.next(room.lanes())?.guest).toBe('two')
    room.bringBack('one')
    expect(servedOrder(room)).toEqual(['one', 'two'])
  })

  test('is not that of one that was set aside and has left since', () => {
    const room = roomWith(['one'], ['two'])
    room.setAside('one')
    room.leave('one')
    room.bringBack('one')
    expect(servedOrder(room)).toEqual(['two'])
  })
})

describe('whoever waits', () => {
  test.each([
    [9, 'normal', 'newcomer'],
    [10, 'normal', 'patient'],
    [19, 'high', 'newcomer'],
    [20, 'high', 'patient'],
  ] as const)('is treated as more urgent with time (%d: %s)', (now, urgency, first) => {
    const room = roomWith(['patient', { urgency: 'low', agesAfterMs: 10 }])
    room.age(now)
    room.enter('newcomer', stayOf({ urgency, user: 'bob', arrivedAt: now }), now)
    expect(servedOrder(room)[0]).toBe(first)
  })

  test('is treated so each in its own time, whoever came first', () => {
    const low = { urgency: 'low', user: 'bob' } as const
    const room = roomWith(
      ['slow', { ...low, agesAfterMs: 40 }],
      ['quick', { ...low, agesAfterMs: 10 }],
      ['middle', { ...low, agesAfterMs: 15 }],
    )
    room.age(15)
    room.enter('newcomer', stayOf({ arrivedAt: 16 }), 16)
    expect(servedOrder(room)).toEqual(['quick', 'newcomer', 'middle', 'slow'])
  })

  test.each([
    ['normal', 10],
    ['low', 20],
  ] as const)('of %s urgency becomes most urgent, and keeps its turn then', (urgency, now) => {
    const room = roomWith(['patient', { urgency, agesAfterMs: 10 }])
    room.enter('newcomer', stayOf({ urgency: 'high', user: 'bob', arrivedAt: now }), now)
    room.age(now + 50)
    expect(servedOrder(room)).toEqual(['patient', 'newcomer'])
  })

  test('is nobody any more when it has left, however long it would have waited', () => {
    const room = roomWith(['gone', { urgency: 'low', agesAfterMs: 10 }], ['other'])
    room.leave('gone')
    room.age(100)
    expect(room.whoYieldsTo({ user: 'bob', urgency: 'high' })).toBe('other')
    expect(servedOrder(room)).toEqual(['other'])
  })

  test('is served before long, however much that is more urgent comes', () => {
    const arrivals = fc.array(fc.array(fc.nat(5), { maxLength: 4 }), {
      minLength: 60,
      maxLength: 60,
    })
    fc.assert(
      fc.property(arrivals, (ticks) => {
        const room = new WaitingRoom<string>()
        const low = stayOf({ urgency: 'low', user: 'low', agesAfterMs: 10 })
        room.enter('low', low, 0)
        let servedAt = never
        // One is served in each tick, while up to four of six users ask more urgently.
        for (const [now, users] of ticks.entries()) {
          for (const [index, user] of users.entries())
            room.enter(
              `${now}-${index}`,
              stayOf({ urgency: 'high', user: `user-${user}`, arrivedAt: now, agesAfterMs: 10 }),
              now,
            )
          room.age(now)
          const next = room.next(room.lanes())
          if (next?.guest === 'low') servedAt = now
          if (next !== undefined) room.serve(next.guest)
        }
        // Two steps of its age, and a turn of everybody else.
        expect(servedAt).toBeLessThanOrEqual(20 + 6)
      }),
    )
  })

  test('has its turn as often as every other user that waits as well', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(counts, (sizes) => {
        const guests = sizes.flatMap((size, user) =>
          Array.from(
            { length: size },
            (_, index) => [`${user}/${index}`, { user: `${user}` }] as const,
          ),
        )
        const order = servedOrder(roomWith(...guests))
        const served = new Map<string, number>()
        for (const guest of order) {
          const [user = ''] = guest.split('/')
          served.set(user, (served.get(user) ?? 0) + 1)
          const most = Math.max(...served.values())
          for (const [other, size] of sizes.entries()) {
            const count = served.get(`${other}`) ?? 0
            if (count < size) expect(most - count).toBeLessThanOrEqual(1)
          }
        }
        expect(order).toHaveLength(guests.length)
      }),
    )
  })
})

describe('a newcomer to a full room', () => {
  const room = () =>
    roomWith(
      ['normal-1'],
      ['low-1', { urgency: 'low', arrivedAt: 1 }],
      ['low-2', { urgency: 'low', arrivedAt: 2 }],
      ['bob-low', { urgency: 'low', arrivedAt: 3, user: 'bob' }],
    )

  test.each(['high', 'normal'] as const)(
    'that is more urgent (%s) takes the place of the latest of the least urgent',
    (urgency) => {
      expect(room().whoYieldsTo({ user: 'carol', urgency })).toBe('low-2')
    },
  )

  test('takes the place of a user’s that has more by two', () => {
    expect(room().whoYieldsTo({ user: 'carol', urgency: 'low' })).toBe('low-2')
    expect(room().whoYieldsTo({ user: 'bob', urgency: 'low' })).toBeUndefined()
  })

  test.each(['high', 'normal', 'low'] as const)(
    'of %s urgency takes the place of a user’s that has more by two, and as urgent ones',
    (urgency) => {
      const two = roomWith(['one', { urgency }], ['two', { urgency }])
      expect(two.whoYieldsTo({ user: 'bob', urgency })).toBe('two')
      const both = roomWith(['one', { urgency }], ['bob-one', { urgency, user: 'bob' }])
      expect(both.whoYieldsTo({ user: 'bob', urgency })).toBeUndefined()
    },
  )

  test('finds no place among those that are more urgent, however many one user has', () => {
    const many = ['one', 'two', 'three'].map((guest) => [guest, { urgency: 'high' }] as const)
    expect(roomWith(...many).whoYieldsTo({ user: 'bob', urgency: 'low' })).toBeUndefined()
  })

  test('does not take that of one that has waited for long', () => {
    const old = roomWith(['low', { urgency: 'low', agesAfterMs: 10 }])
    old.age(10)
    expect(old.whoYieldsTo({ user: 'bob', urgency: 'normal' })).toBeUndefined()
  })
})

describe('what can be seen', () => {
  test('is how many wait, how urgently, and since when', () => {
    const room = roomWith()
    room.enter('one', stayOf({ urgency: 'high' }), 200.2)
    room.enter('two', stayOf({ doors: [doorTo('other')] }), 500)
    expect(viewOf(room.everybody(), 2_000)).toEqual({
      waiting: 2,
      byUrgency: { high: 1, normal: 1, low: 0 },
      oldestMs: 1_800,
    })
  })
})
