import { openSchedulerWorld } from './scheduler-world.ts'

/** Exchange 2 waits for the account that has its prompt in its cache and rests for five seconds, though another is free. */
export const openWaitingByChoice = async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'], mode: 'cache_first' })
  const asked = { session: 's', prefixes: '300000 a:400000' }
  world.dispatch(asked)
  await world.settle()
  const [own = ''] = world.holders(1)
  world.account(own).serve(1)
  world.account(own).cool(5_000)
  await world.settle()
  world.dispatch({ exchange: 2, ...asked })
  await world.settle()
  return { world, own }
}
