import { describe, expect, test } from 'bun:test'
import { doorTo, never, roomWith, servedOrder, stayOf } from './guests.ts'

describe('time', () => {
  test('brings those whose instant has come', () => {
    const room = roomWith(
      ['one', { wakeAt: 300 }],
      ['two', { wakeAt: 100 }],
      ['three', { wakeAt: 200 }],
    )
    expect(room.soonest).toBe(100)
    expect([room.due(99), room.due(200)]).toEqual([[], ['two', 'three']])
    room.enter('two', stayOf({ wakeAt: 400 }), 0)
    expect([room.soonest, room.due(300)]).toEqual([200, ['one', 'three']])
  })

  test('brings them by their urgency and as they came, whoever’s instant was the first', () => {
    const room = roomWith(
      ['late', { wakeAt: 100, arrivedAt: 9 }],
      ['early', { wakeAt: 200, arrivedAt: 1 }],
      ['urgent', { wakeAt: 300, arrivedAt: 20, urgency: 'high' }],
    )
    expect(room.due(300)).toEqual(['urgent', 'early', 'late'])
  })

  test('opens a lane once', () => {
    const room = roomWith(['one', { opensAt: 50 }])
    expect(room.soonest).toBe(50)
    expect([room.takeOpened(49).length, room.takeOpened(50).length]).toEqual([0, 1])
    expect([room.takeOpened(50).length, room.soonest]).toEqual([0, 60_000])
  })

  test('opens the lanes in the order of their rests', () => {
    const room = roomWith(
      ['one', { doors: [doorTo('late')], opensAt: 500 }],
      ['two', { doors: [doorTo('soon')], opensAt: 100 }],
      ['three', { doors: [doorTo('later')], opensAt: 300 }],
    )
    expect(room.soonest).toBe(100)
    const opened = [100, 300].map((now) => room.takeOpened(now).flatMap(({ doors }) => doors))
    expect(opened.map((doors) => doors.map(({ at }) => at))).toEqual([['soon'], ['later']])
  })

  test('opens a lane when it is known to open, whoever comes to it without knowing when', () => {
    const room = roomWith(['one', { opensAt: 50 }], ['two', { opensAt: undefined }])
    expect([room.soonest, room.takeOpened(50).length]).toEqual([50, 1])
  })

  test('ends a wait at its end, or when its lane opens, and not when somebody is to decide again', () => {
    const room = roomWith(['one', { wakeAt: 100, endsAt: 300 }], ['two', { endsAt: 400 }])
    expect(room.soonestEnd).toBe(300)
    room.enter('two', stayOf({ wakeAt: 150, endsAt: 200 }), 0)
    expect(room.soonestEnd).toBe(200)
    room.leave('two')
    expect(room.soonestEnd).toBe(300)
    room.enter('one', stayOf({ endsAt: 300, opensAt: 250 }), 0)
    expect(room.soonestEnd).toBe(250)
  })

  test('brings nobody to an empty room', () => {
    const room = roomWith(['one', { opensAt: 50 }])
    room.leave('one')
    expect([room.soonest, room.soonestEnd, room.lanes(), room.size]).toEqual([never, never, [], 0])
    expect(room.lanesAt('openai')).toEqual([])
  })
})

describe('a lane', () => {
  const doors = [doorTo('openai')]

  test('is one of several that lead to a channel, for other models', () => {
    const room = roomWith(
      ['one', { doors }],
      ['two', { doors }],
      ['three', { doors: [{ ...doorTo('openai'), kind: '= n' }] }],
    )
    expect(room.lanesAt('openai').map(({ plain }) => plain.size)).toEqual([2, 1])
  })

  test('is there for as long as anybody stands in it, in a common case or one of its own', () => {
    const room = roomWith(['one', { doors }], ['two', { doors, isParticular: true }], ['three'])
    room.leave('three')
    const [lane] = room.lanesAt('openai')
    expect([lane?.plain.size, lane?.particular.size]).toEqual([1, 1])
    expect([room.plainLaneOf('one'), room.plainLaneOf('two')]).toEqual([lane, undefined])
  })

  test('has those apart whose case has become one of their own', () => {
    const room = roomWith(['one', { doors }])
    room.enter('one', stayOf({ doors, isParticular: true }), 10)
    const [lane] = room.lanesAt('openai')
    expect([lane?.plain.size, lane?.particular.size]).toEqual([0, 1])
    expect(room.plainLaneOf('one')).toBeUndefined()
  })
})

test('who is led elsewhere keeps its place, and hears of the rest that it waits for', () => {
  const room = roomWith(['second', { arrivedAt: 2 }], ['first', { arrivedAt: 1, opensAt: 500 }])
  room.relocate('first', [{ ...doorTo('openai'), kind: '~' }])
  const opened = room.takeOpened(500).flatMap(({ doors }) => doors.map(({ kind }) => kind))
  expect([servedOrder(room), opened.includes('~')]).toEqual([['first', 'second'], true])
})

test('who is led to others that wait for a shorter rest waits for no longer than they', () => {
  const room = roomWith(
    ['one', { doors: [doorTo('openai')], opensAt: 100 }],
    ['two', { doors: [doorTo('other')], opensAt: 500 }],
  )
  room.relocate('two', [doorTo('openai')])
  expect(room.soonest).toBe(100)
})
