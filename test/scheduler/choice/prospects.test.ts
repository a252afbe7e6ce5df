import { expect, test } from 'bun:test'
import { freshStatus, type AccountStatus } from '../../../src/account/messages.ts'
import { prospectsFor } from '../../../src/scheduler/choice/prospects.ts'
import type { Delay } from '../../../src/scheduler/choice/situation.ts'
import { modes, type Mode } from '../../../src/scheduler/mode/index.ts'
import { kindOfItsOwn } from '../../../src/scheduler/standing/known-models.ts'
import { openShelf } from '../../../src/scheduler/tree/open-shelf.ts'
import { Roster, Shelf } from '../../../src/scheduler/tree/shelf.ts'
import { entryOf, openSight } from '../../support/entries.ts'

const LIMIT = 30_000
const sight = openSight()
const at = sight.clock.now()
const target = { channel: 'openai', model: 'm', wish: '' }

/** Counts nothing but for how long others find nothing there. */
const mode: Mode = { ...modes.performance_first, delayMs: ({ takesMs }) => takesMs }

/** What it would be to give a prompt of 50,000 tokens, of which so many are warm, to the first of four; so many others rest. */
const delayAt = (
  status: Partial<AccountStatus>,
  given: { readonly warmTokens?: number; readonly restMs?: number; readonly resting?: number } = {},
): Delay | undefined => {
  const { warmTokens = 0, restMs = 0, resting = 0 } = given
  const cooldown = { model: '', until: at + 60_000, cause: 'rate_limited' } as const
  const rest = { ...freshStatus, cooldowns: [cooldown] }
  const entries = [
    entryOf('asked', { status: { ...freshStatus, ...status } }),
    ...[0, 1, 2].map((one) => entryOf(`${one}`, one < resting ? { status: rest } : {})),
  ]
  const shelf = new Shelf(new Roster(entries), { ...kindOfItsOwn('m'), mode, sight })
  const open = openShelf(shelf, target, { tries: new Map(), mode })
  const leaf = open.leafOf('openai/asked')
  const prospects = prospectsFor(
    { promptTokens: 50_000, neededTokens: 0, targets: [target] },
    { entries: new Map(entries.map((one) => [one.settings.id, one])), context: sight },
    { mode, shelves: [open] },
  )
  return leaf === undefined ? undefined : prospects.delayAt?.(leaf, warmTokens, restMs)
}

const room = (left: number) => ({
  model: 'm',
  limit: LIMIT,
  countsCached: false,
  left,
  at,
  fullAt: at + ((LIMIT - left) / LIMIT) * 60_000,
})

test('a prompt waits for the whole limit, and takes of it what is owed then as well', () => {
  expect(delayAt({ rooms: [room(LIMIT)] })).toEqual({ waitMs: 0, delayMs: 40_000, takesMs: 40_000 })
  expect(delayAt({ rooms: [room(10_000)] })).toEqual({
    waitMs: 40_000,
    delayMs: 80_000,
    takesMs: 80_000,
  })
})

test('what its upstream has in its cache takes nothing', () => {
  const warm = delayAt({ rooms: [room(10_000)] }, { warmTokens: 45_000 })
  expect(warm).toEqual({ waitMs: 0, delayMs: 0, takesMs: 0 })
})

test('a rest is waited for as room is', () => {
  expect(delayAt({ rooms: [room(10_000)] }, { restMs: 50_000 })?.waitMs).toBe(50_000)
})

test('of a limit that nobody tells the more is thought to be taken the more accounts are at one, a single one left out', () => {
  const delays = [0, 1, 2, 3].map((resting) => delayAt({}, { resting, warmTokens: 20_000 }))
  expect(delays.map((delay) => delay?.delayMs)).toEqual([0, 0, 20_000, 40_000])
  expect(delays.map((delay) => delay?.waitMs)).toEqual([0, 0, 0, 0])
})
