import type { Ground } from './ground.ts'
import type { Sight } from './stand.ts'

export const sightOf = ({ context, routing, guardrails }: Ground): Sight => ({
  clock: context.clock,
  random: context.random,
  catalog: routing.catalog,
  guardrails,
})
