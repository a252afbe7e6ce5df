import type { Operation } from './operation.ts'

const uploads: ReadonlySet<Operation> = new Set<Operation>([
  'start-upload',
  'continue-upload',
  'upload',
])

/** Its body, or what follows on it, is a file. */
export const isUpload = (operation: Operation): boolean => uploads.has(operation)
