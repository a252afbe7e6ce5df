import type { ProtocolId } from '../src/protocol/protocol.ts'
import { geminiPath, type ClientRequest } from './client-requests.ts'
import { image, look, system, tools, turns } from './long-conversation.ts'

/**
 * A request of about a megabyte, as an agent sends it late in its work: twenty tools, turn after turn of a call and its
 * result (files and listings), words between them, and one image of 200 KB.
 */
export type LongRequest = {
  readonly model: string
  /** What upstreams of completions take: the words alone. */
  readonly isText: boolean
}

type Writer = (request: LongRequest) => object

/** Messages of one protocol, before they are written. */
type Messages = readonly object[]

const chat: Writer = ({ model, isText }) => ({
  model,
  messages: [
    { role: 'system', content: system },
    ...(isText
      ? []
      : [
          {
            role: 'user',
            content: [
              { type: 'text', text: look },
              { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
            ],
          },
        ]),
    ...turns.flatMap(({ id, task, thought, input, result, told }): Messages =>
      isText
        ? [
            { role: 'user', content: told },
            { role: 'assistant', content: thought },
          ]
        : [
            { role: 'user', content: task },
            {
              role: 'assistant',
              content: thought,
              tool_calls: [
                {
                  id,
                  type: 'function',
                  function: { name: 'read_file', arguments: JSON.stringify(input) },
                },
              ],
            },
            { role: 'tool', tool_call_id: id, content: result },
          ],
    ),
    { role: 'user', content: look },
  ],
  ...(isText
    ? {}
    : {
        tools: tools.map(({ name, description, schema: parameters }) => ({
          type: 'function',
          function: { name, description, parameters },
        })),
      }),
})

const responses: Writer = ({ model, isText }) => ({
  model,
  instructions: system,
  input: [
    ...(isText
      ? []
      : [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: look },
              { type: 'input_image', image_url: `data:image/png;base64,${image}` },
            ],
          },
        ]),
    ...turns.flatMap(({ id, task, thought, input, result, told }): Messages =>
      isText
        ? [
            { role: 'user', content: told },
            { role: 'assistant', content: thought },
          ]
        : [
            { role: 'user', content: task },
            { role: 'assistant', content: thought },
            {
              type: 'function_call',
              call_id: id,
              name: 'read_file',
              arguments: JSON.stringify(input),
            },
            { type: 'function_call_output', call_id: id, output: result },
          ],
    ),
    { role: 'user', content: look },
  ],
  ...(isText
    ? {}
    : {
        tools: tools.map(({ name, description, schema: parameters }) => ({
          type: 'function',
          name,
          description,
          parameters,
          strict: false,
        })),
      }),
})

const completions: Writer = ({ model }) => ({
  model,
  max_tokens: 500,
  prompt: system + turns.map(({ thought, told }) => told + thought).join('\n'),
})

const anthropic: Writer = ({ model, isText }) => ({
  model,
  max_tokens: 4_096,
  system,
  messages: [
    ...turns.flatMap(({ id, task, thought, input, result, told }, turn): Messages =>
      isText
        ? [
            { role: 'user', content: told },
            { role: 'assistant', content: thought },
          ]
        : [
            {
              role: 'user',
              content: [
                ...(turn === 0
                  ? [
                      {
                        type: 'image',
                        source: { type: 'base64', media_type: 'image/png', data: image },
                      },
                    ]
                  : []),
                { type: 'text', text: task },
              ],
            },
            {
              role: 'assistant',
              content: [
                { type: 'text', text: thought },
                { type: 'tool_use', id, name: 'read_file', input },
              ],
            },
            {
              role: 'user',
              content: [{ type: 'tool_result', tool_use_id: id, content: result }],
            },
          ],
    ),
    { role: 'user', content: look },
  ],
  ...(isText
    ? {}
    : {
        tools: tools.map(({ name, description, schema: parameters }) => ({
          name,
          description,
          input_schema: parameters,
        })),
      }),
})

const gemini: Writer = ({ isText }) => ({
  systemInstruction: { parts: [{ text: system }] },
  contents: [
    ...turns.flatMap(({ task, thought, input, result, told }, turn): Messages =>
      isText
        ? [
            { role: 'user', parts: [{ text: told }] },
            { role: 'model', parts: [{ text: thought }] },
          ]
        : [
            {
              role: 'user',
              parts: [
                ...(turn === 0 ? [{ inlineData: { mimeType: 'image/png', data: image } }] : []),
                { text: task },
              ],
            },
            {
              role: 'model',
              parts: [{ text: thought }, { functionCall: { name: 'read_file', args: input } }],
            },
            {
              role: 'user',
              parts: [{ functionResponse: { name: 'read_file', response: { output: result } } }],
            },
          ],
    ),
    { role: 'user', parts: [{ text: look }] },
  ],
  ...(isText
    ? {}
    : {
        tools: [
          {
            functionDeclarations: tools.map(
              ({ name, description, schema: parametersJsonSchema }) => ({
                name,
                description,
                parametersJsonSchema,
              }),
            ),
          },
        ],
      }),
})

const writers: Readonly<Record<ProtocolId, readonly [string, Writer]>> = {
  'openai-chat': ['/v1/chat/completions', chat],
  'openai-responses': ['/v1/responses', responses],
  'openai-completions': ['/v1/completions', completions],
  anthropic: ['/v1/messages', anthropic],
  gemini: ['', gemini],
}

export const longRequest = (protocol: ProtocolId, request: LongRequest): ClientRequest => {
  const [path, write] = writers[protocol]
  return {
    path: path === '' ? geminiPath(request.model, false) : path,
    body: JSON.stringify(write(request)),
  }
}
