import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { happenings, names, openSchedule, places, slots, type Schedule } from './schedules.ts'

/** What holds whenever nothing is under way. */
const expectInvariants = (schedule: Schedule): void => {
  const { world } = schedule
  expect(schedule.strayed).toEqual([])
  for (const { inFlight, objections } of schedule.accounts) {
    expect(inFlight.size).toBeLessThanOrEqual(slots)
    // The scheduler knows every slot: it never offers what is not free.
    expect(objections).not.toContain('no-free-slot')
  }
  const waiting = schedule.exchanges.filter(
    (exchange) => !schedule.isOver(exchange) && world.holders(exchange).length === 0,
  )
  expect(waiting.length).toBeLessThanOrEqual(places)
  for (const exchange of schedule.exchanges) {
    const holders = world.holders(exchange)
    const heard = schedule.heard(exchange)
    // One account at most, one beginning, one end.
    expect(holders.length).toBeLessThanOrEqual(1)
    expect(heard.filter((word) => word === 'begun').length).toBeLessThanOrEqual(1)
    expect(heard.filter((word) => word !== 'begun').length).toBeLessThanOrEqual(1)
    if (schedule.isOver(exchange)) expect(holders).toEqual([])
    // Nobody waits while somebody could serve.
    else if (holders.length === 0 && !schedule.mayChooseToWait(exchange))
      expect(schedule.ableAccounts(exchange)).toEqual([])
  }
}

/** Who is refused is told why, and by whom it was asked last. */
const expectReasons = ({ world }: Schedule): void => {
  for (const reply of world.replies.all)
    if (reply.type === 'failed') expect([reply.code, reply.message]).not.toContain('')
}

for (const mode of ['balance', 'cache_first', 'performance_first'] as const)
  test(`in ${mode}, whatever happens in whatever order, every exchange ends once and no slot is lost`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), happenings, async (seed, list) => {
        const schedule = await openSchedule(seed, mode)
        for (const happening of list) {
          await schedule.happen(happening)
          if (happening.isSettled) expectInvariants(schedule)
        }
        await schedule.world.settle()
        expectInvariants(schedule)
        await schedule.drain()
        for (const exchange of schedule.exchanges) expect(schedule.isOver(exchange)).toBe(true)
        expect(schedule.accounts.map(({ inFlight }) => inFlight.size)).toEqual([0, 0, 0])
        expectReasons(schedule)
        await expectEverySlotFree(schedule)
      }),
      { numRuns: 100 },
    )
  })

/** The scheduler's own count is back at nothing, too: it fills every slot at once. */
const expectEverySlotFree = async ({ world, accounts }: Schedule): Promise<void> => {
  await world.advance(3_600_000)
  const all = names.length * slots
  for (let exchange = 1_001; exchange <= 1_000 + all; exchange += 1) world.dispatch({ exchange })
  await world.settle()
  expect(accounts.map(({ inFlight }) => inFlight.size)).toEqual(names.map(() => slots))
}
