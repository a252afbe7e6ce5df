/** How often in a row a quota was found spent without a word on when it comes back, by model; '' is the account. */
export type Ladder = ReadonlyMap<string, Rung>

type Rung = {
  readonly height: number
  /** Epoch ms of the latest one. */
  readonly at: number
}

export const noLadder: Ladder = new Map()

/** A quota that nobody has found spent for this long says nothing of the next one. */
const FORGOTTEN_AFTER_MS = 3_600_000
/** Clients choose the names of models. */
const MAX_RUNGS = 100

/** Counted from the end of its rest: a step that is longer than that is not forgotten before it is over. */
export const climbed = (
  ladder: Ladder,
  scope: string,
  { now, restMs }: { readonly now: number; readonly restMs: number },
): Ladder => {
  const height = heightOf(ladder, scope, now) + 1
  const climbing = new Map(ladder)
  climbing.delete(scope)
  climbing.set(scope, { height, at: now + restMs })
  for (const oldest of climbing.keys()) {
    if (climbing.size <= MAX_RUNGS) break
    climbing.delete(oldest)
  }
  return climbing
}

export const heightOf = (ladder: Ladder, scope: string, now: number): number => {
  const rung = ladder.get(scope)
  return rung === undefined || now - rung.at >= FORGOTTEN_AFTER_MS ? 0 : rung.height
}

/** A success of a model says that neither its own quota is spent nor the account's. */
export const descended = (ladder: Ladder, scope: string): Ladder => {
  if (!ladder.has('') && !ladder.has(scope)) return ladder
  const rest = new Map(ladder)
  rest.delete('')
  rest.delete(scope)
  return rest
}
