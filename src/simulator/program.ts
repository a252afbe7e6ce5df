import type { SimulatedOperation } from './answer.ts'
import type { Fault } from './fault.ts'
import type { Say } from './say.ts'

type ForWhom = {
  /** The account's name; any account when not told. */
  readonly account?: string
  /** Any but the lists of models when not told: a relay reads those whenever it likes. */
  readonly operation?: SimulatedOperation
  /** How many requests meet it; 1 when not told. */
  readonly times?: number
}

/** A fault or an answer, and whom it is for. Of each, the oldest one that fits is taken. */
export type Programmed = ForWhom & ({ readonly fault: Fault } | { readonly say: Say })

export type ProgrammedFault = {
  timesTaken(): number
  /** Later requests do not meet it any more. */
  remove(): void
}

/** Something programmed that fits a request. */
export type Taken<Kind> = { readonly value: Kind; spend(): void }

export type Program = {
  add(programmed: Programmed): ProgrammedFault
  fault(account: string, operation: SimulatedOperation): Taken<Fault> | undefined
  say(account: string, operation: SimulatedOperation): Taken<Say> | undefined
}

export const createProgram = (): Program => {
  const waiting = new Set<{ readonly programmed: Programmed; taken: number }>()
  const find = <Kind>(
    fits: (programmed: Programmed) => boolean,
    valueOf: (programmed: Programmed) => Kind | undefined,
  ): Taken<Kind> | undefined => {
    for (const entry of waiting) {
      const value = fits(entry.programmed) ? valueOf(entry.programmed) : undefined
      if (value === undefined) continue
      const spend = (): void => {
        entry.taken += 1
        if (entry.taken >= (entry.programmed.times ?? 1)) waiting.delete(entry)
      }
      return { value, spend }
    }
    return undefined
  }
  return {
    add: (programmed) => {
      const entry = { programmed, taken: 0 }
      waiting.add(entry)
      return { timesTaken: () => entry.taken, remove: () => void waiting.delete(entry) }
    },
    fault: (account, operation) =>
      find(
        (programmed) => isFor(programmed, account, operation),
        (programmed) => ('fault' in programmed ? programmed.fault : undefined),
      ),
    say: (account, operation) =>
      find(
        (programmed) => operation === 'generate' && isFor(programmed, account, operation),
        (programmed) => ('say' in programmed ? programmed.say : undefined),
      ),
  }
}

const isFor = (programmed: ForWhom, account: string, operation: SimulatedOperation): boolean => {
  if (programmed.account !== undefined && programmed.account !== account) return false
  if (programmed.operation !== undefined) return programmed.operation === operation
  return operation !== 'models' && operation !== 'model'
}
