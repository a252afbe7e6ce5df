import type { Room } from '../../account/messages.ts'

/** How much of an account's limit of tokens a prompt needs at least, all at once. */
export type Need = {
  readonly tokens: number
  /** By its length; else an upstream has counted it. */
  readonly isGuessed: boolean
}

/** Limits that are too small for a prompt: those up to this one. */
export type Floor = {
  readonly limit: number
  readonly isGuessed: boolean
}

/**
 * However long one waits. Where what is cached is left out, nobody can guess what will be counted, and a limit that fills all
 * the time was seen to let more in than it holds: only the upstream's word counts there.
 */
export const isTooSmall = ({ limit, countsCached }: Room, floor: Floor): boolean =>
  limit <= floor.limit && (countsCached || !floor.isGuessed)
