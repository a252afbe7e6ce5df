import type { Static } from '@sinclair/typebox'
import { answerJson, type Answer, type StreamAnswer } from '../answer.ts'
import { check } from './check.ts'
import { plainly, type Asked } from '../asked.ts'
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
  const told: Told = { reply: replyTo(readCompletion(request, call), call.say), request, call }
  return request.stream === true ? streamCompletion(told) : answerJson(writeCompletion(told))
}

const readCompletion = (request: CompletionRequest, call: Call): Asked => {
  const prompt = typeof request.prompt === 'string' ? request.prompt : request.prompt.join(' ')
  return {
    ...plainly,
    protocol: 'openai-completions',
    account: call.account,
    prompt,
    input: prompt,
    maxOutputTokens: request.max_tokens ?? undefined,
    stopSequences: [request.stop ?? []].flat(),
    choices: request.n ?? 1,
  }
}

const writeUsage = (reply: Reply) => ({
  prompt_tokens: reply.inputTokens,
  completion_tokens: reply.outputTokens,
  total_tokens: reply.inputTokens + reply.outputTokens,
})

const finishOf = (choice: Choice) =>
  choice.finish === 'length' ? ('length' as const) : ('stop' as const)

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

/** This model says whatever it says as text. */
const tokensOf = ({ text, refusal }: Choice): readonly string[] => [...text, ...refusal]

export const writeCompletion = ({ reply, request, call }: Told) => ({
  ...frameOf(request.model, call),
  choices: reply.choices.map((choice, index) => ({
    text: tokensOf(choice).join(''),
    index,
    logprobs: writeLogprobs(tokensOf(choice), 0, request),
    finish_reason: finishOf(choice),
  })),
  usage: writeUsage(reply),
})

/** Each event is a small completion; only the last of them says why it finished. */
export const writeCompletionChunks = ({ reply, request, call }: Told) => {
  const includesUsage = request.stream_options?.include_usage === true
  const frame = frameOf(request.model, call)
  const usage = includesUsage ? { usage: null } : {}
  const chunks = reply.choices
    .flatMap((choice, index) => writePieces(choice, index, request))
    .map((choice) => ({ ...frame, choices: [choice], ...usage }))
  return includesUsage ? [...chunks, { ...frame, choices: [], usage: writeUsage(reply) }] : chunks
}

const writePieces = (choice: Choice, index: number, request: CompletionRequest) => {
  const said = tokensOf(choice)
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
