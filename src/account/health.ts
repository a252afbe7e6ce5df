/** 1: its latest attempts went well; towards 0: they broke. */
const PER_FAILURE = 0.35
const PER_SUCCESS = 0.25
/** From here on it counts as whole. */
const WHOLE = 0.95
/** As often it is forgotten by half what was: who is not asked has no other way to get well. */
export const FORGET_EVERY_MS = 60_000

export const weakened = (health: number): number => health * (1 - PER_FAILURE)

export const strengthened = (health: number): number => rounded(health + (1 - health) * PER_SUCCESS)

export const recovered = (health: number): number => rounded(health + (1 - health) / 2)

const rounded = (health: number): number => (health >= WHOLE ? 1 : health)

/** Whether it differs from what was told by enough to tell it: by a quarter, or because all is well again. */
export const isNotable = (told: number, health: number): boolean =>
  quarter(told) !== quarter(health)

const quarter = (health: number): number => Math.floor(health * 4)
