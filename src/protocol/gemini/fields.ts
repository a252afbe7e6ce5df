import type { Codec } from '../codec.ts'
import { isObject } from '../json.ts'

/** The client's spelling of what a writer may report. */
export const fieldNames: Codec['fieldNames'] = {
  system: 'systemInstruction',
  messages: 'contents',
  tools: 'tools',
  toolChoice: 'toolConfig.functionCallingConfig',
  maxTokens: 'generationConfig.maxOutputTokens',
  temperature: 'generationConfig.temperature',
  topP: 'generationConfig.topP',
  topK: 'generationConfig.topK',
  stop: 'generationConfig.stopSequences',
  seed: 'generationConfig.seed',
  presencePenalty: 'generationConfig.presencePenalty',
  frequencyPenalty: 'generationConfig.frequencyPenalty',
  logprobs: 'generationConfig.responseLogprobs',
  choices: 'generationConfig.candidateCount',
  reasoning: 'generationConfig.thinkingConfig',
  format: 'generationConfig.responseMimeType',
  modalities: 'generationConfig.responseModalities',
  cache: 'cachedContent',
  serviceTier: 'serviceTier',
}

/** Bookkeeping, routing within the vendor, and forms of the stream: nothing of them is in the answer. */
const quiet: ReadonlySet<string> = new Set([
  'labels',
  'generationConfig.routingConfig',
  'generationConfig.modelSelectionConfig',
  'toolConfig.includeServerSideToolInvocations',
  'toolConfig.functionCallingConfig.streamFunctionCallArguments',
  // VALIDATED: calls follow their schemas, as others see to anyway.
  'toolConfig.functionCallingConfig.mode',
])

/** What the answer is made of, or written in. */
const refused: ReadonlySet<string> = new Set([
  'generationConfig.responseModalities',
  'generationConfig.responseMimeType',
  'generationConfig.responseSchema',
  'generationConfig.responseFormat',
])

export const foreignField: Codec['foreignField'] = (spelled, value) => {
  const name = spelled.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  if (quiet.has(name)) return 'quiet'
  if (refused.has(name)) return 'refuse'
  if (name === 'store') return value === true ? 'warn' : 'quiet'
  if (name === 'safetySettings') return blocksAnything(value) ? 'warn' : 'quiet'
  return 'warn'
}

const open: ReadonlySet<unknown> = new Set(['OFF', 'BLOCK_NONE'])

/** A client that turns every filter off asks for nothing that another upstream would have to do. */
const blocksAnything = (settings: unknown): boolean =>
  !Array.isArray(settings) ||
  settings.some((setting) => isObject(setting) && !open.has(setting['threshold']))
