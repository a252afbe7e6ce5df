import type { Operation } from './operation.ts'

const underWay: ReadonlySet<Operation> = new Set<Operation>(['continue-upload', 'put-upload'])

/** It goes on with an upload that has begun, by commands or by ranges of bytes. */
export const isUnderWay = (operation: Operation): boolean => underWay.has(operation)

/** Its body, or what follows on it, is a file. */
export const isUpload = (operation: Operation): boolean =>
  operation === 'start-upload' || operation === 'upload' || isUnderWay(operation)
