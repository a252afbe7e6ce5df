import type { Operation } from './protocol.ts'

const uponStored: ReadonlySet<Operation> = new Set<Operation>([
  'retrieve',
  'list-input',
  'cancel',
  'delete',
])

/** It is about an answer that was given before: it names no model, and what it tells was counted then. */
export const isUponStored = (operation: Operation): boolean => uponStored.has(operation)
