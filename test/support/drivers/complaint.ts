/** What a library tells its user of a failure. */
export type Complaint = {
  /** The name of the library's class. */
  readonly kind: string
  readonly status?: unknown
  readonly message: string
  readonly requestId?: unknown
}

export const complaintOf = async (request: Promise<unknown> | undefined): Promise<Complaint> => {
  const error = await request?.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('no error came')
  const facts = new Map<string, unknown>(Object.entries(error))
  const headers: unknown = facts.get('responseHeaders')
  return {
    kind: error.constructor.name,
    status: facts.get('status') ?? facts.get('statusCode'),
    message: error.message,
    requestId: facts.get('requestID') ?? (isNamed(headers) ? headers['x-request-id'] : undefined),
  }
}

const isNamed = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
