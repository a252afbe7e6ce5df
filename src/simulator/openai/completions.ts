import type { Static } from '@sinclair/typebox'
import { answerJson, refuse, type Answer, type Refusal, type StreamAnswer } from '../answer.ts'
import { check } from './check.ts'
import { plainly, type Asked } from '../asked.ts'
import { judge, type Rule } from '../judge.ts'
import { alternativesTo, logprobOf } from '../logprobs.ts'
import { replyTo, type Choice, type Reply } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { refuseModel } from './models.ts'
import { completionRequest } from './schema.ts'
import { dataPiece, done, failInChunks } from './stream.ts'

type CompletionRequest = Static<typeof completionRequest>
type Told = { readonly reply: Reply; readonly request: CompletionRequest; readonly call: Call }

export const answerCompletion = (call: Call): Answer => {
  const checked = check(completionRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'completion') === undefined) return refuseModel(request.model)
  const refusal = judge(rules, request)
  if (refusal !== undefined) return refusal
  const told: Told = { reply: replyTo(readCompletion(request, call), call.say), request, call }
  return request.stream === true ? streamCompletion(told) : answerJson(writeCompletion(told))
}

const readCompletion = (request: CompletionRequest, call: Call): Asked => {
  const prompts = promptsOf(request.prompt)
  const prompt = prompts.join(' ')
  return {
    ...plainly,
    protocol: 'openai-completions',
    account: call.account,
    prompt,
    input: prompt,
    maxOutputTokens: request.max_tokens ?? undefined,
    stopSequences: [request.stop ?? []].flat(),
    choices: prompts.length * (request.n ?? 1),
  }
}

/** One text, several texts, one text as tokens, or several as tokens. */
const promptsOf = (prompt: CompletionRequest['prompt']): readonly string[] => {
  if (typeof prompt === 'string') return [prompt]
  if (prompt.every((token) => typeof token === 'number')) return [prompt.join(' ')]
  return prompt.map((text) => (typeof text === 'string' ? text : [text].flat().join(' ')))
}

const rules: readonly Rule<CompletionRequest>[] = [
  ({ stream, stream_options }) =>
    (stream_options ?? null) !== null && stream !== true
      ? refuse('invalid', "'stream_options' is only allowed when 'stream' is enabled.", {
          param: 'stream_options',
        })
      : undefined,
  ({ n, best_of, stream }) =>
    (best_of ?? 1) < (n ?? 1) && (best_of ?? null) !== null
      ? refuse('invalid', "'best_of' must be at least 'n'.", { param: 'best_of' })
      : refuseBestOf(best_of, stream),
]

const refuseBestOf = (
  bestOf: number | null | undefined,
  stream: boolean | null | undefined,
): Refusal | undefined =>
  stream === true && (bestOf ?? 1) > 1
    ? refuse('invalid', "'best_of' must be 1 in a stream.", { param: 'best_of' })
    : undefined

const writeUsage = (reply: Reply) => ({
  prompt_tokens: reply.inputTokens,
  completion_tokens: reply.outputTokens,
  total_tokens: reply.inputTokens + reply.outputTokens,
})

const finishOf = ({ finish }: Choice) => {
  if (finish === 'filter') return 'content_filter' as const
  return finish === 'length' ? ('length' as const) : ('stop' as const)
}

const frameOf = (model: string, call: Call) => ({
  id: `cmpl-simulated-${call.serial}`,
  object: 'text_completion' as const,
  created: Math.floor(call.now / 1000),
  model,
})

/** Null unless the request asks for them; offsets count from the prompt's end. */
const writeLogprobs = (
  tokens: readonly string[],
  start: number,
  { logprobs }: CompletionRequest,
) => {
  if (logprobs === undefined || logprobs === null) return null
  return {
    tokens: [...tokens],
    token_logprobs: tokens.map(logprobOf),
    top_logprobs: tokens.map((token) =>
      Object.fromEntries(
        alternativesTo(token, logprobs).map(({ token: name, logprob }) => [name, logprob]),
      ),
    ),
    text_offset: tokens.map((_, position) => start + tokens.slice(0, position).join('').length),
  }
}

/** This model says whatever it says as text, behind the prompt when that is to be echoed. */
const tokensOf = (
  { text, refusal }: Choice,
  index: number,
  { echo, prompt, n }: CompletionRequest,
): readonly string[] => {
  const prompts = echo === true ? promptsOf(prompt) : []
  return [...prompts.slice(Math.floor(index / (n ?? 1))).slice(0, 1), ...text, ...refusal]
}

export const writeCompletion = ({ reply, request, call }: Told) => ({
  ...frameOf(request.model, call),
  choices: reply.choices.map((choice, index) => ({
    text: tokensOf(choice, index, request).join(''),
    index,
    logprobs: writeLogprobs(tokensOf(choice, index, request), 0, request),
    finish_reason: finishOf(choice),
  })),
  usage: writeUsage(reply),
})

/** Each event is a small completion; only the last of them says why it finished. */
const writeCompletionChunks = ({ reply, request, call }: Told) => {
  const includesUsage = request.stream_options?.include_usage === true
  const frame = frameOf(request.model, call)
  const usage = includesUsage ? { usage: null } : {}
  const chunks = reply.choices
    .flatMap((choice, index) => writePieces(choice, index, request))
    .map((choice) => ({ ...frame, choices: [choice], ...usage }))
  return includesUsage ? [...chunks, { ...frame, choices: [], usage: writeUsage(reply) }] : chunks
}

const writePieces = (choice: Choice, index: number, request: CompletionRequest) => {
  const said = tokensOf(choice, index, request)
  const tokens = said.length === 0 ? [''] : said
  return tokens.map((text, position) => ({
    text,
    index,
    logprobs: writeLogprobs([text], tokens.slice(0, position).join('').length, request),
    finish_reason: position === tokens.length - 1 ? finishOf(choice) : null,
  }))
}

const streamCompletion = (told: Told): StreamAnswer => ({
  type: 'stream',
  framing: 'sse',
  lineEnding: '\n',
  pieces: [...writeCompletionChunks(told).map((chunk) => dataPiece('content', chunk)), done],
  failure: failInChunks,
})
