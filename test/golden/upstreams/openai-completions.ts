import type { Upstream, UpstreamAnswer } from '../scene.ts'

const head = {
  id: 'cmpl-u1',
  object: 'text_completion',
  created: 1_790_000_000,
  model: 'gpt-3.5-turbo-instruct:20230824-v2',
}

const usage = { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 }

const chunk = (text: string, finish_reason: string | null = null) => ({
  ...head,
  choices: [{ index: 0, text, finish_reason, logprobs: null }],
  usage: null,
})

const answer = (...texts: readonly string[]): UpstreamAnswer => ({
  whole: {
    ...head,
    choices: [{ index: 0, text: texts.join(''), finish_reason: 'stop', logprobs: null }],
    usage,
  },
  stream: [
    ...texts.map((text) => chunk(text)),
    chunk('', 'stop'),
    { ...head, choices: [], usage },
    '[DONE]',
  ],
})

const error = {
  error: {
    message: 'The server is overloaded.',
    type: 'server_error',
    param: null,
    code: 'overloaded',
  },
}

export const openaiCompletions: Upstream = {
  protocol: 'openai-completions',
  model: 'gpt-3.5-turbo-instruct',
  answers: {
    plain: answer('Completion says', ' hello.'),
    tools: answer('Completion has no tools.'),
    'parallel-tools': answer('Completion has no tools.'),
    thinking: answer('Completion: 414'),
    image: answer('Completion sees nothing.'),
    'structured-output': answer('{"name":"Completionbern",', '"people":1}'),
    search: answer('Completion knows nothing.'),
    wishes: answer('Completion tries.'),
    error: { status: 503, whole: error, stream: [chunk('Completion'), error] },
    'cut-stream': {
      whole: '{"id":"cmpl-u1","object":"text_completion","choices":[{"index":0,"te',
      stream: [chunk('Completion'), chunk(' says')],
    },
  },
}
