import type { Answer, Finish } from '../../../src/ir/answer.ts'
import type { Part } from '../../../src/ir/part.ts'

const answerOf = (parts: readonly Part[], finish: Finish = { reason: 'stop' }): Answer => ({
  id: 'msg_1',
  model: 'a-model',
  createdAt: 1_700_000_000,
  choices: [{ index: 0, parts, finish }],
  usage: {
    inputTokens: 30,
    cacheReadTokens: 60,
    cacheWriteTokens: 10,
    outputTokens: 30,
    reasoningTokens: 20,
  },
})

const call = (id: string, text: string): Part => ({
  type: 'tool-call',
  kind: 'function',
  id,
  name: 'weather',
  arguments: text,
})

const text: Part = { type: 'text', text: 'Grüße – 🌍' }

/** What answers of all protocols may hold, as far as chat can say it. */
export const answers: Readonly<Record<string, Answer>> = {
  'a text': answerOf([text]),
  'a text that was cut': answerOf([text], { reason: 'length' }),
  'a call': answerOf([call('c1', '{"city":"Rome"}')], { reason: 'tool-calls' }),
  'parallel calls': answerOf([text, call('c1', '{}'), call('c2', '{"city":"Oslo"}')], {
    reason: 'tool-calls',
  }),
  'a call with free text': answerOf(
    [{ type: 'tool-call', kind: 'custom', id: 'c1', name: 'shell', arguments: 'ls "a"' }],
    { reason: 'tool-calls' },
  ),
  'a thought': answerOf([{ type: 'thinking', text: 'Hm.' }, text]),
  'a thought with a proof': answerOf([
    { type: 'thinking', text: 'Hm.', proof: 'c2ln', id: 'rs_1' },
    text,
  ]),
  'a hidden thought': answerOf([{ type: 'thinking', text: '', proof: 'ZW5j' }, text]),
  'a refusal': answerOf([{ type: 'refusal', text: 'No.' }], { reason: 'refusal' }),
  'a filtered answer': answerOf([text], { reason: 'content-filter' }),
  citations: answerOf([
    {
      type: 'text',
      text: 'Rome is warm.',
      citations: [{ url: 'https://a.example', title: 'A', quote: 'warm', start: 0, end: 4 }],
    },
  ]),
  'an image': answerOf([
    text,
    { type: 'image', source: { type: 'data', mediaType: 'image/png', data: 'iVBO' } },
  ]),
  sound: answerOf([
    { type: 'text', text: 'Hello', extras: { audio: 'transcript' } },
    {
      type: 'audio',
      source: { type: 'data', mediaType: 'audio/wav', data: 'UklGRg==' },
      extras: { id: 'audio_1', expires_at: 1_700_000_001 },
    },
  ]),
  probabilities: answerOf([
    {
      type: 'text',
      text: 'Hi',
      logprobs: [
        {
          token: 'Hi',
          logprob: -0.5,
          bytes: [72, 105],
          top: [{ token: 'Ho', logprob: -1, bytes: null }],
        },
      ],
    },
  ]),
}
