import type { JsonObject } from '../../../src/protocol/json.ts'
import type { Upstream, UpstreamAnswer } from '../scene.ts'

const head = {
  id: 'resp_u1',
  object: 'response',
  created_at: 1_790_000_000,
  model: 'gpt-5-mini-2025-08-07',
  error: null,
  incomplete_details: null,
}

const usage = {
  input_tokens: 30,
  input_tokens_details: { cached_tokens: 20 },
  output_tokens: 12,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 42,
}

const begun = {
  type: 'response.created',
  response: { ...head, status: 'in_progress', output: [], usage: null },
}

/** An item with what is streamed of it. */
type Streamed = { readonly item: JsonObject; readonly said: readonly JsonObject[] }

const answer = (...items: readonly Streamed[]): UpstreamAnswer => {
  const output = items.map(({ item }) => item)
  const whole = { ...head, status: 'completed', output, usage }
  const events = [
    begun,
    ...items.flatMap(({ item, said }, output_index) => [
      { type: 'response.output_item.added', output_index, item: opening(item) },
      ...said.map((event) => ({ ...event, output_index, item_id: item['id'] })),
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: whole },
  ]
  return { whole, stream: events.map((event, sequence_number) => ({ ...event, sequence_number })) }
}

/** What is known of an item when it begins. */
const opening = (item: JsonObject): JsonObject => ({
  ...item,
  ...('status' in item ? { status: 'in_progress' } : {}),
  ...('content' in item ? { content: [] } : {}),
  ...('summary' in item ? { summary: [] } : {}),
  ...('arguments' in item ? { arguments: '' } : {}),
})

const message = (...pieces: readonly string[]): Streamed => {
  const text = pieces.join('')
  const part = { type: 'output_text', text, annotations: [], logprobs: [] }
  const at = { content_index: 0 }
  return {
    item: {
      id: 'msg_u1',
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [part],
    },
    said: [
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
      { type: 'response.output_text.done', ...at, text },
      { type: 'response.content_part.done', ...at, part },
    ],
  }
}

const annotation = {
  type: 'url_citation',
  url: 'https://example.com/bern',
  title: 'Bern',
  start_index: 16,
  end_index: 30,
}

const cited: Streamed = {
  item: {
    id: 'msg_u1',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [
      {
        type: 'output_text',
        text: 'Responses found 134,000 people.',
        annotations: [annotation],
        logprobs: [],
      },
    ],
  },
  said: [
    { type: 'response.output_text.delta', content_index: 0, delta: 'Responses found 134,000' },
    { type: 'response.output_text.delta', content_index: 0, delta: ' people.' },
    {
      type: 'response.output_text.annotation.added',
      content_index: 0,
      annotation_index: 0,
      annotation,
    },
  ],
}

const call = (id: string, city: string): Streamed => {
  const given = `{"city":"${city}"}`
  return {
    item: {
      id: `fc_${id}`,
      type: 'function_call',
      status: 'completed',
      call_id: `call_${id}`,
      name: 'get_weather',
      arguments: given,
    },
    said: [
      { type: 'response.function_call_arguments.delta', delta: given },
      { type: 'response.function_call_arguments.done', arguments: given },
    ],
  }
}

const thought = (text: string): Streamed => {
  const part = { type: 'summary_text', text }
  const at = { summary_index: 0 }
  return {
    item: { id: 'rs_u1', type: 'reasoning', summary: [part], encrypted_content: 'gAAAA-responses' },
    said: [
      { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: text },
      { type: 'response.reasoning_summary_text.done', ...at, text },
      { type: 'response.reasoning_summary_part.done', ...at, part },
    ],
  }
}

const begin = (text: string): readonly JsonObject[] => [
  { ...begun, sequence_number: 0 },
  {
    type: 'response.output_item.added',
    output_index: 0,
    item: { id: 'msg_u1', type: 'message', status: 'in_progress', role: 'assistant', content: [] },
    sequence_number: 1,
  },
  {
    type: 'response.output_text.delta',
    output_index: 0,
    content_index: 0,
    item_id: 'msg_u1',
    delta: text,
    sequence_number: 2,
  },
]

const error = {
  type: 'insufficient_quota',
  code: 'insufficient_quota',
  message: 'You exceeded your current quota.',
  param: null,
}

export const openaiResponses: Upstream = {
  protocol: 'openai-responses',
  model: 'gpt-5-mini',
  answers: {
    plain: answer(message('Responses says', ' hello.')),
    tools: answer(call('u1', 'Rome')),
    'parallel-tools': answer(message('Responses looks.'), call('u1', 'Rome'), call('u2', 'Paris')),
    thinking: answer(thought('18 times 23, responses thinks.'), message('Responses: 414')),
    image: answer(message('Responses sees a cat.')),
    'structured-output': answer(message('{"name":"Responsesbern",', '"people":1}')),
    search: answer(
      {
        item: {
          id: 'ws_u1',
          type: 'web_search_call',
          status: 'completed',
          action: {
            type: 'search',
            query: 'bern people',
            queries: ['bern people'],
            sources: [{ type: 'url', url: 'https://example.com/bern' }],
          },
        },
        said: [
          { type: 'response.web_search_call.in_progress' },
          { type: 'response.web_search_call.searching' },
          { type: 'response.web_search_call.completed' },
        ],
      },
      cited,
    ),
    wishes: answer(message('Responses tries.')),
    error: {
      status: 429,
      whole: { error },
      stream: [...begin('Responses'), { ...error, type: 'error', sequence_number: 3 }],
    },
    'cut-stream': {
      whole:
        '{"id":"resp_u1","object":"response","status":"completed","output":[{"id":"msg_u1","ty',
      stream: begin('Responses says'),
    },
  },
}
