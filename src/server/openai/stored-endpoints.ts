import { t } from 'elysia'
import { queryParameter, type Parameter } from '../docs/operation.ts'
import type { RelayEndpoint } from '../endpoint.ts'
import type { StoredEndpoint } from '../dispatch/stored-route.ts'
import { describe } from './describe.ts'
import {
  compactionAnswer,
  compactRequest,
  deletedAnswer,
  inputItemsAnswer,
  responsesAnswer,
} from './schemas.ts'

const idParameter: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a response. It is asked for at the account that made it.',
  schema: t.String({ minLength: 1, maxLength: 256 }),
}

export const shownResponse = {
  schema: responsesAnswer,
  example: {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    output: [
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Elbe, Loire, Tagus.' }],
      },
    ],
  },
}

export const compactEndpoint: RelayEndpoint = {
  path: '/v1/responses/compact',
  protocol: 'openai-responses',
  operation: 'compact',
  detail: describe({
    id: 'compactResponse',
    summary: 'Compaction',
    description:
      'Makes a long conversation short, in a form that only the account that made it can read.',
    request: {
      schema: compactRequest,
      example: { model: 'gpt-5.1-mini', previous_response_id: 'resp_1' },
    },
    answer: {
      schema: compactionAnswer,
      example: {
        id: 'resp_2',
        object: 'response.compaction',
        output: [{ type: 'compaction', id: 'cmp_1', encrypted_content: 'gAAAAAB…' }],
      },
    },
  }),
}

export const storedEndpoints: readonly StoredEndpoint[] = [
  {
    method: 'GET',
    path: '/v1/responses/:id',
    protocol: 'openai-responses',
    operation: 'retrieve',
    detail: describe({
      id: 'getResponse',
      summary: 'Stored response',
      description: 'A response that its upstream keeps, whole or told again by events.',
      answer: shownResponse,
      streamExample:
        'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Elbe"}\n\n',
      parameters: [
        idParameter,
        queryParameter('stream', 'Answer by server-sent events.', t.Boolean()),
        queryParameter(
          'starting_after',
          'The sequence number of the last event seen.',
          t.Integer(),
        ),
      ],
    }),
  },
  {
    method: 'DELETE',
    path: '/v1/responses/:id',
    protocol: 'openai-responses',
    operation: 'delete',
    detail: describe({
      id: 'deleteResponse',
      summary: 'Deletion of a stored response',
      description: 'Lets the upstream forget a response.',
      answer: {
        schema: deletedAnswer,
        example: { id: 'resp_1', object: 'response', deleted: true },
      },
      parameters: [idParameter],
    }),
  },
  {
    method: 'POST',
    path: '/v1/responses/:id/cancel',
    protocol: 'openai-responses',
    operation: 'cancel',
    detail: describe({
      id: 'cancelResponse',
      summary: 'Cancellation of a response',
      description: 'Ends a response that was asked for with `background`.',
      answer: { ...shownResponse, example: { ...shownResponse.example, status: 'cancelled' } },
      parameters: [idParameter],
    }),
  },
  {
    method: 'GET',
    path: '/v1/responses/:id/input_items',
    protocol: 'openai-responses',
    operation: 'list-input',
    detail: describe({
      id: 'listInputItems',
      summary: 'Input items of a stored response',
      description: 'What a response was made from, page by page.',
      answer: {
        schema: inputItemsAnswer,
        example: {
          object: 'list',
          data: [{ type: 'message', id: 'msg_1', role: 'user', content: [] }],
          first_id: 'msg_1',
          last_id: 'msg_1',
          has_more: false,
        },
      },
      parameters: [
        idParameter,
        queryParameter('after', 'The id of the last item seen.', t.String()),
        queryParameter('limit', 'Items a page.', t.Integer({ minimum: 1, maximum: 100 })),
      ],
    }),
  },
]
