import { withModel } from './by-model.ts'
import type { Climb } from './messages.ts'

/** How often in a row a limit was met without a word on when it ends, by model; '' is the account. */
export type Ladder = readonly Climb[]

/** A limit that nobody has met for this long says nothing of the next one. */
const FORGOTTEN_AFTER_MS = 3_600_000

/** Counted from the end of its rest: a step that is longer than that is not forgotten before it is over. */
export const climbed = (
  ladder: Ladder,
  scope: string,
  { now, restMs }: { readonly now: number; readonly restMs: number },
): Ladder => {
  const height = heightOf(ladder, scope, now) + 1
  return withModel(ladder, { model: scope, height, at: now + restMs })
}

export const heightOf = (ladder: Ladder, scope: string, now: number): number => {
  const climb = ladder.find(({ model }) => model === scope)
  return climb === undefined || now - climb.at >= FORGOTTEN_AFTER_MS ? 0 : climb.height
}

/** A success of a model says that neither a limit of its own holds nor one of the account's. */
export const descended = (ladder: Ladder, scope: string): Ladder => {
  const isOver = ({ model }: Climb): boolean => model === '' || model === scope
  return ladder.some(isOver) ? ladder.filter((climb) => !isOver(climb)) : ladder
}
