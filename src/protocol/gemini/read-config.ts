import { given } from '../../ir/defined.ts'
import type { OutputFormat, Prompt, Reasoning, Sampling } from '../../ir/prompt.ts'
import type { Extras } from '../../ir/part.ts'
import { entryOf } from '../entry.ts'
import type { Field } from '../field.ts'
import { isObject, type JsonObject } from '../json.ts'
import { fromGeminiSchema, fromJsonSchema } from './schema-read.ts'
import { bothSpellings, listOf, member } from './spelling.ts'

const known = bothSpellings([
  'temperature',
  'topP',
  'topK',
  'candidateCount',
  'maxOutputTokens',
  'stopSequences',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'responseLogprobs',
  'logprobs',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseModalities',
  'thinkingConfig',
])

const knownNewer = new Set([...known, ...bothSpellings(['responseFormat'])])

export type ReadConfig = Pick<Prompt, 'sampling' | 'reasoning' | 'format' | 'modalities'> & {
  readonly extras: Extras
}

/** Fields that only this protocol knows are kept under their paths: `generationConfig.speechConfig`. */
export const readConfig = (field: Field): ReadConfig => {
  field.object()
  const { format, extras: formatExtras } = readFormat(field)
  const isNewer = format?.type === 'json-schema' && format.extras?.['responseFormat'] !== undefined
  const { modalities, extras: modalityExtras } = readModalities(member(field, 'responseModalities'))
  return {
    sampling: readSampling(field),
    ...given({ reasoning: readReasoning(member(field, 'thinkingConfig')), format, modalities }),
    extras: pathed('generationConfig', {
      ...field.extras(isNewer ? knownNewer : known),
      ...formatExtras,
      ...modalityExtras,
    }),
  }
}

export const pathed = (path: string, extras: JsonObject | undefined): Extras =>
  Object.fromEntries(Object.entries(extras ?? {}).map(([key, value]) => [`${path}.${key}`, value]))

const readSampling = (field: Field): Sampling => {
  const stop = listOf(member(field, 'stopSequences')).flatMap((item) => {
    if (!item.isGiven) item.reject('must be a string')
    return item.text() ?? []
  })
  return given({
    maxTokens: member(field, 'maxOutputTokens').whole(),
    temperature: field.at('temperature').number(),
    topP: member(field, 'topP').number(),
    topK: member(field, 'topK').number(),
    stop: stop.length === 0 ? undefined : stop,
    seed: field.at('seed').number(),
    presencePenalty: member(field, 'presencePenalty').number(),
    frequencyPenalty: member(field, 'frequencyPenalty').number(),
    wantsLogprobs: member(field, 'responseLogprobs').flag(),
    topLogprobs: field.at('logprobs').whole(),
    choices: member(field, 'candidateCount').whole(),
  })
}

const words = { TEXT: 'text', IMAGE: 'image', AUDIO: 'audio' } as const

const readModalities = (
  field: Field,
): { readonly modalities?: NonNullable<Prompt['modalities']>; readonly extras?: JsonObject } => {
  const texts = field.texts()
  if (texts.length === 0) return {}
  const modalities = texts.flatMap((text) => {
    const word = text.toUpperCase()
    return word === 'TEXT' || word === 'IMAGE' || word === 'AUDIO' ? [words[word]] : []
  })
  return modalities.length === texts.length
    ? { modalities }
    : { extras: { responseModalities: texts } }
}

const readFormat = (
  field: Field,
): { readonly format?: OutputFormat; readonly extras?: JsonObject } => {
  const mediaType = member(field, 'responseMimeType').text()
  const jsonSchema = member(field, 'responseJsonSchema')
  const schema = member(field, 'responseSchema')
  const raw = schema.object()
  const newer = readResponseFormat(member(field, 'responseFormat'))
  if (newer !== undefined) return { format: newer }
  if (jsonSchema.isGiven)
    return { format: { type: 'json-schema', schema: fromJsonSchema(jsonSchema.value) } }
  const isJson = mediaType?.toLowerCase() === 'application/json'
  if (raw !== undefined && (isJson || mediaType === undefined)) {
    const extras = { responseSchema: raw }
    return { format: { type: 'json-schema', schema: fromGeminiSchema(raw), extras } }
  }
  if (mediaType === undefined) return {}
  if (isJson) return { format: { type: 'json' } }
  if (mediaType.toLowerCase() === 'text/plain' && raw === undefined)
    return { format: { type: 'text' } }
  return { extras: { responseMimeType: mediaType, ...(raw && { responseSchema: raw }) } }
}

/** The newer field, as far as it asks for nothing but a text in a form. */
const readResponseFormat = (field: Field): OutputFormat | undefined => {
  const formats = listOf(field)
  const text = formats[0]?.at('text')
  if (formats.length !== 1 || !isObject(text?.value) || !text.at('schema').isGiven) return undefined
  const extras = { responseFormat: field.value }
  return { type: 'json-schema', schema: fromJsonSchema(text.at('schema').value), extras }
}

const levels: Readonly<Record<string, Reasoning['effort']>> = {
  MINIMAL: 'minimal',
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
}

const readReasoning = (field: Field): Reasoning | undefined => {
  const raw = field.object()
  if (raw === undefined) return undefined
  const budget = member(field, 'thinkingBudget').number()
  const level = member(field, 'thinkingLevel').text()
  const isShown = member(field, 'includeThoughts').flag()
  return {
    ...given({
      effort: level === undefined ? undefined : entryOf(levels, level.toUpperCase()),
      budgetTokens: budget === undefined || budget < 0 ? undefined : budget,
      summary: summaryOf(isShown),
    }),
    ...(budget !== undefined && budget < 0 ? { isAdaptive: true } : {}),
    extras: { thinkingConfig: raw },
  }
}

const summaryOf = (isShown: boolean | undefined): Reasoning['summary'] => {
  if (isShown === undefined) return undefined
  return isShown ? 'auto' : 'none'
}

/** What stood there, for the same protocol. */
export const thinkingConfigOf = (reasoning: Reasoning): JsonObject | undefined => {
  const raw = reasoning.extras?.['thinkingConfig']
  return isObject(raw) ? raw : undefined
}
