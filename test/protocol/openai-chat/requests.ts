import type { JsonObject } from '../../../src/protocol/json.ts'

const png = 'data:image/png;base64,iVBORw0KGgo='
const parameters = { type: 'object', properties: { city: { type: 'string' } } }
const weather = { type: 'function', function: { name: 'weather', description: 'W.', parameters } }
const grammar = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } }
const shell = { type: 'custom', custom: { name: 'shell', description: 'S.', format: grammar } }

const user = (content: unknown): JsonObject => ({ messages: [{ role: 'user', content }] })
const called = (...calls: readonly JsonObject[]): JsonObject => ({
  role: 'assistant',
  content: null,
  tool_calls: calls,
})
const weatherCall = {
  id: 'call_a',
  type: 'function',
  function: { name: 'weather', arguments: '{"city": "Rome"}' },
}

/** Requests in all forms of this protocol, each to be written as it was read. */
export const requests: Readonly<Record<string, JsonObject>> = {
  'a text': user('Hi'),
  'a list of one text': user([{ type: 'text', text: 'Hi' }]),
  names: { messages: [{ role: 'user', name: 'Ada', content: 'Hi' }] },
  instructions: {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Still.' },
    ],
  },
  images: user([
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: png, detail: 'low' } },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
  ]),
  sound: user([{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }]),
  files: user([
    { type: 'file', file: { file_id: 'file-1' } },
    { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
    { type: 'file', file: { filename: 'b.pdf', file_data: 'https://example.com/b.pdf' } },
    { type: 'file', file: { filename: 'c.txt', file_data: 'data:text/plain;base64,SGk=' } },
  ]),
  'a video': user([{ type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } }]),
  'a part of a vendor': user([{ type: 'document_url', document_url: 'https://example.com' }]),
  'cache marks': {
    messages: [
      {
        role: 'system',
        content: [
          { type: 'text', text: 'Long.', cache_control: { type: 'ephemeral', ttl: '1h' } },
          { type: 'text', text: 'Longer.', prompt_cache_breakpoint: { mode: 'explicit' } },
        ],
      },
      { role: 'user', content: 'Hi', cache_control: { type: 'ephemeral' } },
    ],
    tools: [{ ...weather, cache_control: { type: 'ephemeral' } }],
  },
  'an answer': {
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ],
      },
    ],
  },
  'a refusal': {
    messages: [
      { role: 'assistant', content: null, refusal: 'No.' },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'Never.' }] },
    ],
  },
  'an answer that was heard': { messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] },
  'an answer that was seen': {
    messages: [
      {
        role: 'assistant',
        content: 'Look.',
        images: [{ type: 'image_url', image_url: { url: png } }],
      },
    ],
  },
  'thoughts as text': {
    messages: [
      { role: 'assistant', content: 'A', reasoning_content: 'Hm.' },
      { role: 'assistant', content: 'B', reasoning: 'Hm?' },
    ],
  },
  'thoughts with proofs': {
    messages: [
      {
        role: 'assistant',
        content: 'A',
        reasoning: 'Hm.',
        reasoning_details: [
          { type: 'reasoning.text', text: 'Hm.', signature: 'c2ln', format: 'x-v1', index: 0 },
          { type: 'reasoning.encrypted', data: 'ZW5j', id: 'rs_1', index: 1 },
          { type: 'reasoning.summary', summary: 'S', index: 2 },
        ],
      },
    ],
  },
  'calls and results': {
    messages: [
      { role: 'user', content: 'Weather?' },
      called(
        weatherCall,
        { id: 'call_b', type: 'custom', custom: { name: 'shell', input: 'ls' } },
        {
          ...weatherCall,
          id: 'call_c',
          extra_content: { google: { thought_signature: 'c2ln' } },
        },
      ),
      { role: 'tool', tool_call_id: 'call_a', content: 'Sunny' },
      { role: 'tool', tool_call_id: 'call_b', content: [{ type: 'text', text: 'a.txt' }] },
      {
        role: 'tool',
        tool_call_id: 'call_c',
        content: [{ type: 'image_url', image_url: { url: png } }],
      },
    ],
    tools: [weather, shell],
  },
  tools: {
    tools: [
      weather,
      { type: 'function', function: { name: 'now' } },
      { type: 'function', function: { name: 'strict', parameters, strict: true } },
      shell,
      { type: 'custom', custom: { name: 'free', format: { type: 'text' } } },
      { type: 'builtin_function', function: { name: '$web_search' } },
    ],
    tool_choice: 'auto',
    parallel_tool_calls: false,
  },
  'no tool': { tools: [weather], tool_choice: 'none' },
  'some tool': { tools: [weather], tool_choice: 'required', parallel_tool_calls: true },
  'one tool': {
    tools: [weather],
    tool_choice: { type: 'function', function: { name: 'weather' } },
  },
  'one tool with free text': {
    tools: [shell],
    tool_choice: { type: 'custom', custom: { name: 'shell' } },
  },
  'allowed tools': {
    tools: [weather, shell],
    tool_choice: {
      type: 'allowed_tools',
      allowed_tools: {
        mode: 'required',
        tools: [
          { type: 'function', function: { name: 'weather' } },
          { type: 'custom', custom: { name: 'shell' } },
        ],
      },
    },
  },
  'functions of old': {
    functions: [{ name: 'weather', description: 'W.', parameters }],
    function_call: { name: 'weather' },
    messages: [
      { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{}' } },
      { role: 'function', name: 'weather', content: 'Sunny' },
    ],
  },
  sampling: {
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    seed: -7,
    presence_penalty: 1,
    frequency_penalty: -1,
    logit_bias: { 50_256: -100 },
    n: 3,
    stop: ['a', 'b'],
    logprobs: true,
    top_logprobs: 2,
    max_tokens: 100,
  },
  'one stop': { stop: 'END' },
  'a limit of old and one of new': { max_tokens: 100, max_completion_tokens: 200 },
  'a newer limit': { max_completion_tokens: 200 },
  'an effort': { reasoning_effort: 'xhigh', verbosity: 'low' },
  'a budget': { thinking: { type: 'enabled', budget_tokens: 2000 } },
  'an effort and a budget': { reasoning_effort: 'low', thinking: { type: 'disabled' } },
  'a routed budget': { reasoning: { max_tokens: 2000, exclude: true } },
  'plain text': { response_format: { type: 'text' } },
  JSON: { response_format: { type: 'json_object' } },
  'a schema': {
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'city', description: 'C.', schema: parameters, strict: true },
    },
  },
  'a stream': { stream: true, stream_options: { include_usage: true } },
  'sound to be made': {
    modalities: ['text', 'audio'],
    audio: { voice: 'alloy', format: 'wav' },
  },
  'a search': {
    web_search_options: { search_context_size: 'low', user_location: { type: 'approximate' } },
  },
  caches: { prompt_cache_key: 'k', prompt_cache_retention: '24h' },
  'the rest': {
    prediction: { type: 'content', content: 'Hi' },
    metadata: { a: 'b' },
    store: true,
    service_tier: 'flex',
    user: 'u',
    safety_identifier: 's',
    moderation: { model: 'omni' },
    some_vendors_own: [1],
  },
}
