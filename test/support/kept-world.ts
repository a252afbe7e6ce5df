import type { Dispatch } from '../../src/exchange/messages.ts'
import type { Operation } from '../../src/protocol/operation.ts'
import { channelSettings } from './channels.ts'
import { openSchedulerWorld, routable, type SchedulerWorldOptions } from './scheduler-world.ts'

const offered: readonly Operation[] = [
  'generate',
  'retrieve',
  'delete',
  'start-upload',
  'continue-upload',
  'create-store',
  'import-file',
  'list-documents',
]
export const speaks = offered.map((operation) => ({ protocol: 'gemini' as const, operation }))

export const keeping = (id: string) => routable({ settings: channelSettings({ id }), speaks })

/** Three accounts of a channel that keeps what is sent to it, unless a test says otherwise. */
export const openKeptWorld = async (options: SchedulerWorldOptions = {}) => {
  const world = await openSchedulerWorld({
    accounts: ['a', 'b', 'c'],
    ...options,
    args: { channels: [routable({ speaks })], maxWaitMs: 10_000, ...options.args },
  })
  let last = 0
  const dispatch = async (over: Partial<Dispatch>): Promise<number> => {
    last += 1
    world.dispatch({ exchange: last, protocol: 'gemini', isStreaming: false, ...over })
    await world.settle()
    return last
  }
  const holderOf = (exchange: number): string => world.holders(exchange)[0] ?? ''
  const failureOf = (exchange: number) => {
    const reply = world.replies.all.find((one) => one.exchange === exchange)
    return reply?.type === 'failed' ? reply : undefined
  }
  /** Something that an upload made, and by whom. */
  const make = async (id: string, over: Partial<Dispatch> = {}) => {
    const exchange = await dispatch({ ...beginning, ...over })
    const account = world.account(holderOf(exchange))
    account.make(exchange, [id])
    account.serve(exchange)
    await world.settle()
    return account
  }
  /** At once, so that where accounts take one request each has made one. */
  const makeEach = async (...ids: readonly string[]): Promise<readonly string[]> => {
    const exchanges: number[] = []
    for (const _id of ids) exchanges.push(await dispatch(beginning))
    const holders = exchanges.map(holderOf)
    for (const [at, exchange] of exchanges.entries()) {
      const account = world.account(holders[at] ?? '')
      account.make(exchange, [ids[at] ?? ''])
      account.serve(exchange)
    }
    await world.settle()
    return holders
  }
  return { world, dispatch, holderOf, failureOf, make, makeEach }
}

export const bare = { model: '', modelStart: -1, modelEnd: -1, body: '' }
export const beginning: Partial<Dispatch> = { ...bare, operation: 'start-upload' }
export const naming = (id: string): Partial<Dispatch> => ({ references: `& contents ${id}` })
export const aboutIt = (id: string): Partial<Dispatch> => ({
  ...bare,
  operation: 'retrieve',
  resource: id,
})
