import type { LogFields } from './fields.ts'

/** What was thrown, as fields of a log line: it may be anything. */
export const failureFields = (thrown: unknown): LogFields =>
  thrown instanceof Error
    ? { failure: thrown.message, stack: thrown.stack ?? '' }
    : { failure: String(thrown) }
