import type { Settled } from '../../src/account/messages.ts'
import type { Dispatch } from '../../src/exchange/messages.ts'
import type { SchedulerWorld } from './scheduler-world.ts'

/** Has one request after the other served, and answers by whom. `told`: what their accounts say at the end of each. */
export const servedInTurn = (
  world: SchedulerWorld,
  told: Partial<Settled> = {},
): ((over: Partial<Dispatch>) => Promise<string>) => {
  let exchange = 0
  return async (over) => {
    exchange += 1
    world.dispatch({ exchange, ...over })
    await world.settle()
    const [id = 'nobody'] = world.holders(exchange)
    if (id !== 'nobody') world.account(id).serve(exchange, told)
    await world.settle()
    return id
  }
}
