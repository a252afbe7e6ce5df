import { t } from 'elysia'
import { queryParameter, type OperationDetail, type Parameter } from '../docs/operation.ts'
import type { RouteHandler } from '../endpoint.ts'
import type { Front } from '../front.ts'
import type { Method } from '../mount.ts'
import { nothing } from './kept-schemas.ts'

export type KeptEndpoint = {
  readonly method: Method
  /** `{version}` stands for each version of the interface. */
  readonly path: string
  readonly open: (front: Front) => RouteHandler
  readonly detail: OperationDetail
}

export const idParameter: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'What follows the slash in its name. It is asked for at the account that has it.',
  schema: t.String({ minLength: 1, maxLength: 240 }),
}

export const pages = (most: number): readonly Parameter[] => [
  queryParameter('pageSize', `Things on a page, at most ${most}.`, t.Integer({ minimum: 1 })),
  queryParameter('pageToken', 'The nextPageToken of the page before.', t.String()),
]

export const uploadId = queryParameter(
  'upload_id',
  'Stands in the address that an upload is answered with.',
  t.String(),
)

export const none = { schema: nothing, example: {} }
