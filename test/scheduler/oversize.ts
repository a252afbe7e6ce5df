import type { Room } from '../../src/account/messages.ts'
import {
  openSchedulerWorld,
  type SchedulerWorld,
  type SchedulerWorldOptions,
} from '../support/scheduler-world.ts'

/** Of an account of the first tier, and of one that has paid for years. */
export const SMALL = 30_000
export const LARGE = 2_000_000

/** The account has told that so many tokens of `m` fit in when nothing is used, and that nothing is. */
export const tellLimit = (
  world: SchedulerWorld,
  account: string,
  limit: number,
  over: Partial<Room> = {},
): void => {
  const at = world.simulation.clock.now()
  const room = { model: 'm', limit, countsCached: true, left: limit, at, fullAt: at, ...over }
  const { status } = world.account(account)
  world.account(account).change({ ...status, rooms: [room] })
}

/** Accounts by their limits; 0: nobody has said. */
export const open = async (
  limits: Readonly<Record<string, number>>,
  over: SchedulerWorldOptions = {},
): Promise<SchedulerWorld> => {
  const world = await openSchedulerWorld({ accounts: Object.keys(limits), ...over })
  for (const [account, limit] of Object.entries(limits))
    if (limit > 0) tellLimit(world, account, limit)
  await world.settle()
  return world
}

export const holders = (world: SchedulerWorld, exchange: number): readonly string[] =>
  world.holders(exchange).map((account) => account.slice('openai/'.length))

export const send = async (
  world: SchedulerWorld,
  exchange: number,
  tokens: number,
  session = '',
) => {
  world.dispatch({ exchange, session, body: 'wor '.repeat(tokens) })
  await world.settle()
  return holders(world, exchange)
}

const words = 'Request too large for m in organization [organization]: Limit 30000'

/** Its upstream refuses it by the whole limit, which the account tells. */
export const refuse = async (
  world: SchedulerWorld,
  exchange: number,
  neededTokens: number,
  limit = 0,
) => {
  const [name = ''] = holders(world, exchange)
  if (limit > 0) tellLimit(world, name, limit)
  const failure = { code: 'rate_limit_exceeded', status: 413, message: words, upstreamStatus: 429 }
  world
    .account(name)
    .settle(exchange, { ...failure, outcome: 'failed', kind: 'too_large', neededTokens })
  await world.settle()
  return name
}
