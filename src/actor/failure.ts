import type { FailureRecord } from './message.ts'

/** Anything may be thrown; what is kept of it is data. */
export const recordFailure = (thrown: unknown): FailureRecord =>
  thrown instanceof Error
    ? { name: thrown.name, message: thrown.message, stack: thrown.stack ?? '' }
    : { name: 'NonError', message: String(thrown), stack: '' }
