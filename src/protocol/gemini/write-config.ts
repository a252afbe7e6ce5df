import { budgetOf, effortOf, nearestEffort, wantsThinking } from '../../ir/reasoning.ts'
import type { OutputFormat, Prompt, Reasoning, Sampling } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { given } from '../../ir/defined.ts'
import { isObject, type JsonObject } from '../json.ts'
import { budgetRange, canThink, levelsOf, takesJsonSchema, takesLevels } from './model.ts'
import { thinkingConfigOf } from './read-config.ts'
import { toJsonSchema } from './schema-json.ts'
import { toGeminiSchema } from './schema.ts'

/** `generationConfig`, without what only this protocol knows. */
export const writeConfig = (prompt: Prompt, report: Report): JsonObject => {
  const { model, sampling, format, modalities, reasoning } = prompt
  return {
    ...writeSampling(sampling, report),
    ...writeFormat(format, model),
    ...(modalities === undefined
      ? {}
      : { responseModalities: modalities.map((modality) => modality.toUpperCase()) }),
    ...given({
      thinkingConfig: reasoning && writeReasoning(reasoning, model, report),
    }),
  }
}

const mostStops = 5

const writeSampling = (sampling: Sampling, report: Report): JsonObject => {
  const { stop = [], logitBias, seed } = sampling
  if (stop.length > mostStops) report.refuse('stop', `must have no more than ${mostStops} entries`)
  if (logitBias !== undefined) report.warn('logitBias', 'is not offered by this upstream')
  return given({
    maxOutputTokens: sampling.maxTokens,
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    stopSequences: stop.length === 0 ? undefined : stop,
    // 32 bits; which number means which answer is each upstream's own.
    seed: seed === undefined ? undefined : Math.trunc(seed % 2 ** 31),
    presencePenalty: sampling.presencePenalty,
    frequencyPenalty: sampling.frequencyPenalty,
    responseLogprobs: sampling.wantsLogprobs,
    logprobs: sampling.topLogprobs,
    candidateCount: sampling.choices,
  })
}

const writeFormat = (format: OutputFormat | undefined, model: string): JsonObject => {
  switch (format?.type) {
    case undefined:
      return {}
    case 'text':
      return { responseMimeType: 'text/plain' }
    case 'json':
      return { responseMimeType: 'application/json' }
    case 'json-schema': {
      const responseMimeType = 'application/json'
      const newer = format.extras?.['responseFormat']
      if (newer !== undefined) return { responseFormat: newer }
      const own = format.extras?.['responseSchema']
      if (isObject(own)) return { responseMimeType, responseSchema: own }
      return takesJsonSchema(model)
        ? { responseMimeType, responseJsonSchema: toJsonSchema(format.schema) }
        : { responseMimeType, responseSchema: toGeminiSchema(format.schema) }
    }
    default:
      return format satisfies never
  }
}

/** How much to think, in the words that the model knows, and whether it is shown. */
const writeReasoning = (
  reasoning: Reasoning,
  model: string,
  report: Report,
): JsonObject | undefined => {
  const own = thinkingConfigOf(reasoning)
  if (own !== undefined) return own
  const isWanted = wantsThinking(reasoning)
  if (!canThink(model)) {
    if (isWanted) report.warn('reasoning', 'is not offered by this model')
    return undefined
  }
  const { summary } = reasoning
  const isShown = summary === undefined ? isWanted : summary !== 'none'
  const amount = takesLevels(model)
    ? writeLevel(reasoning, model, report)
    : writeBudget(reasoning, model, report)
  const config = { ...amount, ...(isShown ? { includeThoughts: true } : {}) }
  return Object.keys(config).length === 0 ? undefined : config
}

const writeLevel = (reasoning: Reasoning, model: string, report: Report): JsonObject => {
  const effort = effortOf(reasoning)
  if (effort === undefined) return {}
  if (effort === 'none') report.warn('reasoning', 'cannot be turned off: the least is used')
  const level = nearestEffort(effort, levelsOf(model))
  return level === undefined ? {} : { thinkingLevel: level.toUpperCase() }
}

const writeBudget = (reasoning: Reasoning, model: string, report: Report): JsonObject => {
  const budget = budgetOf(reasoning)
  if (budget === undefined) return reasoning.isAdaptive === true ? { thinkingBudget: -1 } : {}
  const { least, most, isOptional } = budgetRange(model)
  if (budget === 0 && isOptional) return { thinkingBudget: 0 }
  if (budget === 0) report.warn('reasoning', 'cannot be turned off: the least is used')
  return { thinkingBudget: Math.min(Math.max(budget, least), most) }
}
