import { given } from '../ir/defined.ts'
import type { Sampling } from '../ir/prompt.ts'
import type { Field } from './field.ts'
import type { JsonObject } from './json.ts'

/** The client's spelling of what chat and completions call the same. */
export const samplingNames = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  logitBias: 'logit_bias',
  logprobs: 'logprobs',
  choices: 'n',
} as const

/** The numbers of a request that chat and completions spell the same. */
export const readNumbers = (root: Field): Sampling =>
  given({
    temperature: root.at('temperature').number(),
    topP: root.at('top_p').number(),
    seed: root.at('seed').whole(Number.MIN_SAFE_INTEGER),
    presencePenalty: root.at('presence_penalty').number(),
    frequencyPenalty: root.at('frequency_penalty').number(),
    logitBias: readBias(root.at('logit_bias')),
    choices: root.at('n').whole(1),
  })

export const writeNumbers = (sampling: Sampling): JsonObject =>
  given({
    temperature: sampling.temperature,
    top_p: sampling.topP,
    seed: sampling.seed,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    logit_bias: sampling.logitBias,
    n: sampling.choices,
  })

const readBias = (field: Field): Readonly<Record<string, number>> | undefined => {
  const entries = field.object()
  if (entries === undefined) return undefined
  const bias: Record<string, number> = {}
  for (const token of Object.keys(entries)) {
    const weight = field.at(token)
    if (!weight.isGiven) weight.reject('must be a number')
    bias[token] = weight.number() ?? 0
  }
  return bias
}

/** One text or several. */
export const readStop = (field: Field): readonly string[] | undefined => {
  if (!field.isGiven) return undefined
  return field.isText ? [field.text() ?? ''] : field.texts()
}
