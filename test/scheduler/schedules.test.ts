import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { ModeName } from '../../src/scheduler/messages.ts'
import { modes } from '../../src/scheduler/mode/index.ts'
import { expectLaws, expectReasons } from './schedule-laws.ts'
import {
  happenings,
  names,
  openSchedule,
  slots,
  type Happening,
  type Schedule,
  type Setting,
} from './schedules.ts'

const isMode = (name: string): name is ModeName => name in modes

for (const mode of Object.keys(modes).filter(isMode))
  test(`in ${mode}, whatever happens in whatever order, every exchange ends once and no slot is lost`, async () => {
    const setting = fc.record({
      seed: fc.integer(),
      mode: fc.constant(mode),
      isGuarded: fc.boolean(),
    })
    await fc.assert(fc.asyncProperty(setting, happenings, runThrough), { numRuns: 25 })
  })

const runThrough = async (setting: Setting, list: readonly Happening[]): Promise<void> => {
  const schedule = await openSchedule(setting)
  for (const happening of list) {
    await schedule.happen(happening)
    if (happening.isSettled) await expectLaws(schedule)
  }
  await schedule.world.settle()
  await expectLaws(schedule)
  await schedule.drain()
  for (const exchange of schedule.exchanges) expect(schedule.isOver(exchange)).toBe(true)
  expect(schedule.accounts.map(({ inFlight }) => inFlight.size)).toEqual([0, 0, 0])
  expectReasons(schedule)
  await expectNobodyLeftBehind(schedule)
  await expectEverySlotFree(schedule)
}

/** Who has left the settings is gone with the last answer that it had begun. */
const expectNobodyLeftBehind = async ({ world, absent }: Schedule): Promise<void> => {
  const seen = await world.inspect(({ questions }) => questions.accounts)
  const present = names.map((name) => `openai/${name}`).filter((id) => !absent.has(id))
  expect(seen?.accounts.map(({ id }) => id).toSorted()).toEqual(present)
}

/** The scheduler's own count is back at nothing, too: it fills every slot at once. */
const expectEverySlotFree = async (schedule: Schedule): Promise<void> => {
  const { world, accounts } = schedule
  await schedule.mend()
  await world.advance(3_600_000)
  const all = names.length * slots
  for (let exchange = 1_001; exchange <= 1_000 + all; exchange += 1) world.dispatch({ exchange })
  await world.settle()
  expect(accounts.map(({ inFlight }) => inFlight.size)).toEqual(names.map(() => slots))
}
