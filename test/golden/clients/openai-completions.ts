import type { Client } from '../scene.ts'

const textAlone = 'a completion is asked for by a text alone'

export const openaiCompletions: Client = {
  protocol: 'openai-completions',
  streamed: { stream: true, stream_options: { include_usage: true } },
  requests: {
    plain: {
      prompt: 'Once upon a time',
      temperature: 0.5,
      top_p: 0.9,
      max_tokens: 200,
      user: 'user-1',
    },
    tools: textAlone,
    'parallel-tools': textAlone,
    // A model may think without having been asked to.
    thinking: { prompt: 'What is 18 * 23?', max_tokens: 200 },
    image: textAlone,
    'structured-output': textAlone,
    search: textAlone,
    wishes: {
      prompt: 'Once upon a time',
      best_of: 3,
      echo: true,
      logit_bias: { '50256': -100 },
      logprobs: 2,
      n: 2,
      seed: 7,
      stop: 'END',
      suffix: 'The end.',
    },
    error: { prompt: 'Hi' },
    'cut-stream': { prompt: 'Hi' },
  },
}
