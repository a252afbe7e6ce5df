import { ChatAnthropic } from '@langchain/anthropic'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import {
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type AIMessageChunk,
  type BaseMessage,
  type UsageMetadata,
} from '@langchain/core/messages'
import type { ToolCall } from '@langchain/core/messages/tool'
import { tool } from '@langchain/core/tools'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { ChatOpenAI } from '@langchain/openai'
import { clientKey } from '../relay-world.ts'
import {
  forms,
  type Driver,
  type Form,
  type Place,
  type Question,
  type Told,
  type Tool,
} from './driver.ts'
import { weatherReport } from './form.ts'

type Provider = Omit<Driver, 'ask' | 'loop' | 'fill'> & {
  modelAt(place: Place, question: Question): BaseChatModel
  stopOf(message: AIMessageChunk): unknown
}

const openaiAt = ({ address, model }: Place, { maxTokens, stop }: Question) => ({
  model,
  apiKey: clientKey,
  configuration: { baseURL: `${address}/v1` },
  maxRetries: 0,
  ...(maxTokens === undefined ? {} : { maxTokens }),
  ...(stop === undefined ? {} : { stop: [stop] }),
})

const sdkErrors = { refused: 'BadRequestError', limited: 'RateLimitError', broken: 'APIError' }

const providers: readonly Provider[] = [
  {
    name: 'langchain openai chat',
    protocol: 'openai-chat',
    ends: { done: 'stop', cut: 'length' },
    errors: sdkErrors,
    isThoughtless: true,
    modelAt: (place, question) =>
      new ChatOpenAI({ ...openaiAt(place, question), useResponsesApi: false, streamUsage: true }),
    stopOf: ({ response_metadata: { finish_reason } }) => finish_reason,
  },
  {
    name: 'langchain openai responses',
    protocol: 'openai-responses',
    ends: { done: 'completed', cut: 'max_output_tokens' },
    errors: sdkErrors,
    isThoughtless: true,
    modelAt: (place, question) =>
      new ChatOpenAI({ ...openaiAt(place, question), useResponsesApi: true, zdrEnabled: true }),
    stopOf: ({ response_metadata: { status, incomplete_details: details } }) =>
      typeof details === 'object' && details !== null && 'reason' in details
        ? details.reason
        : status,
  },
  {
    name: 'langchain anthropic',
    protocol: 'anthropic',
    ends: { done: 'end_turn', cut: 'max_tokens' },
    errors: sdkErrors,
    // It takes what was read from the first event, and adds what was written of the first to that of the last.
    miscountsStreams: true,
    // Its parser gives up at the first piece of a stream.
    fillsWholeOnly: true,
    modelAt: ({ address, model }, { maxTokens = 4000, stop, thinks }) =>
      new ChatAnthropic({
        model,
        apiKey: clientKey,
        anthropicApiUrl: address,
        maxRetries: 0,
        maxTokens,
        ...(stop === undefined ? {} : { stopSequences: [stop] }),
        ...(thinks ? { thinking: { type: 'enabled' as const, budget_tokens: 1024 } } : {}),
      }),
    stopOf: ({ response_metadata, additional_kwargs }) =>
      response_metadata['stop_reason'] ?? additional_kwargs['stop_reason'],
  },
  {
    name: 'langchain google-genai',
    protocol: 'gemini',
    ends: { done: 'STOP', cut: 'MAX_TOKENS' },
    // A piece that tells an error is to it a piece that says nothing.
    errors: { refused: 'GoogleGenerativeAIFetchError', limited: 'GoogleGenerativeAIFetchError' },
    isThoughtless: true,
    isBlind: true,
    // It gives the results of parallel calls back one by one, and sends types that Google's schemas do not know.
    refusedAtHome: { loop: forms, fill: forms },
    modelAt: ({ address, model }, { maxTokens, stop }) =>
      new ChatGoogleGenerativeAI({
        model,
        apiKey: clientKey,
        baseUrl: address,
        maxRetries: 0,
        ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
        ...(stop === undefined ? {} : { stopSequences: [stop] }),
      }),
    stopOf: ({ response_metadata: { finishReason } }) => finishReason,
  },
]

const runnable = ({ name, description, schema, run }: Tool) =>
  tool((input: unknown) => run(input), { name, description, schema })

type Runnable = Pick<BaseChatModel, 'invoke' | 'stream'>

const answer = async (
  model: Runnable,
  messages: readonly BaseMessage[],
  form: Form,
): Promise<AIMessageChunk> => {
  if (form === 'whole') return model.invoke([...messages])
  let gathered: AIMessageChunk | undefined
  for await (const chunk of await model.stream([...messages]))
    gathered = gathered?.concat(chunk) ?? chunk
  if (gathered === undefined) throw new Error('nothing came')
  return gathered
}

const thoughtsIn = (message: AIMessageChunk): string =>
  message.contentBlocks.map((block) => (block.type === 'reasoning' ? block.reasoning : '')).join('')

const usageIn = ({
  usage_metadata: usage,
}: {
  readonly usage_metadata?: UsageMetadata | undefined
}): Told['usage'] => ({ input: usage?.input_tokens ?? 0, output: usage?.output_tokens ?? 0 })

const resultOf = async (
  named: ReturnType<typeof runnable>,
  call: ToolCall,
): Promise<BaseMessage> => {
  const result: unknown = await named.invoke({ ...call, type: 'tool_call' })
  if (result instanceof ToolMessage) return result
  throw new Error('a tool answers by a message')
}

const conversation = ({ system, prompt, picture }: Question): readonly BaseMessage[] => [
  ...(system === undefined ? [] : [new SystemMessage(system)]),
  new HumanMessage(
    picture === undefined
      ? prompt
      : {
          content: [
            { type: 'text', text: prompt },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } },
          ],
        },
  ),
]

const driverOf = ({ modelAt, stopOf, ...facts }: Provider): Driver => {
  const toldBy = (message: AIMessageChunk): Told => ({
    text: message.text,
    thoughts: thoughtsIn(message),
    stop: String(stopOf(message)),
    usage: usageIn(message),
  })

  return {
    ...facts,
    ask: async (place, question, form) =>
      toldBy(await answer(modelAt(place, question), conversation(question), form)),
    loop: async (place, { tools, ...question }, form) => {
      const known = tools.map(runnable)
      const model = modelAt(place, question).bindTools?.(known)
      if (model === undefined) throw new Error('the model takes no tools')
      const messages = [...conversation(question)]
      for (;;) {
        const message = await answer(model, messages, form)
        const calls = message.tool_calls ?? []
        if (calls.length === 0) return toldBy(message)
        messages.push(message)
        for (const call of calls)
          for (const named of known.filter(({ name }) => name === call.name))
            messages.push(await resultOf(named, call))
      }
    },
    fill: async (place, prompt, form) => {
      const model = modelAt(place, { prompt })
      const filler = model.withStructuredOutput(weatherReport, { name: 'weather_report' })
      if (form === 'whole') return filler.invoke(prompt)
      return (await Array.fromAsync(await filler.stream(prompt))).at(-1)
    },
  }
}

export const langchainDrivers: readonly Driver[] = providers.map(driverOf)
