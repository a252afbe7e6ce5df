import type { Answer, Finish } from '../../../src/ir/answer.ts'
import type { Part } from '../../../src/ir/part.ts'

const of = (parts: readonly Part[], finish: Finish): Answer => ({
  id: 'resp_1',
  model: 'gpt-5',
  createdAt: 1_700_000_000,
  choices: [{ index: 0, parts, finish }],
  usage: {
    inputTokens: 7,
    cacheReadTokens: 3,
    cacheWriteTokens: 2,
    outputTokens: 5,
    reasoningTokens: 4,
  },
})

const complete = { word: 'completed' } as const

/** The tools that the calls below are of. */
export const askedTools = {
  tools: [
    { type: 'function', name: 'find', parameters: { type: 'object' } },
    { type: 'custom', name: 'patch' },
    { type: 'local_shell' },
    { type: 'shell' },
    { type: 'apply_patch' },
  ],
}

const call = (id: string, name: string, given: string): Part => ({
  type: 'tool-call',
  kind: 'function',
  id,
  name,
  arguments: given,
})

/** Answers of any upstream: nothing in them is of this protocol alone. */
export const answers: Readonly<Record<string, Answer>> = {
  'a text': of([{ type: 'text', text: 'Grüße, 🌍!' }], { reason: 'stop', ...complete }),
  'several texts': of(
    [
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ],
    { reason: 'stop', ...complete },
  ),
  'thoughts with and without a text': of(
    [
      { type: 'thinking', text: 'Hm.', proof: 'sealed', id: 'rs_1' },
      { type: 'thinking', text: '', proof: 'closed', id: 'rs_2' },
      { type: 'text', text: 'Hi' },
    ],
    { reason: 'stop', ...complete },
  ),
  'a cited text': of(
    [
      {
        type: 'text',
        text: 'See there',
        citations: [{ url: 'https://example.org', title: 'Example', start: 0, end: 3 }],
        logprobs: [
          {
            token: 'See',
            logprob: -0.1,
            bytes: [83],
            top: [{ token: 'S', logprob: -1, bytes: [1] }],
          },
        ],
      },
    ],
    { reason: 'stop', ...complete },
  ),
  'a refusal': of([{ type: 'refusal', text: 'No.' }], { reason: 'refusal', ...complete }),
  'calls of functions and of tools with free text': of(
    [
      { type: 'text', text: 'Looking' },
      call('c1', 'find', '{"a":1}'),
      { type: 'tool-call', kind: 'custom', id: 'c2', name: 'patch', arguments: '*** Begin' },
    ],
    { reason: 'tool-calls', ...complete },
  ),
  'calls of native tools': of(
    [
      call('c1', 'local_shell', '{"command":["ls"],"env":{},"working_directory":"/"}'),
      call('c2', 'shell', '{"commands":["ls","pwd"],"timeout_ms":5}'),
      call('c3', 'apply_patch', '{"type":"create_file","path":"a","diff":"+a"}'),
    ],
    { reason: 'tool-calls', ...complete },
  ),
  'what the upstream did by itself': of(
    [
      {
        type: 'web-search',
        id: 'ws_1',
        queries: ['a', 'b'],
        results: [{ url: 'https://example.org', title: '' }],
      },
      {
        type: 'code',
        id: 'ci_1',
        code: 'print(1)',
        language: 'python',
        result: { output: '1', hasFailed: false },
      },
      { type: 'image', source: { type: 'data', mediaType: 'image/webp', data: 'AAAA' } },
      { type: 'text', text: 'Done' },
    ],
    { reason: 'stop', ...complete },
  ),
  'an answer that was cut': of([{ type: 'text', text: 'On and' }], {
    reason: 'length',
    word: 'max_output_tokens',
  }),
  'an answer that was held back': of([], { reason: 'content-filter', word: 'content_filter' }),
}
