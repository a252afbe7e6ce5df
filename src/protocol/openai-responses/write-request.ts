import type { Extras } from '../../ir/part.ts'
import type { Prompt, Sampling, ServerTool } from '../../ir/prompt.ts'
import { wantsThinking } from '../../ir/reasoning.ts'
import type { Report } from '../../ir/report.ts'
import type { JsonObject } from '../json.ts'
import { fitSampling } from '../openai-reasoners.ts'
import { effortsOf } from './model-efforts.ts'
import { writeInstructions } from './response.ts'
import { toolOrigins } from './tool-origins.ts'
import { InputWriter } from './write-input.ts'
import { writeToolChoice, writeTools } from './write-tools.ts'
import { isOwn, writeReasoningWish, writeTextWish } from './write-wishes.ts'

export const writeRequest = (prompt: Prompt, report: Report): JsonObject => {
  const { cache, allowsParallelCalls } = prompt
  reportUnknown(prompt, report)
  const isOurs = isOwn(prompt)
  const reasoning = writeReasoningWish(prompt, report)
  const sampling = isOurs ? prompt.sampling : fitted(prompt, reasoning, report)
  const instructions = writeInstructions(prompt)
  const tools = [...writeTools(prompt, report), ...imageTool(prompt)]
  return {
    model: prompt.model,
    ...given('instructions', instructions),
    input: new InputWriter(toolOrigins(prompt.tools), report).write(prompt.messages),
    ...(tools.length === 0 ? {} : { tools }),
    ...given('tool_choice', writeToolChoice(prompt)),
    ...given('parallel_tool_calls', allowsParallelCalls),
    ...given('max_output_tokens', isOurs ? sampling.maxTokens : enough(sampling.maxTokens, report)),
    ...given('temperature', sampling.temperature),
    ...given('top_p', sampling.topP),
    ...given('top_logprobs', sampling.topLogprobs),
    ...given('reasoning', reasoning),
    ...given('text', writeTextWish(prompt)),
    ...given('prompt_cache_key', cache?.key),
    ...given('prompt_cache_retention', cache?.retention),
    ...(prompt.isStreaming ? { stream: true } : {}),
    ...(isOurs ? ownFields(prompt) : foreignFields({ ...prompt, sampling }, report)),
  }
}

/** Those that this interface does not know at all are told of by `reportUnknown`. */
const fitted = (
  { model, sampling }: Prompt,
  reasoning: JsonObject | undefined,
  report: Report,
): Sampling => {
  const { presencePenalty: _, frequencyPenalty: __, logitBias: ___, ...known } = sampling
  return fitSampling(known, { model, effort: reasoning?.['effort'] }, report)
}

const given = (key: string, value: unknown): JsonObject =>
  value === undefined ? {} : { [key]: value }

/** Pictures come of a tool here. */
const imageTool = ({ modalities, tools }: Prompt): readonly JsonObject[] =>
  modalities?.includes('image') === true &&
  !tools.some((tool) => tool.type === 'server' && tool.tool === 'image')
    ? [{ type: 'image_generation' }]
    : []

/** A client's own fields, as it gave them. */
const ownFields = ({ serviceTier, extras }: Prompt): JsonObject => ({
  ...given('service_tier', serviceTier),
  ...withoutNull(extras ?? {}),
})

/** `null` is the same as not given. Settings that the conversation changes are told as they were asked. */
const withoutNull = (extras: Extras): JsonObject => {
  const { text, ...rest } = extras
  const all = 'reasoning' in extras ? { ...rest, text } : rest
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [key, value === null ? undefined : value]),
  )
}

/**
 * Nothing is kept at the vendor for a client that has not asked for it, so the thoughts must come along to be sent back.
 * https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items
 */
const foreignFields = (prompt: Prompt, report: Report): JsonObject => {
  const include = [
    ...(reasons(prompt) ? ['reasoning.encrypted_content'] : []),
    ...(prompt.sampling.wantsLogprobs === true ? ['message.output_text.logprobs'] : []),
    ...prompt.tools.flatMap((tool) => (tool.type === 'server' ? (told[tool.tool] ?? []) : [])),
  ]
  return {
    store: false,
    ...(include.length === 0 ? {} : { include }),
    ...given('service_tier', tier(prompt, report)),
    ...given('safety_identifier', endUser(prompt, report)),
  }
}

/** What the vendor's own tools found is told to those who ask. Other protocols always tell it. */
const told: Readonly<Partial<Record<ServerTool['tool'], readonly string[]>>> = {
  'web-search': ['web_search_call.action.sources'],
  code: ['code_interpreter_call.outputs'],
}

/** Asking a model for thoughts that it does not have is an error. */
const reasons = ({ model, reasoning }: Prompt): boolean => {
  const efforts = effortsOf(model)
  return efforts === undefined ? wantsThinking(reasoning) : efforts.length > 0
}

const tiers: ReadonlySet<string> = new Set([
  'auto',
  'default',
  'flex',
  'scale',
  'priority',
  'fast',
  'ultrafast',
])

const tier = ({ serviceTier }: Prompt, report: Report): string | undefined => {
  if (serviceTier === undefined || tiers.has(serviceTier)) return serviceTier
  if (serviceTier === 'standard_only' || serviceTier === 'standard') return 'default'
  report.warn('serviceTier', 'is not one that this upstream knows')
  return undefined
}

const longestEndUser = 128

const endUser = ({ endUser: name }: Prompt, report: Report): string | undefined => {
  if (name === undefined || name.length <= longestEndUser) return name
  report.warn('endUser', `is longer than ${longestEndUser} characters`)
  return undefined
}

/** Fewer are refused: "Expected a value >= 16". */
const fewestTokens = 16

const enough = (maxTokens: number | undefined, report: Report): number | undefined => {
  if (maxTokens === undefined || maxTokens >= fewestTokens) return maxTokens
  report.warn('maxTokens', `is at least ${fewestTokens} here`)
  return fewestTokens
}

const reportUnknown = ({ sampling, modalities }: Prompt, report: Report): void => {
  const { stop, choices, topK, seed, presencePenalty, frequencyPenalty, logitBias } = sampling
  if (stop !== undefined && stop.length > 0)
    report.refuse('stop', 'cannot be asked of this upstream')
  if (choices !== undefined && choices > 1)
    report.refuse('choices', 'cannot be more than one at this upstream')
  if (modalities?.includes('audio') === true)
    report.refuse('modalities', 'cannot be sound at this upstream')
  const unknown = { topK, seed, presencePenalty, frequencyPenalty, logitBias }
  for (const [field, value] of Object.entries(unknown))
    if (value !== undefined) report.warn(field, 'is not known to this upstream')
}
