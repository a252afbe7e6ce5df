import type { Failure } from './failure.ts'

/**
 * A failure as the fields of a flat message: `param` is empty and `retryAfterMs` -1 when there is none. What only its
 * account goes by stays there.
 */
export type FlatFailure = Omit<
  Failure,
  'param' | 'retryAfterMs' | 'isOfModel' | 'neededTokens' | 'limitTokens'
> & {
  readonly param: string
  readonly retryAfterMs: number
}

export const flattenFailure = (failure: Failure): FlatFailure => ({
  kind: failure.kind,
  code: failure.code,
  status: failure.status,
  message: failure.message,
  param: failure.param ?? '',
  retryAfterMs: failure.retryAfterMs ?? -1,
})

export const readFailure = ({
  kind,
  code,
  status,
  message,
  param,
  retryAfterMs,
}: FlatFailure): Failure => ({
  kind,
  code,
  status,
  message,
  ...(param === '' ? {} : { param }),
  ...(retryAfterMs < 0 ? {} : { retryAfterMs }),
})
