import {
  estimateNote,
  modelParameter,
  type OperationDetail,
  type ShownRoute,
} from '../docs/operation.ts'
import type { RelayEndpoint } from '../endpoint.ts'
import { describe } from './describe.ts'
import { mediaEndpoints } from './media-endpoints.ts'
import {
  chatAnswer,
  chatRequest,
  completionAnswer,
  completionRequest,
  countAnswer,
  countRequest,
  detectAnswer,
  detectRequest,
  embeddingAnswer,
  embeddingRequest,
  modelList,
  modelObject,
  responsesRequest,
} from './schemas.ts'
import { shownResponse } from './stored-endpoints.ts'

/** Adding an endpoint of this protocol is adding an entry here. */
export const endpoints: readonly RelayEndpoint[] = [
  {
    path: '/v1/chat/completions',
    protocol: 'openai-chat',
    operation: 'generate',
    detail: describe({
      id: 'createChatCompletion',
      summary: 'Chat completion',
      description: 'Answers a conversation, whole or by events.',
      request: {
        schema: chatRequest,
        example: {
          model: 'gpt-5.1-mini',
          messages: [{ role: 'user', content: 'Name three rivers.' }],
          stream: true,
        },
      },
      answer: {
        schema: chatAnswer,
        example: {
          id: 'chatcmpl-1',
          object: 'chat.completion',
          created: 1_760_000_000,
          model: 'gpt-5.1-mini',
          choices: [
            {
              index: 0,
              message: { role: 'assistant', content: 'Elbe, Loire, Tagus.' },
              finish_reason: 'stop',
            },
          ],
          usage: { prompt_tokens: 11, completion_tokens: 9, total_tokens: 20 },
        },
      },
      streamExample:
        'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Elbe"}}]}\n\ndata: [DONE]\n\n',
    }),
  },
  {
    path: '/v1/responses',
    protocol: 'openai-responses',
    operation: 'generate',
    detail: describe({
      id: 'createResponse',
      summary: 'Response',
      description: 'Answers an input, whole or by events.',
      request: {
        schema: responsesRequest,
        example: { model: 'gpt-5.1-mini', input: 'Name three rivers.', stream: true },
      },
      answer: shownResponse,
      streamExample:
        'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Elbe"}\n\n',
    }),
  },
  {
    path: '/v1/responses/input_tokens',
    protocol: 'openai-responses',
    operation: 'count-tokens',
    detail: describe({
      id: 'countResponseTokens',
      summary: 'Token count of a response',
      description: `Counts the tokens of an input without answering it. ${estimateNote}`,
      request: {
        schema: countRequest,
        example: { model: 'gpt-5.1-mini', input: 'Name three rivers.' },
      },
      answer: {
        schema: countAnswer,
        example: { object: 'response.input_tokens', input_tokens: 11 },
      },
    }),
  },
  {
    path: '/v1/completions',
    protocol: 'openai-completions',
    operation: 'generate',
    detail: describe({
      id: 'createCompletion',
      summary: 'Text completion',
      description: 'Continues a text, whole or by events.',
      request: {
        schema: completionRequest,
        example: { model: 'gpt-3.5-turbo-instruct', prompt: 'Three rivers:', stream: false },
      },
      answer: {
        schema: completionAnswer,
        example: {
          id: 'cmpl-1',
          object: 'text_completion',
          choices: [{ index: 0, text: ' Elbe, Loire, Tagus', finish_reason: 'stop' }],
        },
      },
      streamExample:
        'data: {"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":" Elbe"}]}\n\ndata: [DONE]\n\n',
    }),
  },
  {
    path: '/v1/embeddings',
    protocol: 'openai-chat',
    operation: 'embed',
    detail: describe({
      id: 'createEmbedding',
      summary: 'Embeddings',
      description: 'Turns texts into vectors.',
      request: {
        schema: embeddingRequest,
        example: { model: 'text-embedding-3-small', input: ['Elbe', 'Loire'] },
      },
      answer: {
        schema: embeddingAnswer,
        example: {
          object: 'list',
          model: 'text-embedding-3-small',
          data: [{ object: 'embedding', index: 0, embedding: [0.013, -0.008] }],
        },
      },
    }),
  },
  ...mediaEndpoints,
]

const shownModel = { id: 'gpt-5.1-mini', object: 'model', created: 0, owned_by: 'openai' }

export const listDetail: OperationDetail = describe({
  id: 'listModels',
  summary: 'Models',
  description:
    'The models that the configured channels serve. A client that sends `anthropic-version` gets them in the form of Anthropic, one whose key comes by `x-goog-api-key` or `?key=` in that of Gemini.',
  answer: { schema: modelList, example: { object: 'list', data: [shownModel] } },
})

export const claudeListDetail: OperationDetail = describe({
  id: 'listModelsForClaude',
  summary: 'Models for a Claude client',
  description:
    'The same list, under the path where some clients of Anthropic look for it: every model can be asked by `/v1/messages`, so none is left out.',
  answer: { schema: modelList, example: { object: 'list', data: [shownModel] } },
})

export const detectDetail: OperationDetail = describe({
  id: 'detectModel',
  summary: 'Where a model leads',
  description:
    'The channel that would be asked for a model and the name it has there, by mapping, prefix and list; and what it is for. No upstream is asked. Errors are in the form that the list of models is chosen by.',
  request: { schema: detectRequest, example: { model: 'my-alias' } },
  answer: {
    schema: detectAnswer,
    example: {
      model: 'my-alias',
      mapped_model: 'gpt-5.1-mini',
      channel: 'openai',
      type: 'agent',
      features: { has_web_search: false, is_image_gen: false },
    },
  },
})

/** The routes that end in a model's name, as the documentation shows them. */
export const shownRoutes: readonly ShownRoute[] = [
  {
    method: 'get',
    path: '/v1/models/{model}',
    detail: describe({
      id: 'getModel',
      summary: 'Model',
      description: 'One model by its name. The form is chosen as for the list.',
      answer: { schema: modelObject, example: shownModel },
      parameters: [modelParameter],
    }),
  },
]
