import { openSchedulerWorld } from '../../support/scheduler-world.ts'

export const full = async (over: Parameters<typeof openSchedulerWorld>[0] = {}) => {
  const world = await openSchedulerWorld({ maxConcurrency: 1, ...over })
  world.dispatch({ exchange: 1 })
  await world.settle()
  return world
}
