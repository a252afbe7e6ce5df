import { expect } from 'bun:test'
import type { Dispatch } from '../../src/exchange/messages.ts'
import type { Operation } from '../../src/protocol/protocol.ts'
import {
  openSchedulerWorld,
  routable,
  schedulable,
  type SchedulerWorldOptions,
} from '../support/scheduler-world.ts'

export const names = ['a', 'b', 'c']
export const speaks = (['generate', 'retrieve'] as const).map((operation: Operation) => ({
  protocol: 'openai-responses' as const,
  operation,
}))
export const channels = [routable({ speaks })]

export const openWorld = async (options: SchedulerWorldOptions = {}) => {
  const world = await openSchedulerWorld({
    accounts: names,
    ...options,
    args: { channels, maxWaitMs: 10_000, ...options.args },
  })
  let last = 0
  const dispatch = async (over: Partial<Dispatch>): Promise<number> => {
    last += 1
    world.dispatch({ exchange: last, protocol: 'openai-responses', ...over })
    await world.settle()
    return last
  }
  /** A response that is made, and by whom. */
  const make = async (ids: readonly string[], over: Partial<Dispatch> = {}, isKept = true) => {
    const exchange = await dispatch(over)
    const account = world.account(world.holders(exchange)[0] ?? '')
    account.make(exchange, ids, isKept)
    account.serve(exchange)
    await world.settle()
    return account
  }
  const retrieve = (resource: string, over: Partial<Dispatch> = {}): Promise<number> =>
    dispatch({ operation: 'retrieve', resource, model: '', modelStart: -1, body: '', ...over })
  /** What the front hears of an exchange that nobody serves. */
  const failureOf = (exchange: number) => {
    const reply = world.replies.all.find((one) => one.exchange === exchange)
    return reply?.type === 'failed' ? reply : undefined
  }
  /** Everybody else stays in the settings. */
  const remove = (account: string): void =>
    world.reconfigure({
      accounts: names
        .map((name) => `openai/${name}`)
        .filter((id) => id !== account)
        .map((id) => schedulable({ id })),
    })
  /** Somebody has it, and who that is. */
  const holderOf = (exchange: number): string => {
    const [holder] = world.holders(exchange)
    expect(holder).toBeString()
    return holder ?? ''
  }
  return { world, dispatch, make, retrieve, failureOf, remove, holderOf }
}

export const thinking = (id: string): Partial<Dispatch> => ({ references: `? input ${id}` })
