import type { JsonObject } from '../../../src/protocol/json.ts'

const ephemeral = { type: 'ephemeral' }
const model = 'claude-opus-5'

const tool = {
  name: 'weather',
  description: 'Tells the weather.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

/** What an agent sends: every field and block that is understood, and some that only Anthropic knows. */
export const richRequest: JsonObject = {
  model,
  max_tokens: 32_000,
  stream: true,
  system: [
    { type: 'text', text: 'You help.' },
    { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } },
  ],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look at these.' },
        {
          type: 'image',
          source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
        },
        { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
        { type: 'image', source: { type: 'file', file_id: 'file_011C' }, transformations: {} },
        {
          type: 'document',
          source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
          title: 'Report',
          context: 'Of last year.',
          citations: { enabled: true },
          cache_control: ephemeral,
        },
        { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
        { type: 'document', source: { type: 'file', file_id: 'file_012C' } },
        { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Plain.' } },
        {
          type: 'document',
          source: { type: 'content', content: [{ type: 'text', text: 'A piece.' }] },
          citations: { enabled: true },
        },
        {
          type: 'search_result',
          source: 'https://example.com',
          title: 'Found',
          content: [{ type: 'text', text: 'It says so.' }],
          citations: { enabled: true },
        },
        { type: 'container_upload', file_id: 'file_013C' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'sig==' },
        { type: 'redacted_thinking', data: 'opaque' },
        {
          type: 'text',
          text: 'As the report says.',
          citations: [
            {
              type: 'page_location',
              cited_text: 'So it is.',
              document_index: 0,
              document_title: 'Report',
              start_page_number: 1,
              end_page_number: 2,
            },
            {
              type: 'web_search_result_location',
              cited_text: 'Seen.',
              url: 'https://example.com',
              title: 'Example',
              encrypted_index: 'enc',
            },
          ],
        },
        {
          type: 'server_tool_use',
          id: 'srvtoolu_1',
          name: 'web_search',
          input: { query: 'weather' },
          caller: { type: 'direct' },
        },
        {
          type: 'web_search_tool_result',
          tool_use_id: 'srvtoolu_1',
          content: [
            {
              type: 'web_search_result',
              url: 'https://example.com',
              title: 'Example',
              encrypted_content: 'enc',
              page_age: '1 day',
            },
          ],
        },
        { type: 'server_tool_use', id: 'srvtoolu_2', name: 'code_execution', input: { code: '1' } },
        {
          type: 'code_execution_tool_result',
          tool_use_id: 'srvtoolu_2',
          content: {
            type: 'code_execution_result',
            stdout: '1\n',
            stderr: '',
            return_code: 0,
            content: [],
          },
        },
        { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'echo', server_name: 's', input: { a: 1 } },
        { type: 'mcp_tool_result', tool_use_id: 'mcptoolu_1', is_error: false, content: [] },
        {
          type: 'tool_use',
          id: 'toolu_1',
          name: 'weather',
          input: { city: 'Zürich' },
          cache_control: ephemeral,
          caller: { type: 'direct' },
        },
        { type: 'tool_use', id: 'toolu_2', name: 'weather', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_2',
          content: 'No city.',
          is_error: true,
        },
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: [
            { type: 'text', text: 'Sun.' },
            {
              type: 'image',
              source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' },
            },
            { type: 'tool_reference', tool_name: 'weather' },
          ],
          cache_control: ephemeral,
        },
        { type: 'text', text: 'Well?' },
      ],
    },
    { role: 'system', content: [{ type: 'text', text: 'From now on in German.' }] },
  ],
  tools: [
    { ...tool, strict: true, input_schema: { ...tool.input_schema, additionalProperties: false } },
    { ...tool, name: 'later', defer_loading: true, input_examples: [{ city: 'Bern' }] },
    {
      type: 'web_search_20250305',
      name: 'web_search',
      max_uses: 3,
      allowed_domains: ['example.com'],
      user_location: { type: 'approximate', city: 'Bern' },
    },
    { type: 'web_fetch_20250910', name: 'web_fetch', citations: { enabled: true } },
    { type: 'code_execution_20250825', name: 'code_execution' },
    { type: 'bash_20250124', name: 'bash' },
    { type: 'mcp_toolset', mcp_server_name: 's' },
  ],
  tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  thinking: { type: 'adaptive', display: 'summarized' },
  output_config: { effort: 'xhigh', task_budget: { type: 'tokens', total: 9 } },
  stop_sequences: ['END'],
  metadata: { user_id: 'user_1', session: 's' },
  service_tier: 'standard_only',
  container: 'container_1',
  context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
  mcp_servers: [{ type: 'url', url: 'https://mcp.example.com', name: 's' }],
  betas: ['context-management-2025-06-27'],
}

const one = (over: JsonObject): JsonObject => ({
  model,
  max_tokens: 4_096,
  messages: [{ role: 'user', content: 'Hi' }],
  ...over,
})

export const requests: [string, JsonObject][] = [
  ['one with everything', richRequest],
  ['a text', one({})],
  ['a text with a system prompt', one({ system: 'You help.' })],
  ['one with a mark for the whole', one({ cache_control: { type: 'ephemeral', ttl: '5m' } })],
  ['one without tokens, which fills the cache', one({ max_tokens: 0 })],
  [
    'one with a prefilled answer',
    one({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'The' },
      ],
    }),
  ],
  [
    'one with sampling',
    one({ model: 'claude-3-5-haiku-latest', temperature: 0.5, top_p: 0.9, top_k: 40 }),
  ],
  [
    'one with a budget',
    one({ model: 'claude-sonnet-4-5', thinking: { type: 'enabled', budget_tokens: 2_000 } }),
  ],
  ['one that does not think', one({ thinking: { type: 'disabled' } })],
  [
    'one that hardly thinks',
    one({
      model: 'claude-sonnet-5-5',
      thinking: { type: 'between_tools' },
      output_config: { effort: 'low' },
    }),
  ],
  ['one with an effort alone', one({ output_config: { effort: 'medium' } })],
  ['one that must call some tool', one({ tools: [tool], tool_choice: { type: 'any' } })],
  [
    'one that must call one tool',
    one({ tools: [tool], tool_choice: { type: 'tool', name: 'weather' } }),
  ],
  ['one that must call none', one({ tools: [tool], tool_choice: { type: 'none' } })],
  [
    'one with an answer in a form',
    one({
      output_config: {
        format: {
          type: 'json_schema',
          schema: {
            type: 'object',
            properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
            required: ['a'],
            additionalProperties: false,
          },
        },
      },
    }),
  ],
  [
    'one whose search is still running',
    one({
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            {
              type: 'server_tool_use',
              id: 'srvtoolu_1',
              name: 'web_search',
              input: { query: 'a' },
            },
          ],
        },
      ],
    }),
  ],
  [
    'one with searches side by side',
    one({
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            {
              type: 'server_tool_use',
              id: 'srvtoolu_1',
              name: 'web_search',
              input: { query: 'a' },
            },
            {
              type: 'server_tool_use',
              id: 'srvtoolu_2',
              name: 'web_search',
              input: { query: 'b' },
            },
            { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
            {
              type: 'web_search_tool_result',
              tool_use_id: 'srvtoolu_2',
              content: { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' },
            },
          ],
        },
        { role: 'user', content: 'Go on.' },
      ],
    }),
  ],
]
