import type { Ground } from '../ground.ts'
import type { Sight } from './stand.ts'

export const sightOf = ({
  context,
  routing,
  guardrails,
}: Pick<Ground, 'context' | 'routing' | 'guardrails'>): Sight => ({
  clock: context.clock,
  random: context.random,
  catalog: routing.catalog,
  guardrails,
})
