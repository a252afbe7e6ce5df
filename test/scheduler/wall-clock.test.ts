import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld } from '../support/scheduler-world.ts'

const HOUR_MS = 3_600_000

/** One slot, in use by exchange 1, while 2 has waited for 15 s. */
const waiting = async (over: Parameters<typeof openSchedulerWorld>[0] = {}) => {
  const world = await openSchedulerWorld({ maxConcurrency: 1, ...over })
  world.dispatch({ exchange: 1 })
  await world.settle()
  world.dispatch({ exchange: 2 })
  await world.advance(15_000)
  return { world, step: (ms: number) => world.simulation.clock.stepNow(ms) }
}

describe.each([
  ['forth', HOUR_MS],
  ['back', -HOUR_MS],
])('when the wall clock is turned %s by an hour', (_way, stepMs) => {
  test('who waits is refused after the longest wait, not before and not later', async () => {
    const { world, step } = await waiting()
    step(stepMs)
    await world.advance(44_999)
    expect(world.replies.all).toEqual([])
    await world.advance(1)
    expect(world.replies.all).toMatchObject([{ code: 'all_slots_in_use', queueMs: 60_000 }])
  })

  test('who waits decides again about a change, and waits on until the same deadline', async () => {
    const { world, step } = await waiting()
    step(stepMs)
    world.account('a').cool(1_000, 'other')
    await world.advance(44_999)
    expect(world.replies.all).toEqual([])
    await world.advance(1)
    expect(world.replies.all).toMatchObject([{ queueMs: 60_000 }])
  })

  test('a request is given up when its time is over', async () => {
    const { world, step } = await waiting({ args: { requestTimeoutMs: 20_000 } })
    step(stepMs)
    await world.advance(4_999)
    expect(world.replies.all).toEqual([])
    await world.advance(1)
    expect(world.replies.all).toMatchObject([{ exchange: 2, code: 'request_timeout' }])
  })

  test('an attempt is given what is left, and told how long the wait was', async () => {
    const { world, step } = await waiting({ args: { requestTimeoutMs: 20_000 } })
    step(stepMs)
    world.account('a').serve(1)
    await world.settle()
    const order = world.account('a').inFlight.get(2)
    expect(order).toMatchObject({
      answerTimeoutMs: 5_000,
      commitTimeoutMs: 5_000,
      queueMs: 15_000,
    })
    world.account('a').serve(2)
    await world.settle()
    const receipt = await world.receipt('request-2')
    expect([receipt?.chosenAt, receipt?.steps.map(({ type, at }) => `${type} ${at}`)]).toEqual([
      15_000,
      ['waiting 0', 'offered 15000', 'ended 15000'],
    ])
  })

  test('the account that rested longest is still the next', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    const served: string[] = []
    for (const exchange of [1, 2, 3]) {
      world.dispatch({ exchange })
      await world.settle()
      served.push(...world.holders(exchange))
      world.account(served.at(-1) ?? '').serve(exchange)
      await world.advance(10)
      world.simulation.clock.stepNow(exchange === 1 ? stepMs : 0)
    }
    expect(served[1]).not.toBe(served[0])
    expect(served[2]).toBe(served[0] ?? '')
  })
})

test('a rest is waited for as long as it lasts, although the wall clock is turned back and forth', async () => {
  const world = await openSchedulerWorld()
  world.account('a').cool(5_000)
  await world.settle()
  world.dispatch()
  await world.advance(2_000)
  world.simulation.clock.stepNow(-HOUR_MS)
  await world.advance(2_000)
  world.simulation.clock.stepNow(HOUR_MS)
  await world.advance(999)
  expect(world.holders(1)).toEqual([])
  await world.advance(1)
  expect(world.holders(1)).toEqual(['openai/a'])
})

test('a session stays with its account, although the wall clock is turned forth by two days', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b', 'c', 'd'] })
  const served: string[] = []
  for (const exchange of [1, 2]) {
    world.dispatch({ exchange, session: 's' })
    await world.settle()
    served.push(...world.holders(exchange))
    world.account(served.at(-1) ?? '').serve(exchange)
    await world.advance(10)
    world.simulation.clock.stepNow(48 * HOUR_MS)
  }
  expect(served[1]).toBe(served[0] ?? '')
})

test('a session that was not used for a day is forgotten, although the wall clock is turned back', async () => {
  const world = await openSchedulerWorld()
  world.dispatch({ exchange: 1, session: 's' })
  await world.settle()
  world.account('a').serve(1)
  await world.advance(25 * HOUR_MS)
  world.simulation.clock.stepNow(-48 * HOUR_MS)
  world.dispatch({ exchange: 2, session: 's' })
  await world.settle()
  world.account('a').serve(2)
  await world.settle()
  expect((await world.receipt('request-2'))?.candidates).toMatchObject([{ isBound: false }])
})
