import type { JsonObject } from '../../../src/protocol/json.ts'

const user = (...content: readonly JsonObject[]): JsonObject => ({
  type: 'message',
  role: 'user',
  content,
})

const model = (text: string, more: JsonObject = {}): JsonObject => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
  ...more,
})

/** Requests as clients send them, each with something of its own. */
export const requests: Readonly<Record<string, JsonObject>> = {
  settings: {
    instructions: 'Be kind.',
    max_output_tokens: 100,
    max_tool_calls: 3,
    temperature: 0.5,
    top_p: 0.9,
    top_logprobs: 2,
    include: ['message.output_text.logprobs', 'reasoning.encrypted_content'],
    parallel_tool_calls: false,
    store: false,
    background: true,
    metadata: { team: 'red' },
    service_tier: 'flex',
    user: 'u-1',
    safety_identifier: 'u-2',
    prompt_cache_key: 'key',
    prompt_cache_retention: '24h',
    truncation: 'auto',
    previous_response_id: 'resp_1',
    conversation: { id: 'conv_1' },
    stream_options: { include_obfuscation: false },
    reasoning: { effort: 'xhigh', summary: 'concise', context: 'all_turns' },
    text: { verbosity: 'low', format: { type: 'json_object' } },
  },
  'a user alone': { user: 'u-1' },
  'an identifier alone': { safety_identifier: 'u-2' },
  'a form': {
    text: {
      format: {
        type: 'json_schema',
        name: 'city',
        description: 'A city.',
        schema: { type: 'object', properties: { name: { type: 'string' } } },
        strict: true,
      },
    },
  },
  'pictures, documents and sound': {
    input: [
      user(
        { type: 'input_text', text: 'Look', prompt_cache_breakpoint: { mode: 'explicit' } },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'high' },
        { type: 'input_image', image_url: 'https://example.org/a.png', detail: 'auto' },
        { type: 'input_image', file_id: 'file-1', detail: 'auto' },
        {
          type: 'input_file',
          file_data: 'data:application/pdf;base64,BBBB',
          filename: 'a.pdf',
          detail: 'low',
        },
        { type: 'input_file', file_url: 'https://example.org/a.pdf' },
        { type: 'input_file', file_id: 'file-2' },
        { type: 'input_audio', input_audio: { data: 'CCCC', format: 'mp3' } },
      ),
    ],
  },
  'the messages of a system': {
    input: [
      { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'One' }] },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Two' }] },
    ],
  },
  'messages of the model': {
    input: [
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' },
      { type: 'reasoning', id: 'rs_2', summary: [] },
      {
        type: 'reasoning',
        summary: [
          { type: 'summary_text', text: 'One' },
          { type: 'summary_text', text: 'Two' },
        ],
        content: [{ type: 'reasoning_text', text: 'Open' }],
      },
      model('Hi', { id: 'msg_1', phase: 'commentary', status: 'incomplete' }),
      model('there', { id: 'msg_2' }),
      model('without'),
      model('ids'),
      {
        type: 'message',
        role: 'assistant',
        id: 'msg_3',
        content: [
          {
            type: 'output_text',
            text: 'See https://example.org',
            annotations: [
              {
                type: 'url_citation',
                url: 'https://example.org',
                title: 'Example',
                start_index: 4,
                end_index: 23,
              },
              { type: 'file_citation', file_id: 'file-1', filename: 'a.pdf', index: 3 },
            ],
            logprobs: [
              {
                token: 'See',
                bytes: [83],
                logprob: -0.1,
                top_logprobs: [{ token: 'See', bytes: [83], logprob: -0.1 }],
              },
            ],
          },
          { type: 'refusal', refusal: 'No.' },
        ],
      },
    ],
  },
  'settings that the conversation changes': {
    input: [
      { type: 'configuration_update', text: { format: { type: 'json_object' } } },
      { type: 'configuration_update', reasoning: { effort: 'low' } },
    ],
    reasoning: { summary: 'auto' },
    text: { verbosity: 'low' },
  },
  'calls and results': {
    input: [
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'find', arguments: '{"a":1}' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'patch', input: '*** Begin' },
      { type: 'function_call_output', call_id: 'c1', output: 'found' },
      {
        type: 'custom_tool_call_output',
        call_id: 'c2',
        output: [
          { type: 'input_text', text: 'done' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' },
        ],
      },
      model('Done'),
    ],
  },
  'tools that the vendor runs': {
    tools: [
      {
        type: 'web_search',
        filters: { allowed_domains: ['example.org'] },
        search_context_size: 'low',
        user_location: { type: 'approximate', country: 'CH' },
      },
      { type: 'web_search_preview' },
      { type: 'code_interpreter', container: { type: 'auto' } },
      { type: 'image_generation', quality: 'low' },
      { type: 'file_search', vector_store_ids: ['vs_1'] },
      { type: 'mcp', server_label: 'zip', server_url: 'https://example.org/mcp' },
      { type: 'shell', environment: { type: 'container_auto' } },
      { type: 'tool_search' },
    ],
    tool_choice: { type: 'mcp', server_label: 'zip' },
    input: [
      {
        type: 'web_search_call',
        id: 'ws_1',
        action: { type: 'search', query: 'a', queries: ['a', 'b'], sources: [] },
      },
      { type: 'web_search_call', id: 'ws_2', action: { type: 'open_page', url: 'https://a.b' } },
      {
        type: 'code_interpreter_call',
        id: 'ci_1',
        code: 'print(1)',
        container_id: 'cntr_1',
        outputs: [{ type: 'logs', logs: '1' }],
      },
      { type: 'image_generation_call', id: 'ig_1', result: 'AAAA', output_format: 'webp' },
      { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 'zip', tools: [{ name: 'short' }] },
      { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
      { type: 'item_reference', id: 'msg_9' },
      { id: 'msg_10' },
      { type: 'compaction', id: 'cmp_1', encrypted_content: 'sealed' },
      {
        type: 'shell_call',
        call_id: 'c1',
        action: { commands: ['ls'] },
        environment: { type: 'container_reference', container_id: 'cntr_1' },
      },
    ],
  },
  'tools of an agent': {
    tools: [
      {
        type: 'function',
        name: 'find',
        description: 'Finds.',
        parameters: { type: 'object', properties: {} },
        strict: false,
        defer_loading: true,
      },
      { type: 'function', name: 'strict_by_default', parameters: { type: 'object' } },
      {
        type: 'custom',
        name: 'patch',
        description: 'Patches.',
        format: { type: 'grammar', syntax: 'lark', definition: 'start: "a"' },
      },
      { type: 'local_shell' },
      { type: 'shell', environment: { type: 'local' } },
      { type: 'apply_patch' },
      { type: 'tool_search', execution: 'client', description: 'Finds tools.' },
      {
        type: 'namespace',
        name: 'mcp__zip',
        description: 'Links.',
        tools: [
          { type: 'function', name: 'find', parameters: { type: 'object' } },
          { type: 'custom', name: 'raw' },
        ],
      },
    ],
    tool_choice: {
      type: 'allowed_tools',
      mode: 'required',
      tools: [
        { type: 'function', name: 'find' },
        { type: 'custom', name: 'patch' },
        { type: 'local_shell' },
        { type: 'function', name: 'find', namespace: 'mcp__zip' },
      ],
    },
    input: [
      {
        type: 'local_shell_call',
        id: 'lsh_1',
        call_id: 'c1',
        action: { type: 'exec', command: ['ls'], env: {}, working_directory: '/' },
      },
      {
        type: 'shell_call',
        call_id: 'c2',
        action: { commands: ['ls', 'pwd'], timeout_ms: 5 },
      },
      {
        type: 'apply_patch_call',
        call_id: 'c3',
        operation: { type: 'create_file', path: 'a', diff: '+a' },
      },
      {
        type: 'tool_search_call',
        call_id: 'c4',
        execution: 'client',
        arguments: { query: 'links' },
      },
      {
        type: 'function_call',
        call_id: 'c5',
        name: 'find',
        namespace: 'mcp__zip',
        arguments: '{}',
      },
      { type: 'local_shell_call_output', id: 'lsh_1', output: 'a\nb' },
      {
        type: 'shell_call_output',
        call_id: 'c2',
        output: [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
      },
      { type: 'apply_patch_call_output', call_id: 'c3', status: 'failed', output: 'no such file' },
      {
        type: 'tool_search_output',
        call_id: 'c4',
        execution: 'client',
        tools: [{ type: 'function', name: 'shorten', parameters: { type: 'object' } }],
      },
      { type: 'function_call_output', call_id: 'c5', output: '' },
      {
        type: 'additional_tools',
        role: 'developer',
        tools: [{ type: 'function', name: 'later', parameters: { type: 'object' } }],
      },
      { type: 'configuration_update', reasoning: { effort: 'low' } },
    ],
    reasoning: { effort: 'high' },
    text: { verbosity: 'low' },
  },
}
