import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  generateObject,
  generateText,
  isStepCount,
  jsonSchema,
  streamObject,
  streamText,
  tool,
  type LanguageModel,
  type ToolSet,
} from 'ai'
import type { ProtocolId } from '../../../src/protocol/protocol.ts'
import { clientKey } from '../relay-world.ts'
import type { Driver, Form, Place, Question, Told, Tool } from './driver.ts'
import { weatherReport } from './form.ts'

globalThis.AI_SDK_LOG_WARNINGS = false

type Provider = {
  readonly name: string
  readonly protocol: ProtocolId
  modelAt(place: Place): LanguageModel
  /** What makes it think. */
  readonly thinking: NonNullable<Parameters<typeof generateText>[0]['providerOptions']>
} & Pick<Driver, 'dropsProofs' | 'repeatsThoughts' | 'wrapped'>

const compatibleAt = ({ address, model }: Place): LanguageModel =>
  createOpenAICompatible({
    name: 'relay',
    baseURL: `${address}/v1`,
    apiKey: clientKey,
    includeUsage: true,
    supportsStructuredOutputs: true,
  }).chatModel(model)

const openaiAt = ({ address }: Place) =>
  createOpenAI({ baseURL: `${address}/v1`, apiKey: clientKey })

const stateless = { store: false, forceReasoning: true, include: ['reasoning.encrypted_content'] }

const providers: readonly Provider[] = [
  {
    name: 'ai openai chat',
    protocol: 'openai-chat',
    modelAt: (place) => openaiAt(place).chat(place.model),
    thinking: { openai: { reasoningEffort: 'low', forceReasoning: true } },
    dropsProofs: true,
  },
  {
    name: 'ai openai responses',
    protocol: 'openai-responses',
    modelAt: (place) => openaiAt(place).responses(place.model),
    thinking: { openai: { ...stateless, reasoningEffort: 'low', reasoningSummary: 'auto' } },
  },
  {
    name: 'ai openai-compatible',
    protocol: 'openai-chat',
    modelAt: compatibleAt,
    thinking: { relay: { reasoningEffort: 'low' } },
    repeatsThoughts: true,
    dropsProofs: true,
  },
  {
    name: 'ai anthropic',
    protocol: 'anthropic',
    modelAt: ({ address, model }) =>
      createAnthropic({ baseURL: `${address}/v1`, apiKey: clientKey })(model),
    thinking: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
  },
  {
    name: 'ai google',
    protocol: 'gemini',
    modelAt: ({ address, model }) =>
      createGoogle({ baseURL: `${address}/v1beta`, apiKey: clientKey })(model),
    wrapped: (name, content) => JSON.stringify({ name, content }),
    thinking: { google: { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } } },
  },
]

type Result = Pick<
  Awaited<ReturnType<typeof generateText>>,
  'text' | 'reasoningText' | 'finishReason' | 'usage'
>

const toldBy = ({ text, reasoningText = '', finishReason, usage }: Result): Told => ({
  text,
  thoughts: reasoningText,
  stop: finishReason,
  usage: { input: usage.inputTokens ?? 0, output: usage.outputTokens ?? 0 },
})

const contentOf = ({ prompt, picture }: Question) =>
  picture === undefined
    ? prompt
    : [
        { type: 'text' as const, text: prompt },
        { type: 'file' as const, data: picture, mediaType: 'image/png' },
      ]

const executable = (tools: readonly Tool[]): ToolSet =>
  Object.fromEntries(
    tools.map(({ name, description, schema, run }) => [
      name,
      tool({ description, inputSchema: jsonSchema(schema), execute: (input) => run(input) }),
    ]),
  )

const driverOf = ({ modelAt, thinking, ...facts }: Provider): Driver => {
  const requestOf = (place: Place, question: Question) => ({
    model: modelAt(place),
    messages: [{ role: 'user' as const, content: contentOf(question) }],
    maxRetries: 0,
    ...(question.system === undefined ? {} : { instructions: question.system }),
    ...(question.maxTokens === undefined ? {} : { maxOutputTokens: question.maxTokens }),
    ...(question.stop === undefined ? {} : { stopSequences: [question.stop] }),
    ...(question.thinks ? { providerOptions: thinking } : {}),
  })

  const tell = async (
    request: ReturnType<typeof requestOf> & { readonly tools?: ToolSet },
    form: Form,
  ): Promise<Told> => {
    const stopWhen = isStepCount(5)
    if (form === 'whole') return toldBy(await generateText({ ...request, stopWhen }))
    const failures: unknown[] = []
    const stream = streamText({
      ...request,
      stopWhen,
      onError: ({ error }) => void failures.push(error),
    })
    await stream.consumeStream()
    if (failures.length > 0) throw failures[0]
    return toldBy({
      text: await stream.text,
      reasoningText: await stream.reasoningText,
      finishReason: await stream.finishReason,
      usage: await stream.usage,
    })
  }

  return {
    ...facts,
    ends: { done: 'stop', cut: 'length' },
    errors: { refused: 'APICallError', limited: 'APICallError', broken: 'StreamProviderError' },
    ask: (place, question, form) => tell(requestOf(place, question), form),
    loop: (place, { tools, ...question }, form) =>
      tell({ ...requestOf(place, question), tools: executable(tools) }, form),
    fill: async (place, prompt, form) => {
      const request = { ...requestOf(place, { prompt }), schema: weatherReport }
      if (form === 'whole') return (await generateObject(request)).object
      const { partialObjectStream, object } = streamObject(request)
      for await (const _ of partialObjectStream);
      return object
    },
  }
}

/** The providers of the `ai` package. */
export const aiDrivers: readonly Driver[] = providers.map(driverOf)
