import type { SimulatedOperation } from './answer.ts'
import type { Fault } from './fault.ts'

/** A fault and whom it is for. The oldest one that fits is taken. */
export type Programmed = {
  readonly fault: Fault
  /** The account's name; any account when not told. */
  readonly account?: string
  /** Any but the lists of models when not told: a relay reads those whenever it likes. */
  readonly operation?: SimulatedOperation
  /** How many requests meet it; 1 when not told. */
  readonly times?: number
}

export type ProgrammedFault = {
  timesTaken(): number
  /** Later requests do not meet it any more. */
  remove(): void
}

export type Program = {
  add(programmed: Programmed): ProgrammedFault
  take(account: string, operation: SimulatedOperation): Fault | undefined
}

export const createProgram = (): Program => {
  const waiting = new Set<{ readonly programmed: Programmed; taken: number }>()
  return {
    add: (programmed) => {
      const entry = { programmed, taken: 0 }
      waiting.add(entry)
      return { timesTaken: () => entry.taken, remove: () => void waiting.delete(entry) }
    },
    take: (account, operation) => {
      for (const entry of waiting) {
        if (!fits(entry.programmed, account, operation)) continue
        entry.taken += 1
        if (entry.taken >= (entry.programmed.times ?? 1)) waiting.delete(entry)
        return entry.programmed.fault
      }
      return undefined
    },
  }
}

const fits = (programmed: Programmed, account: string, operation: SimulatedOperation): boolean => {
  if (programmed.account !== undefined && programmed.account !== account) return false
  if (programmed.operation !== undefined) return programmed.operation === operation
  return operation !== 'models' && operation !== 'model'
}
