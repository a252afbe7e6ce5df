import { describe, expect, test } from 'bun:test'
import { modes, type Mode, type Modes } from '../../../src/scheduler/mode/index.ts'
import { openSchedulerWorld } from '../../support/scheduler-world.ts'

/** A mode that throws once, at the so manieth look at it from when it is armed. */
const brittle = (mode: Mode) => {
  const fuse = { looks: 0, isBlown: false }
  const burn = (): void => {
    if (fuse.looks === 0) return
    fuse.looks -= 1
    fuse.isBlown = fuse.looks === 0
    if (fuse.isBlown) throw new RangeError('words of org-secret')
  }
  const watched = new Proxy(mode, {
    get: (target, property, receiver): unknown => {
      burn()
      return Reflect.get(target, property, receiver)
    },
  })
  return { fuse, watched }
}

const openBrittle = async () => {
  const { fuse, watched } = brittle(modes.cache_first)
  const offered: Modes = { ...modes, cache_first: watched }
  const world = await openSchedulerWorld({ offered, mode: 'cache_first', maxConcurrency: 1 })
  const dispatch = (exchange: number): void =>
    world.dispatch({ exchange, session: 's', prefixes: '300000 a:40000 b:80000' })
  return { world, fuse, dispatch }
}

/** As many as a request that waits and is served looks at its mode. */
const LOOKS = 40

describe('a defect', () => {
  test('ends the request that meets it at once, with our words', async () => {
    const { world, fuse, dispatch } = await openBrittle()
    fuse.looks = 1
    dispatch(1)
    await world.settle()
    expect(world.replies.all).toMatchObject([
      {
        type: 'failed',
        exchange: 1,
        code: 'internal_error',
        status: 500,
        message: 'the relay failed (RangeError): this is a defect of the relay',
      },
    ])
  })

  test('is told to whoever supervises the scheduler', async () => {
    const { world, fuse, dispatch } = await openBrittle()
    fuse.looks = 1
    dispatch(1)
    await world.settle()
    expect(world.failures).toMatchObject([{ name: 'RangeError' }])
  })

  test('wherever it is met, ends no more than one request, and takes no slot', async () => {
    for (let looks = 1; looks <= LOOKS; looks += 1) {
      const { world, fuse, dispatch } = await openBrittle()
      fuse.looks = looks
      for (const exchange of [1, 2, 3]) dispatch(exchange)
      for (let turn = 0; turn < 3; turn += 1) {
        await world.settle()
        for (const exchange of world.account('a').inFlight.keys())
          world.account('a').serve(exchange)
      }
      await world.settle()
      const served = world.account('a').orders.map(({ exchange }) => exchange)
      const failed = world.replies.all.map(({ exchange }) => exchange)
      expect([...served, ...failed].toSorted()).toEqual([1, 2, 3])
      expect(failed.length).toBeLessThanOrEqual(1)
      // All have come to their end.
      for (const exchange of [1, 2, 3])
        if (!failed.includes(exchange))
          expect(await world.receipt(`request-${exchange}`)).not.toBeNull()
      expect([world.failures.length, await world.loads()]).toEqual([Number(fuse.isBlown), {}])
    }
  })
})
