import OpenAI from 'openai'
import type { Completion } from 'openai/resources/completions'
import { clientKey } from '../relay-world.ts'
import type { Driver, Told } from './driver.ts'

/** One completion of all its pieces: the SDK has no helper that folds them. */
const foldOf = (chunks: readonly Completion[]): Told => {
  const choices = chunks.flatMap((chunk) => chunk.choices)
  const usage = chunks.find((chunk) => chunk.usage)?.usage
  return {
    text: choices.map(({ text }) => text).join(''),
    thoughts: '',
    stop: choices.findLast(({ finish_reason }) => finish_reason)?.finish_reason ?? '',
    usage: { input: usage?.prompt_tokens ?? 0, output: usage?.completion_tokens ?? 0 },
  }
}

export const openaiCompletions: Driver = {
  name: 'openai completions',
  protocol: 'openai-completions',
  isThoughtless: true,
  ends: { done: 'stop', cut: 'length' },
  errors: { refused: 'BadRequestError', limited: 'RateLimitError', broken: 'APIError' },
  ask: async ({ address, model }, { prompt, maxTokens, stop }, form) => {
    const { completions } = new OpenAI({
      baseURL: `${address}/v1`,
      apiKey: clientKey,
      maxRetries: 0,
    })
    const request = {
      model,
      prompt,
      ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
      ...(stop === undefined ? {} : { stop }),
    }
    if (form === 'whole') return foldOf([await completions.create(request)])
    const stream = await completions.create({
      ...request,
      stream: true,
      stream_options: { include_usage: true },
    })
    return foldOf(await Array.fromAsync(stream))
  },
}
