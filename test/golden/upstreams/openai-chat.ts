import type { Upstream, UpstreamAnswer } from '../scene.ts'

const head = { id: 'chatcmpl-u1', created: 1_790_000_000, model: 'gpt-5-mini-2025-08-07' }

const usage = {
  prompt_tokens: 30,
  completion_tokens: 12,
  total_tokens: 42,
  prompt_tokens_details: { cached_tokens: 20, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 0 },
}

const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...head,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
  usage: null,
})

const answer = (
  message: object,
  deltas: readonly object[],
  finish_reason = 'stop',
): UpstreamAnswer => ({
  whole: {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, refusal: null, ...message },
        finish_reason,
        logprobs: null,
      },
    ],
    usage,
  },
  stream: [
    chunk({ role: 'assistant', content: null }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, finish_reason),
    { ...head, object: 'chat.completion.chunk', choices: [], usage },
    '[DONE]',
  ],
})

const call = (id: string, city: string) => ({
  id,
  type: 'function',
  function: { name: 'get_weather', arguments: `{"city":"${city}"}` },
})

const callBegin = (index: number, id: string) => ({
  tool_calls: [{ index, id, type: 'function', function: { name: 'get_weather', arguments: '' } }],
})

const callPiece = (index: number, piece: string) => ({
  tool_calls: [{ index, function: { arguments: piece } }],
})

const citation = {
  type: 'url_citation',
  url_citation: { start_index: 11, end_index: 25, url: 'https://example.com/bern', title: 'Bern' },
}

const error = {
  error: {
    message: 'Rate limit reached. Please try again in 2s.',
    type: 'requests',
    param: null,
    code: 'rate_limit_exceeded',
  },
}

export const openaiChat: Upstream = {
  protocol: 'openai-chat',
  model: 'gpt-5-mini',
  answers: {
    plain: answer({ content: 'Chat says hello.' }, [
      { content: 'Chat says' },
      { content: ' hello.' },
    ]),
    tools: answer(
      { tool_calls: [call('call_u1', 'Rome')] },
      [callBegin(0, 'call_u1'), callPiece(0, '{"city"'), callPiece(0, ':"Rome"}')],
      'tool_calls',
    ),
    'parallel-tools': answer(
      { content: 'Chat looks.', tool_calls: [call('call_u1', 'Rome'), call('call_u2', 'Paris')] },
      [
        { content: 'Chat looks.' },
        callBegin(0, 'call_u1'),
        callPiece(0, '{"city":"Rome"}'),
        callBegin(1, 'call_u2'),
        callPiece(1, '{"city":"Paris"}'),
      ],
      'tool_calls',
    ),
    // OpenAI's own hide their thoughts; DeepSeek's and others' show them so.
    thinking: answer({ content: 'Chat: 414', reasoning_content: '18 times 23, chat thinks.' }, [
      { reasoning_content: '18 times 23,' },
      { reasoning_content: ' chat thinks.' },
      { content: 'Chat: 414' },
    ]),
    image: answer({ content: 'Chat sees a cat.' }, [{ content: 'Chat sees a cat.' }]),
    'structured-output': answer({ content: '{"name":"Chatbern","people":1}' }, [
      { content: '{"name":"Chatbern",' },
      { content: '"people":1}' },
    ]),
    search: answer({ content: 'Chat found 134,000 people.', annotations: [citation] }, [
      { content: 'Chat found 134,000' },
      { content: ' people.' },
      { annotations: [citation] },
    ]),
    wishes: answer({ content: 'Chat tries.' }, [{ content: 'Chat tries.' }]),
    error: {
      status: 429,
      headers: { 'retry-after': '2' },
      whole: error,
      stream: [chunk({ role: 'assistant', content: 'Chat' }), error],
    },
    'cut-stream': {
      whole: '{"id":"chatcmpl-u1","object":"chat.completion","choices":[{"index":0,"message":{"ro',
      stream: [chunk({ role: 'assistant', content: 'Chat' }), chunk({ content: ' says' })],
    },
  },
}
