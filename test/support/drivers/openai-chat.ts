import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { ChatCompletion, ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { clientKey } from '../relay-world.ts'
import type { Driver, Place, Question, Told, Tool } from './driver.ts'
import { weatherReport } from './form.ts'

const completionsOf = ({ address }: Place) =>
  new OpenAI({ baseURL: `${address}/v1`, apiKey: clientKey, maxRetries: 0 }).chat.completions

const contentOf = ({ prompt, picture }: Question) =>
  picture === undefined
    ? prompt
    : [
        { type: 'text' as const, text: prompt },
        { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${picture}` } },
      ]

const requestOf = ({ model }: Place, question: Question) => ({
  model,
  messages: [
    ...(question.system === undefined
      ? []
      : [{ role: 'system' as const, content: question.system }]),
    { role: 'user' as const, content: contentOf(question) },
  ] satisfies ChatCompletionMessageParam[],
  ...(question.maxTokens === undefined ? {} : { max_completion_tokens: question.maxTokens }),
  ...(question.stop === undefined ? {} : { stop: [question.stop] }),
  ...(question.thinks ? { reasoning_effort: 'low' as const } : {}),
})

const withUsage = { stream: true as const, stream_options: { include_usage: true } }

/** Thoughts have no place in OpenAI's own types; nearly all others that speak the protocol tell them here. */
const thoughtsIn = (message: object): string =>
  'reasoning_content' in message ? String(message.reasoning_content) : ''

const toldBy = ({ choices: [choice], usage }: ChatCompletion): Told => ({
  text: choice?.message.content ?? '',
  thoughts: thoughtsIn(choice?.message ?? {}),
  stop: choice?.finish_reason ?? '',
  usage: { input: usage?.prompt_tokens ?? 0, output: usage?.completion_tokens ?? 0 },
})

const runnable = ({ name, description, schema, run }: Tool) => ({
  type: 'function' as const,
  function: {
    name,
    description,
    parameters: schema,
    parse: (text: string): object => JSON.parse(text),
    function: (input: object) => run(input),
  },
})

export const openaiChat: Driver = {
  name: 'openai chat',
  protocol: 'openai-chat',
  ends: { done: 'stop', cut: 'length' },
  errors: { refused: 'BadRequestError', limited: 'RateLimitError', broken: 'APIError' },
  dropsProofs: true,
  ask: async (place, question, form) => {
    const completions = completionsOf(place)
    const request = requestOf(place, question)
    if (form === 'whole') return toldBy(await completions.create(request))
    return toldBy(await completions.stream({ ...request, ...withUsage }).finalChatCompletion())
  },
  loop: async (place, { tools, ...question }, form) => {
    const completions = completionsOf(place)
    const request = { ...requestOf(place, question), tools: tools.map(runnable) }
    const runner =
      form === 'whole'
        ? completions.runTools(request)
        : completions.runTools({ ...request, ...withUsage })
    return toldBy(await runner.finalChatCompletion())
  },
  fill: async (place, prompt, form) => {
    const completions = completionsOf(place)
    const request = {
      ...requestOf(place, { prompt }),
      response_format: zodResponseFormat(weatherReport, 'weather_report'),
    }
    const { choices } =
      form === 'whole'
        ? await completions.parse(request)
        : await completions.stream({ ...request, stream: true }).finalChatCompletion()
    return choices[0]?.message.parsed
  },
}
