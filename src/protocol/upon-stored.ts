import type { Operation } from './operation.ts'

const uponStored: ReadonlySet<Operation> = new Set<Operation>([
  'retrieve',
  'list-input',
  'cancel',
  'delete',
  'update',
  'download',
  'list-documents',
])

/** Nothing but the path says what is wanted: what a library sends along (an empty object, say) is not passed on. */
export const hasNoBody = (operation: Operation): boolean =>
  isUponStored(operation) && operation !== 'update'

/** It is about what an upstream keeps: it names no model, and what it tells was counted then. */
export const isUponStored = (operation: Operation): boolean => uponStored.has(operation)
