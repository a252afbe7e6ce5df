import type { JsonObject } from '../../../src/protocol/json.ts'
import type { Upstream, UpstreamAnswer } from '../scene.ts'

const head = {
  id: 'msg_u1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
}

const inputUsage = {
  input_tokens: 8,
  cache_read_input_tokens: 20,
  cache_creation_input_tokens: 2,
  cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 0 },
}

const usage = { ...inputUsage, output_tokens: 12 }

const begun = {
  type: 'message_start',
  message: {
    ...head,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...inputUsage, output_tokens: 1 },
  },
}

type Streamed = {
  readonly block: JsonObject
  readonly opening: JsonObject
  readonly deltas: readonly JsonObject[]
}

const answer = (blocks: readonly Streamed[], stop_reason = 'end_turn'): UpstreamAnswer => ({
  whole: {
    ...head,
    content: blocks.map(({ block }) => block),
    stop_reason,
    stop_sequence: null,
    usage,
  },
  stream: [
    begun,
    ...blocks.flatMap(({ opening, deltas }, index) => [
      { type: 'content_block_start', index, content_block: opening },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ],
})

const text = (...pieces: readonly string[]): Streamed => ({
  block: { type: 'text', text: pieces.join('') },
  opening: { type: 'text', text: '' },
  deltas: pieces.map((piece) => ({ type: 'text_delta', text: piece })),
})

const call = (id: string, city: string): Streamed => ({
  block: { type: 'tool_use', id, name: 'get_weather', input: { city } },
  opening: { type: 'tool_use', id, name: 'get_weather', input: {} },
  deltas: [
    { type: 'input_json_delta', partial_json: '' },
    { type: 'input_json_delta', partial_json: `{"city": "${city}"}` },
  ],
})

const thought = (thinking: string): Streamed => {
  const signature = 'YW50aHJvcGlj'
  return {
    block: { type: 'thinking', thinking, signature },
    opening: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      { type: 'thinking_delta', thinking },
      { type: 'signature_delta', signature },
    ],
  }
}

const search: Streamed = {
  block: {
    type: 'server_tool_use',
    id: 'srvtoolu_u1',
    name: 'web_search',
    input: { query: 'bern people' },
  },
  opening: { type: 'server_tool_use', id: 'srvtoolu_u1', name: 'web_search', input: {} },
  deltas: [{ type: 'input_json_delta', partial_json: '{"query": "bern people"}' }],
}

const result = {
  type: 'web_search_tool_result',
  tool_use_id: 'srvtoolu_u1',
  content: [
    {
      type: 'web_search_result',
      url: 'https://example.com/bern',
      title: 'Bern',
      encrypted_content: 'c2VhbGVk',
      page_age: null,
    },
  ],
}

const found: Streamed = { block: result, opening: result, deltas: [] }

const citation = {
  type: 'web_search_result_location',
  url: 'https://example.com/bern',
  title: 'Bern',
  encrypted_index: 'c2VhbGVk',
  cited_text: '134,000 live there',
}

const cited: Streamed = {
  block: { type: 'text', text: '134,000 people', citations: [citation] },
  opening: { type: 'text', text: '', citations: [] },
  deltas: [
    { type: 'citations_delta', citation },
    { type: 'text_delta', text: '134,000 people' },
  ],
}

const begin = (words: string): readonly JsonObject[] => [
  begun,
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: words } },
]

const error = {
  type: 'error',
  error: { type: 'overloaded_error', message: 'Overloaded' },
  request_id: 'req_u1',
}

export const anthropic: Upstream = {
  protocol: 'anthropic',
  model: 'claude-sonnet-4-5',
  answers: {
    plain: answer([text('Anthropic says', ' hello.')]),
    tools: answer([call('toolu_u1', 'Rome')], 'tool_use'),
    'parallel-tools': answer(
      [text('Anthropic looks.'), call('toolu_u1', 'Rome'), call('toolu_u2', 'Paris')],
      'tool_use',
    ),
    thinking: answer([thought('18 times 23, anthropic thinks.'), text('Anthropic: 414')]),
    image: answer([text('Anthropic sees a cat.')]),
    'structured-output': answer([text('{"name":"Anthropicbern",', '"people":1}')]),
    search: answer([search, found, text('Anthropic found '), cited, text('.')]),
    wishes: answer([text('Anthropic tries.')]),
    error: { status: 529, whole: error, stream: [...begin('Anthropic'), error] },
    'cut-stream': {
      whole: '{"id":"msg_u1","type":"message","role":"assistant","content":[{"type":"te',
      stream: begin('Anthropic says'),
    },
  },
}
