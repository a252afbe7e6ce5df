import type { ProtocolId } from '../src/protocol/protocol.ts'

/** The answers of an upstream of one protocol: the same few words in each, in small events as vendors send them. */
export type VendorAnswers = {
  readonly whole: string
  /** What comes before the first chunk. */
  readonly opening: string
  readonly chunk: string
  readonly ending: string
}

const words = ' a few words of an answer'
const sentence = 'A short answer, as a small request would get it.'
const createdAt = 1_750_000_000

const data = (payload: object): string => `data: ${JSON.stringify(payload)}\n\n`
const named = (type: string, members: object = {}): string =>
  `event: ${type}\n${data({ type, ...members })}`

const openaiUsage = { prompt_tokens: 12, completion_tokens: 100, total_tokens: 112 }

const chatChunk = (rest: object): string =>
  data({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: createdAt,
    model: 'bench',
    ...rest,
  })

const openaiChat: VendorAnswers = {
  whole: JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: createdAt,
    model: 'bench',
    choices: [
      { index: 0, message: { role: 'assistant', content: sentence }, finish_reason: 'stop' },
    ],
    usage: openaiUsage,
  }),
  opening: '',
  chunk: chatChunk({ choices: [{ index: 0, delta: { content: words }, finish_reason: null }] }),
  ending:
    chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
    chatChunk({ choices: [], usage: openaiUsage }) +
    'data: [DONE]\n\n',
}

const completionsChunk = (rest: object): string =>
  data({
    id: 'cmpl-bench',
    object: 'text_completion',
    created: createdAt,
    model: 'bench',
    ...rest,
  })

const completionsChoice = (text: string, reason: string | null): object => ({
  choices: [{ text, index: 0, logprobs: null, finish_reason: reason }],
})

const openaiCompletions: VendorAnswers = {
  whole: JSON.stringify({
    id: 'cmpl-bench',
    object: 'text_completion',
    created: createdAt,
    model: 'bench',
    ...completionsChoice(sentence, 'stop'),
    usage: openaiUsage,
  }),
  opening: '',
  chunk: completionsChunk(completionsChoice(words, null)),
  ending:
    completionsChunk(completionsChoice('', 'stop')) +
    completionsChunk({ choices: [], usage: openaiUsage }) +
    'data: [DONE]\n\n',
}

const responsesItem = (text: string, status: string): object => ({
  id: 'msg_bench',
  type: 'message',
  status,
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
})

const response = (status: string, output: readonly object[]): object => ({
  id: 'resp_bench',
  object: 'response',
  created_at: createdAt,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  model: 'bench',
  output,
  parallel_tool_calls: true,
  tools: [],
  usage:
    status === 'completed' ? { input_tokens: 12, output_tokens: 100, total_tokens: 112 } : null,
})

const textPlace = { item_id: 'msg_bench', output_index: 0, content_index: 0 }

const openaiResponses: VendorAnswers = {
  whole: JSON.stringify(response('completed', [responsesItem(sentence, 'completed')])),
  opening:
    named('response.created', { response: response('in_progress', []) }) +
    named('response.output_item.added', {
      output_index: 0,
      item: { id: 'msg_bench', type: 'message', status: 'in_progress', content: [] },
    }) +
    named('response.content_part.added', {
      ...textPlace,
      part: { type: 'output_text', text: '', annotations: [] },
    }),
  chunk: named('response.output_text.delta', {
    sequence_number: 17,
    ...textPlace,
    delta: words,
    logprobs: [],
  }),
  // Without the whole text: it is as long as the stream, and no work of a chunk.
  ending: named('response.completed', {
    response: response('completed', [responsesItem('', 'completed')]),
  }),
}

const message = (content: readonly object[], reason: string | null): object => ({
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'bench',
  content,
  stop_reason: reason,
  stop_sequence: null,
  usage: { input_tokens: 12, output_tokens: reason === null ? 1 : 100 },
})

const anthropic: VendorAnswers = {
  whole: JSON.stringify(message([{ type: 'text', text: sentence }], 'end_turn')),
  opening:
    named('message_start', { message: message([], null) }) +
    named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  chunk: named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: words } }),
  ending:
    named('content_block_stop', { index: 0 }) +
    named('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 100 },
    }) +
    named('message_stop'),
}

const candidate = (text: string, reason?: string): object => ({
  candidates: [
    {
      content: { parts: [{ text }], role: 'model' },
      ...(reason === undefined ? {} : { finishReason: reason }),
      index: 0,
    },
  ],
  usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 100, totalTokenCount: 112 },
  modelVersion: 'bench',
  responseId: 'bench',
})

const gemini: VendorAnswers = {
  whole: JSON.stringify(candidate(sentence, 'STOP')),
  opening: '',
  chunk: data(candidate(words)),
  ending: data(candidate('', 'STOP')),
}

export const vendorAnswers: Readonly<Record<ProtocolId, VendorAnswers>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'openai-completions': openaiCompletions,
  anthropic,
  gemini,
}
