import { t } from 'elysia'
import { sessionHeaders } from '../request/session.ts'
import { priorityHeader, timeoutHeader } from '../request/wishes.ts'
import type { OperationDetail, Parameter } from './operation.ts'

const header = (name: string, description: string, schema: Parameter['schema']): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
})

const wishes: readonly Parameter[] = [
  header(
    priorityHeader,
    'Who waits for an account is served in this order.',
    t.Union([t.Literal('high'), t.Literal('normal'), t.Literal('low')], { default: 'normal' }),
  ),
  header(
    timeoutHeader,
    'For how many seconds the client waits for the first event, or for the whole of an answer that is not streamed: what certainly comes later is refused at once. Without it `x-stainless-timeout` or `x-stainless-read-timeout` is read where nothing is streamed.',
    t.Number({ exclusiveMinimum: 0, examples: [30] }),
  ),
]

const sessions: readonly Parameter[] = sessionHeaders.map((name, index) =>
  header(
    name,
    index === 0
      ? 'The conversation that this is a part of: its requests go to one account, as far as the mode says so. It comes before what the body says of it.'
      : `The same by another name; ${sessionHeaders[index - 1]} comes before it.`,
    t.String({ minLength: 1, examples: ['conversation-1'] }),
  ),
)

/** What a client may say to us of every request that goes to an account. */
export const relayedOperation = (detail: OperationDetail): OperationDetail => ({
  ...detail,
  parameters: [...detail.parameters, ...wishes, ...sessions],
})
