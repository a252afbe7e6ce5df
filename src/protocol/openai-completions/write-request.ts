import { given } from '../../ir/defined.ts'
import type { Extras } from '../../ir/part.ts'
import type { Prompt, Sampling } from '../../ir/prompt.ts'
import { wantsThinking } from '../../ir/reasoning.ts'
import type { Report } from '../../ir/report.ts'
import type { JsonObject } from '../json.ts'
import { writeNumbers } from '../openai-sampling.ts'
import { nextTurn, writeTranscript } from './transcript.ts'

export const writeRequest = (prompt: Prompt, report: Report): JsonObject => {
  const { model, sampling, isStreaming, endUser, extras } = prompt
  return {
    model,
    ...(extras === undefined ? foreignFields(prompt, report) : ownFields(prompt, extras, report)),
    ...writeNumbers(sampling),
    ...writeLogprobs(sampling),
    ...given({ user: endUser }),
    ...(isStreaming ? { stream: true } : {}),
  }
}

const writeLogprobs = ({ wantsLogprobs, topLogprobs }: Sampling): JsonObject =>
  wantsLogprobs === true || topLogprobs !== undefined ? { logprobs: topLogprobs ?? 0 } : {}

const ownFields = (prompt: Prompt, extras: Extras, report: Report): JsonObject => ({
  prompt: extras['prompt'] ?? writeTranscript(prompt, report).text,
  ...given({ max_tokens: prompt.sampling.maxTokens, stop: prompt.sampling.stop }),
  ...extras,
  // Only taken beside a stream, and whether that is asked for is not the client's business alone.
  ...(prompt.isStreaming ? {} : { stream_options: undefined }),
})

/** Without a limit this interface writes sixteen tokens; its models have room for a few thousand with the prompt. */
const usualLimit = 1024

const foreignFields = (prompt: Prompt, report: Report): JsonObject => {
  reportUnknown(prompt, report)
  const { text, isConversation } = writeTranscript(prompt, report)
  const { stop = [], maxTokens } = prompt.sampling
  if (maxTokens === undefined)
    report.warn('maxTokens', `is ${usualLimit} at this upstream where nothing else is asked for`)
  const stops = isConversation && stop.length < mostStops ? [...stop, nextTurn] : stop
  return {
    prompt: text,
    max_tokens: maxTokens ?? usualLimit,
    ...(stops.length === 0 ? {} : { stop: stops }),
  }
}

const mostStops = 4

const reportUnknown = (prompt: Prompt, report: Report): void => {
  const { tools, toolChoice, format, modalities, cache, reasoning, verbosity, sampling } = prompt
  const isOffered = toolChoice?.type !== 'none'
  if (isOffered && tools.some(({ type }) => type !== 'server'))
    report.refuse('tools', 'cannot be offered to this upstream')
  if (isOffered && tools.some(({ type }) => type === 'server'))
    report.warn('tools', 'that an upstream runs by itself are unknown to this one')
  if (format !== undefined && format.type !== 'text')
    report.refuse('format', 'cannot be asked of this upstream')
  if (modalities?.some((kind) => kind !== 'text') === true)
    report.refuse('modalities', 'can only be text at this upstream')
  if (cache?.content !== undefined)
    report.refuse('cache', 'names a part of the prompt that this upstream does not hold')
  if (wantsThinking(reasoning)) report.warn('reasoning', 'is not known to this upstream')
  if (verbosity !== undefined) report.warn('verbosity', 'is not known to this upstream')
  if (sampling.topK !== undefined) report.warn('topK', 'is not known to this upstream')
}
