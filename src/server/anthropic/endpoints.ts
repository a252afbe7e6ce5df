import {
  describeOperation,
  estimateNote,
  type OperationFacts,
  type Parameter,
} from '../docs/operation.ts'
import type { RelayEndpoint } from '../endpoint.ts'
import { t } from 'elysia'
import { countAnswer, countRequest, errorAnswer, messageAnswer, messageRequest } from './schemas.ts'

const errorShown = {
  schema: errorAnswer,
  example: {
    type: 'error',
    error: { type: 'not_found_error', message: 'There is no model "claude-sonet-4-5".' },
    request_id: '0b9c8f1e-6f3c-4a58-9c0f-5f0f7a5f9d0e',
  },
}

const versionParameter: Parameter = {
  name: 'anthropic-version',
  in: 'header',
  required: false,
  description: 'Passed to the upstream.',
  schema: t.String({ examples: ['2023-06-01'] }),
}

const describe = (
  facts: Pick<
    OperationFacts,
    'id' | 'summary' | 'description' | 'request' | 'answer' | 'streamExample'
  >,
) =>
  describeOperation({
    ...facts,
    tag: 'Anthropic',
    needsKey: true,
    error: errorShown,
    parameters: [versionParameter],
  })

const messages = [{ role: 'user', content: 'Name three rivers.' }]

/** Adding an endpoint of this protocol is adding an entry here. */
export const endpoints: readonly RelayEndpoint[] = [
  {
    path: '/v1/messages',
    protocol: 'anthropic',
    operation: 'generate',
    detail: describe({
      id: 'createMessage',
      summary: 'Message',
      description: 'Answers a conversation, whole or by events.',
      request: {
        schema: messageRequest,
        example: { model: 'claude-sonnet-4-5', max_tokens: 256, messages, stream: true },
      },
      answer: {
        schema: messageAnswer,
        example: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-5',
          content: [{ type: 'text', text: 'Elbe, Loire, Tagus.' }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 11, output_tokens: 9 },
        },
      },
      streamExample:
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Elbe"}}\n\n',
    }),
  },
  {
    path: '/v1/messages/count_tokens',
    protocol: 'anthropic',
    operation: 'count-tokens',
    detail: describe({
      id: 'countMessageTokens',
      summary: 'Token count of a message',
      description: `Counts the tokens of a conversation without answering it. ${estimateNote}`,
      request: { schema: countRequest, example: { model: 'claude-sonnet-4-5', messages } },
      answer: { schema: countAnswer, example: { input_tokens: 11 } },
    }),
  },
]
