import type { Part, TextPart } from '../../ir/part.ts'
import type { Prompt } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { isObject, type JsonObject } from '../json.ts'
import { arrange, type Arranged } from './arrange.ts'
import { cacheControl, dropSurplusMarks } from './cache-mark.ts'
import { traitsOf, type ModelTraits } from './model-traits.ts'
import { shortest, writeRequestPart } from './write-block.ts'
import { planFormat, type FormatPlan } from './write-format.ts'
import { planReasoning, type ReasoningPlan } from './write-reasoning.ts'
import { writeMaxTokens, writeSampling } from './write-sampling.ts'
import { writeTools } from './write-tool.ts'

export const writeRequest = (prompt: Prompt, report: Report): JsonObject => {
  const traits = traitsOf(prompt.model)
  const { system, turns } = arrange(prompt, traits, report)
  const format = planFormat(prompt, traits, report)
  const tools = writeTools(prompt, { traits, format }, report)
  const plan = planReasoning(prompt.reasoning, placeOf(prompt, { traits, turns, tools }), report)
  const { output_config, metadata, ...extras } = prompt.extras ?? {}
  const isThinking = plan.thinking !== undefined && plan.thinking['type'] !== 'disabled'
  reportUnknown(prompt, report)
  const body = {
    model: prompt.model,
    max_tokens: writeMaxTokens(prompt.sampling.maxTokens, { traits, budget: budgetIn(plan) }),
    ...writeSystem(system, report),
    messages: turns.map((turn, at) => writeTurn(turn, at === turns.length - 1, report)),
    ...tools,
    ...(plan.thinking === undefined ? {} : { thinking: plan.thinking }),
    ...writeOutputConfig(plan, format, output_config),
    ...writeSampling(prompt.sampling, { traits, isThinking }, report),
    ...writeMetadata(prompt.endUser, metadata),
    ...writeServiceTier(prompt.serviceTier, report),
    ...cacheControl(prompt.cache?.mark),
    ...(prompt.isStreaming ? { stream: true } : {}),
    ...extras,
  }
  if (dropSurplusMarks(body))
    report.warn('cache', 'has more than four marks, of which the last are kept')
  return body
}

type Written = {
  readonly traits: ModelTraits
  readonly turns: readonly Arranged[]
  readonly tools: JsonObject
}

const placeOf = (prompt: Prompt, { traits, turns, tools }: Written) => {
  const choice = tools['tool_choice']
  const type = isObject(choice) ? choice['type'] : undefined
  return {
    traits,
    isForced: type === 'any' || type === 'tool',
    lacksThought: lacksThought(turns),
    maxTokens: prompt.sampling.maxTokens ?? traits.maxOutputTokens,
  }
}

/**
 * A loop of tools is one turn of the model's, which began after the user last said something without giving results. It
 * must begin with a signed thought; its later steps need none.
 */
const lacksThought = (turns: readonly Arranged[]): boolean => {
  const asked = turns.findLastIndex(
    ({ role, parts }) => role === 'user' && !parts.some(({ type }) => type === 'tool-result'),
  )
  const answered = turns.slice(asked + 1).find(({ role }) => role === 'assistant')
  const first = answered?.parts[0]
  return first !== undefined && (first.type !== 'thinking' || first.proof === undefined)
}

const budgetIn = ({ thinking }: ReasoningPlan): number => {
  const budget = thinking?.['budget_tokens']
  return typeof budget === 'number' ? budget : 0
}

const writeSystem = (system: readonly TextPart[], report: Report): { system?: unknown } => {
  const blocks = system.flatMap((part) => writeRequestPart(part, report))
  return blocks.length === 0 ? {} : { system: shortest(blocks) }
}

const writeTurn = ({ role, parts }: Arranged, isLast: boolean, report: Report): JsonObject => {
  const said: readonly Part[] = parts
  const blocks = said.flatMap((part) => writeRequestPart(part, report))
  return { role, content: shortest(isLast && role === 'assistant' ? trimmed(blocks) : blocks) }
}

/** "final assistant content cannot end with trailing whitespace" */
const trimmed = (blocks: readonly JsonObject[]): readonly JsonObject[] => {
  const last = blocks.at(-1)
  const text = last?.['text']
  return typeof text === 'string'
    ? [...blocks.slice(0, -1), { ...last, text: text.trimEnd() }]
    : blocks
}

const writeOutputConfig = (
  { effort }: ReasoningPlan,
  format: FormatPlan,
  rest: unknown,
): { output_config?: JsonObject } => {
  const config = {
    ...(effort === undefined ? {} : { effort }),
    ...(format.type === 'native' ? { format: format.format } : {}),
    ...(isObject(rest) ? rest : {}),
  }
  return Object.keys(config).length === 0 ? {} : { output_config: config }
}

const writeMetadata = (endUser: string | undefined, rest: unknown): { metadata?: JsonObject } => {
  if (endUser === undefined && !isObject(rest)) return {}
  const others = isObject(rest) ? rest : {}
  return { metadata: { ...(endUser === undefined ? {} : { user_id: endUser }), ...others } }
}

/** Anthropic names what may be used, OpenAI what is wanted. */
const serviceTiers = new Map([
  ['auto', 'auto'],
  ['standard_only', 'standard_only'],
  ['default', 'standard_only'],
  ['priority', 'auto'],
])

const writeServiceTier = (tier: string | undefined, report: Report): { service_tier?: string } => {
  if (tier === undefined) return {}
  const word = serviceTiers.get(tier)
  if (word !== undefined) return { service_tier: word }
  report.warn('serviceTier', 'names a tier that Anthropic does not offer')
  return {}
}

const reportUnknown = (prompt: Prompt, report: Report): void => {
  if (prompt.modalities?.some((modality) => modality !== 'text') === true)
    report.refuse('modalities', 'must be text alone: Anthropic answers in nothing else')
  if (prompt.cache?.content !== undefined)
    report.refuse('cache', 'names a part of the prompt that Anthropic does not hold')
  if (prompt.verbosity !== undefined) report.warn('verbosity', 'is not offered by Anthropic')
}
