import { describe, expect, test } from 'bun:test'
import type { Room } from '../../src/account/messages.ts'
import { learnLimit, learnRooms, roomAt, roomsDiffer } from '../../src/account/room.ts'
import type { AnnouncedLimit } from '../../src/channel/index.ts'

const limit = (over: Partial<AnnouncedLimit> = {}): AnnouncedLimit => ({
  isOfAccount: false,
  promptTokens: 30_000,
  countsCached: false,
  left: 0.5,
  resetsAt: 31_000,
  spentUntil: 0,
  ...over,
})

const room = (over: Partial<Room> = {}): Room => ({
  model: 'm',
  limit: 30_000,
  countsCached: false,
  left: 15_000,
  at: 1_000,
  fullAt: 31_000,
  ...over,
})

const at = { model: 'm', now: 1_000 }

describe('room that an answer tells of', () => {
  test('is what is left of a limit of prompts', () => {
    expect(learnRooms([], [limit({ promptTokens: 0 }), limit()], at)).toEqual([room()])
    expect(learnRooms([], [limit({ countsCached: true })], at)).toMatchObject([
      { countsCached: true },
    ])
  })

  test('is the least of several, in tokens', () => {
    const wide = limit({ promptTokens: 100_000, left: 0.2 })
    expect(learnRooms([], [wide, limit(), wide], at)).toEqual([room()])
  })

  test('takes the place of what was known of this model, and of no other', () => {
    const other = room({ model: 'other' })
    expect(learnRooms([room({ left: 1 }), other], [limit()], at)).toEqual([other, room()])
  })

  test('is what was known, where an answer tells of none', () => {
    const known = [room()]
    expect(learnRooms(known, [limit({ promptTokens: 0 })], at)).toBe(known)
  })

  test('is whole again in its part of a minute where that is not told, and now at the soonest', () => {
    expect(learnRooms([], [limit({ resetsAt: 0 })], at)).toMatchObject([{ fullAt: 31_000 }])
    expect(learnRooms([], [limit({ resetsAt: 5 })], at)).toMatchObject([{ fullAt: 1_000 }])
  })

  test('is known of a hundred models at most', () => {
    const names = Array.from({ length: 150 }, (_, index) => `m${index}`)
    const known = names.reduce<readonly Room[]>(
      (rooms, model) => learnRooms(rooms, [limit()], { model, now: 0 }),
      [],
    )
    expect(known.map(({ model }) => model)).toEqual(names.slice(-100))
  })
})

describe('a limit that a refusal tells of', () => {
  test('is known from then on, with nothing of it used as far as is known', () => {
    const other = room({ model: 'other' })
    const learnt = room({ countsCached: true, left: 30_000, fullAt: 1_000 })
    expect(learnLimit([other], 30_000, at)).toEqual([other, learnt])
  })

  test('that is known already changes nothing of what is left of it', () => {
    const known = [room()]
    expect(learnLimit(known, 30_000, at)).toBe(known)
  })

  test('that has changed keeps what was known to be used', () => {
    const known = [room({ left: 10_000 })]
    const rest = { countsCached: false, at: 1_000, fullAt: 31_000 }
    expect(learnLimit(known, 60_000, at)).toEqual([room({ ...rest, limit: 60_000, left: 10_000 })])
    expect(learnLimit(known, 8_000, at)).toEqual([room({ ...rest, limit: 8_000, left: 8_000 })])
    expect(learnLimit(known, 60_000, { model: 'm', now: 40_000 })).toMatchObject([
      { at: 40_000, fullAt: 40_000 },
    ])
  })
})

test('room comes back evenly, all of it at its end and no less than was told', () => {
  const instants = [0, 1_000, 16_000, 31_000, 90_000]
  expect(instants.map((now) => roomAt(room(), now))).toEqual([
    15_000, 15_000, 22_500, 30_000, 30_000,
  ])
})

describe('room is news', () => {
  test.each([
    ['a part of a twentieth less', 13_500, true],
    ['less than that', 13_501, false],
    ['a twentieth more', 16_500, true],
  ] as const)('%s than was told', (_name, left, isNews) => {
    expect(roomsDiffer([room()], [room({ left })], 1_000)).toBe(isNews)
  })

  test('by what was told then, come back since', () => {
    expect(roomsDiffer([room()], [room({ left: 22_500, at: 16_000 })], 16_000)).toBe(false)
    expect(roomsDiffer([room()], [room({ at: 16_000, fullAt: 46_000 })], 16_000)).toBe(true)
  })

  test('the first time that it is told, used or not, and when the limit is another', () => {
    expect(roomsDiffer([], [room()], 1_000)).toBe(true)
    expect(roomsDiffer([], [room({ left: 30_000 })], 1_000)).toBe(true)
    expect(roomsDiffer([room()], [room({ limit: 60_000 })], 1_000)).toBe(true)
  })
})
