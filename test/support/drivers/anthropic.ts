import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { clientKey } from '../relay-world.ts'
import type { Driver, Form, Place, Question, Told, Tool } from './driver.ts'
import { weatherReport } from './form.ts'

const clientAt = ({ address }: Place) =>
  new Anthropic({ baseURL: address, apiKey: clientKey, maxRetries: 0 })

const contentOf = ({ prompt, picture }: Question) =>
  picture === undefined
    ? prompt
    : [
        { type: 'text' as const, text: prompt },
        {
          type: 'image' as const,
          source: { type: 'base64' as const, media_type: 'image/png' as const, data: picture },
        },
      ]

const requestOf = ({ model }: Place, question: Question) => ({
  model,
  max_tokens: question.maxTokens ?? 4000,
  messages: [{ role: 'user' as const, content: contentOf(question) }],
  ...(question.system === undefined ? {} : { system: question.system }),
  ...(question.stop === undefined ? {} : { stop_sequences: [question.stop] }),
  ...(question.thinks ? { thinking: { type: 'enabled' as const, budget_tokens: 1024 } } : {}),
})

type Message = Pick<Anthropic.Message, 'content' | 'stop_reason' | 'usage'> | BetaMessage
type BetaMessage = Pick<Anthropic.Beta.BetaMessage, 'content' | 'stop_reason' | 'usage'>

const toldBy = ({ content, stop_reason, usage }: Message): Told => ({
  text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
  thoughts: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
  stop: stop_reason ?? '',
  usage: {
    input:
      usage.input_tokens +
      (usage.cache_read_input_tokens ?? 0) +
      (usage.cache_creation_input_tokens ?? 0),
    output: usage.output_tokens,
  },
})

const runnable = ({ name, description, schema, run }: Tool) =>
  betaTool({
    name,
    description,
    inputSchema: { ...schema, type: 'object' },
    run: (input: unknown) => run(input),
  })

type Looping = Question & { readonly tools: readonly Tool[]; readonly thread?: false }

const loop = async (
  place: Place,
  { tools, thread, ...question }: Looping,
  form: Form,
): Promise<Told> => {
  const { messages } = clientAt(place).beta
  const request = {
    ...requestOf(place, question),
    tools: tools.map(runnable),
    ...(thread === undefined ? {} : { thread }),
  }
  const runner =
    form === 'whole'
      ? messages.toolRunner(request)
      : messages.toolRunner({ ...request, stream: true })
  return toldBy(await runner.runUntilDone())
}

export const anthropic: Driver = {
  name: 'anthropic messages',
  protocol: 'anthropic',
  ends: { done: 'end_turn', cut: 'max_tokens' },
  errors: { refused: 'BadRequestError', limited: 'RateLimitError', broken: 'APIError' },
  ask: async (place, question, form) => {
    const { messages } = clientAt(place)
    const request = requestOf(place, question)
    if (form === 'whole') return toldBy(await messages.create(request))
    return toldBy(await messages.stream(request).finalMessage())
  },
  loop: (place, question, form) => loop(place, { ...question, thread: false }, form),
  fill: async (place, prompt, form) => {
    const { messages } = clientAt(place)
    const request = {
      ...requestOf(place, { prompt }),
      output_config: { format: zodOutputFormat(weatherReport) },
    }
    const { parsed_output } =
      form === 'whole'
        ? await messages.parse(request)
        : await messages.stream(request).finalMessage()
    return parsed_output
  },
}

/** Its loop leaves the conversation to the upstream: only what is new is sent. */
export const anthropicThread: Driver = { ...anthropic, name: 'anthropic threads', loop }
