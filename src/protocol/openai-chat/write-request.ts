import { given } from '../../ir/defined.ts'
import type { Extras } from '../../ir/part.ts'
import type { Prompt, Sampling } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import type { JsonObject } from '../json.ts'
import { fitSampling } from '../openai-reasoners.ts'
import { writeNumbers } from '../openai-sampling.ts'
import type { Target } from './write-content.ts'
import { MessageWriter } from './write-messages.ts'
import { writeTools } from './write-tools.ts'
import { writeEffort, writeFormat, writeLimit, writeOpenAiWishes } from './write-wishes.ts'

/**
 * A client of this protocol has extras, if only empty ones: what it did not say stays unsaid. All others are written as
 * plainly as the upstream allows, since most that speak this protocol are not OpenAI.
 */
export const writeRequest = (prompt: Prompt, report: Report): JsonObject => {
  const { model, sampling, isStreaming, extras } = prompt
  const target: Target = { model, report, isOwn: extras !== undefined }
  const wish = writeEffort(prompt, target)
  const taken = target.isOwn
    ? sampling
    : fitSampling(sampling, { model, effort: wish['reasoning_effort'] }, report)
  return {
    model,
    messages: new MessageWriter(target).write(prompt),
    ...(isStreaming ? { stream: true } : {}),
    ...writeTools(prompt, target),
    ...writeNumbers(taken),
    ...writeLimit(prompt),
    ...writeLogprobs(taken, target),
    ...wish,
    ...writeFormat(prompt.format),
    ...(extras === undefined ? foreignFields(prompt, target) : ownFields(prompt, extras)),
  }
}

const writeLogprobs = (sampling: Sampling, { isOwn }: Target): JsonObject => {
  const { wantsLogprobs, topLogprobs } = sampling
  const isAsked = !isOwn && topLogprobs !== undefined && topLogprobs > 0
  return given({ logprobs: isAsked ? true : wantsLogprobs, top_logprobs: topLogprobs })
}

const ownFields = (prompt: Prompt, extras: Extras): JsonObject => ({
  ...given({
    stop: prompt.sampling.stop,
    modalities: prompt.modalities,
    prompt_cache_key: prompt.cache?.key,
    prompt_cache_retention: prompt.cache?.retention,
    service_tier: prompt.serviceTier,
    verbosity: prompt.verbosity,
  }),
  ...extras,
  // Only taken beside a stream, and whether that is asked for is not the client's business alone.
  ...(prompt.isStreaming ? {} : { stream_options: undefined }),
})

const foreignFields = (prompt: Prompt, target: Target): JsonObject => {
  const { stop, topK } = prompt.sampling
  if (topK !== undefined) target.report.warn('topK', 'is not known to this upstream')
  return {
    ...(stop === undefined || stop.length === 0 ? {} : { stop }),
    ...writeModalities(prompt),
    ...writeOpenAiWishes(prompt, target),
  }
}

/** Sound must be asked for by a voice and a form; a stream has it as samples alone. */
const writeModalities = ({ modalities, isStreaming }: Prompt): JsonObject => {
  if (modalities === undefined || modalities.every((kind) => kind === 'text')) return {}
  if (!modalities.includes('audio')) return { modalities }
  const format = isStreaming ? 'pcm16' : 'wav'
  return {
    modalities: [...new Set([...modalities, 'text'])],
    audio: { voice: 'alloy', format },
  }
}
