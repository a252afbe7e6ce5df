import type { Random } from '../actor/random.ts'

export type Range = { readonly min: number; readonly max: number }

/** Between the two, whichever is the lower one. */
export const rangeOf = (one: number, other: number): Range => ({
  min: Math.min(one, other),
  max: Math.max(one, other),
})

/** When recurring work is done for accounts. All in milliseconds. */
export type Rhythm = {
  /** From one run over all accounts to the next. */
  readonly everyMs: number
  /** Added to the beginning of each run, anew each time. */
  readonly jitter: Range
  /** Between two accounts of a run; less where the accounts are so many that the run would not be over in time. */
  readonly pause: Range
  /** Each account's own part in each run, always the same. */
  readonly stagger: Range
  /** How long an account that has come back is left alone before it is asked again. */
  readonly startDelay: Range
  /** Added to that, anew for each account. */
  readonly startJitter: Range
  /** Accounts that are worked for at once. */
  readonly maxAtOnce: number
  /** Work that takes longer has failed, whatever comes of it. */
  readonly limitMs: number
}

export const draw = ({ min, max }: Range, random: Random): number =>
  min + random.next() * (max - min)

/** The same for the same account, in every run and after every start; spread evenly over the range. */
export const staggerOf = (account: string, { min, max }: Range): number =>
  min + (hash(account) / 4_294_967_296) * (max - min)

/** FNV-1a with a last stir: names that differ in their last letter alone would be next to each other. */
const hash = (text: string): number => {
  let state = 2_166_136_261
  for (let index = 0; index < text.length; index += 1)
    state = Math.imul(state ^ text.charCodeAt(index), 16_777_619)
  state = Math.imul(state ^ (state >>> 16), 2_246_822_507)
  return (state ^ (state >>> 13)) >>> 0
}

/** Share of its time in which a run reaches its last account. */
const RUN_SHARE = 0.5

/** When each of so many accounts has its turn in a run, from the beginning of the run on, in order; before its stagger. */
export const turnsOf = (count: number, rhythm: Rhythm, random: Random): readonly number[] => {
  const longest = (rhythm.everyMs * RUN_SHARE) / Math.max(1, count)
  const turns: number[] = []
  let turn = draw(rhythm.jitter, random)
  for (let index = 0; index < count; index += 1) {
    turns.push(turn)
    turn += Math.min(longest, draw(rhythm.pause, random))
  }
  return turns
}
