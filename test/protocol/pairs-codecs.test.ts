import type * as fc from 'fast-check'
import type { Answer, Choice } from '../../src/ir/answer.ts'
import { codec as anthropic } from '../../src/protocol/anthropic/codec.ts'
import { codec as gemini } from '../../src/protocol/gemini/codec.ts'
import { codec as openaiChat } from '../../src/protocol/openai-chat/codec.ts'
import { codec as openaiCompletions } from '../../src/protocol/openai-completions/codec.ts'
import { codec as openaiResponses } from '../../src/protocol/openai-responses/codec.ts'
import { codecContract } from '../contract/codec.ts'
import { choicesAnswer, plainAnswer } from '../support/neutral.ts'

const withUsage = (answers: fc.Arbitrary<Answer>, uncounted: readonly string[]) =>
  answers.map((answer) => ({
    ...answer,
    usage: Object.fromEntries(
      Object.entries(answer.usage).map(([name, count]) => [
        name,
        uncounted.includes(name) ? 0 : count,
      ]),
    ),
  }))

codecContract({
  codec: openaiChat,
  framings: ['sse'],
  answers: choicesAnswer,
  expressible: {
    model: 'gpt-4.1',
    hasTurns: true,
    hasTools: true,
    hasImages: true,
    hasProofs: false,
    hasParallelWish: true,
    sampling: [
      'maxTokens',
      'temperature',
      'topP',
      'stop',
      'seed',
      'presencePenalty',
      'frequencyPenalty',
      'logitBias',
    ],
    required: [],
  },
  counted: {
    body: {
      choices: [],
      object: 'chat.completion',
      usage: {
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10, audio_tokens: 3 },
        completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 4 },
      },
    },
    total: 150,
  },
})

codecContract({
  codec: openaiResponses,
  framings: ['sse'],
  answers: plainAnswer,
  expressible: {
    model: 'gpt-5.1',
    hasTurns: true,
    hasTools: true,
    hasImages: true,
    hasProofs: true,
    hasParallelWish: true,
    sampling: ['maxTokens', 'temperature', 'topP'],
    required: [],
  },
  counted: {
    body: {
      object: 'response',
      output: [],
      status: 'completed',
      usage: {
        input_tokens: 100,
        input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
        output_tokens: 50,
        output_tokens_details: { reasoning_tokens: 20 },
        total_tokens: 150,
      },
    },
    total: 150,
  },
})

const textAlone = (answers: fc.Arbitrary<Answer>) =>
  answers.map((answer) => ({
    ...answer,
    choices: answer.choices.map(({ index, parts }): Choice => ({
      index,
      parts: parts.filter(({ type }) => type === 'text'),
      finish: { reason: 'stop' },
    })),
  }))

codecContract({
  codec: openaiCompletions,
  framings: ['sse'],
  answers: textAlone(choicesAnswer),
  expressible: {
    model: 'gpt-3.5-turbo-instruct',
    hasTurns: false,
    hasTools: false,
    hasImages: false,
    hasProofs: false,
    hasParallelWish: false,
    sampling: [
      'maxTokens',
      'temperature',
      'topP',
      'stop',
      'seed',
      'presencePenalty',
      'frequencyPenalty',
      'logitBias',
    ],
    required: ['maxTokens'],
  },
  counted: {
    body: {
      choices: [],
      object: 'text_completion',
      usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
    },
    total: 150,
  },
})

codecContract({
  codec: anthropic,
  framings: ['sse'],
  answers: plainAnswer,
  expressible: {
    model: 'claude-sonnet-4-20250514',
    hasTurns: true,
    hasTools: true,
    hasImages: true,
    hasProofs: true,
    hasParallelWish: true,
    sampling: ['maxTokens', 'temperature', 'topP', 'topK', 'stop'],
    required: ['maxTokens'],
  },
  counted: {
    body: {
      type: 'message',
      role: 'assistant',
      content: [],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: 30,
        cache_read_input_tokens: 60,
        cache_creation_input_tokens: 10,
        cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 6 },
        output_tokens: 50,
        output_tokens_details: { thinking_tokens: 20 },
      },
    },
    total: 150,
  },
})

codecContract({
  codec: gemini,
  framings: ['sse', 'json-array'],
  // Nothing is told of what was put into the cache.
  answers: withUsage(choicesAnswer, ['cacheWriteTokens']),
  expressible: {
    model: 'gemini-2.5-pro',
    hasTurns: true,
    hasTools: true,
    hasImages: true,
    hasProofs: true,
    hasParallelWish: false,
    sampling: [
      'maxTokens',
      'temperature',
      'topP',
      'topK',
      'stop',
      'seed',
      'presencePenalty',
      'frequencyPenalty',
    ],
    required: [],
  },
  counted: {
    body: {
      candidates: [],
      usageMetadata: {
        promptTokenCount: 70,
        cachedContentTokenCount: 60,
        toolUsePromptTokenCount: 30,
        candidatesTokenCount: 30,
        thoughtsTokenCount: 20,
        totalTokenCount: 150,
      },
    },
    total: 150,
  },
})
