import { describe, expect, test } from 'bun:test'
import { routable } from '../../support/scheduler-world.ts'
import { keptBy, openWorld } from './keeping-world.ts'

describe('what accounts have made', () => {
  const speaks = (['generate', 'retrieve'] as const).map((operation) => ({
    protocol: 'openai-responses' as const,
    operation,
  }))
  const args = { channels: [routable({ speaks })] }
  const responses = { protocol: 'openai-responses' } as const
  const retrieve = {
    ...responses,
    operation: 'retrieve',
    model: '',
    modelStart: -1,
    body: '',
  } as const

  /** A second run, after one whose account made `resp_1`. */
  const openSecondRun = async (isKept: boolean) => {
    const { world } = await openWorld({ args })
    world.dispatch({ ...responses, exchange: 1 })
    await world.settle()
    const [maker = ''] = world.holders(1)
    world.account(maker).make(1, ['resp_1'], isKept)
    await world.settle()
    const again = await openWorld({ args, seed: 3, isIdle: true })
    again.world.restoreState(await keptBy(world))
    again.world.nodesChanged(['thread-1'])
    await again.world.settle()
    return { maker, again: again.world }
  }

  test('is asked of the account that made it, after a restart too', async () => {
    const { maker, again } = await openSecondRun(true)
    again.dispatch({ ...retrieve, exchange: 2, resource: 'resp_1' })
    await again.settle()
    expect(again.holders(2)).toEqual([maker])
  })

  test('is still nobody else’s', async () => {
    const { again } = await openSecondRun(true)
    again.dispatch({ ...retrieve, exchange: 2, resource: 'resp_1', user: 'bob' })
    await again.settle()
    expect(again.replies.all).toMatchObject([{ type: 'failed', status: 404 }])
  })

  test('and is kept by nobody is still known to be so', async () => {
    const { again } = await openSecondRun(false)
    again.dispatch({ ...retrieve, exchange: 2, resource: 'resp_1' })
    await again.settle()
    expect(again.replies.all).toMatchObject([
      { type: 'failed', message: expect.stringContaining('keeps no state') },
    ])
  })
})
