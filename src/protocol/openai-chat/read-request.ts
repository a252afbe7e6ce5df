import { given } from '../../ir/defined.ts'
import type { Extras } from '../../ir/part.ts'
import type { OutputFormat, Prompt, PromptCache, Sampling } from '../../ir/prompt.ts'
import type { ReadRequest, RequestAddress } from '../codec.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import { readWhole } from '../read-request.ts'
import { readNumbers, readStop } from '../openai-sampling.ts'
import { MessageReader } from './read-message.ts'
import { readReasoning } from './read-reasoning.ts'
import { readToolChoice, readTools } from './read-tools.ts'

export const readRequest = (body: JsonObject, address: RequestAddress): ReadRequest =>
  readWhole(body, (root) => readPrompt(root, address))

const readPrompt = (root: Field, address: RequestAddress): Prompt => {
  const model = root.at('model').text() ?? address.model
  if (model === '') root.at('model').reject('is required: a string')
  if (!root.at('messages').isGiven) root.at('messages').reject('is required: a list')
  const reader = new MessageReader()
  const messages = root
    .at('messages')
    .items()
    .flatMap((message) => reader.read(message))
  // In the way before there were tools, an answer has one call.
  const isLegacy = root.at('functions').isGiven
  return {
    model,
    isStreaming: root.at('stream').flag() ?? address.isStreaming,
    system: [],
    messages,
    tools: readTools(root),
    sampling: readSampling(root),
    ...given({
      toolChoice: readToolChoice(root),
      allowsParallelCalls: isLegacy ? false : root.at('parallel_tool_calls').flag(),
      reasoning: readReasoning(root),
      format: readFormat(root.at('response_format')),
      modalities: readModalities(root.at('modalities')),
      cache: readPromptCache(root),
      wantsUsage: readUsageWish(root.at('stream_options')),
      endUser: root.at('safety_identifier').text() ?? root.at('user').text(),
      serviceTier: root.at('service_tier').text(),
      verbosity: root.at('verbosity').text(),
    }),
    extras: readExtras(root),
  }
}

const readSampling = (root: Field): Sampling => {
  const maxTokens = root.at('max_tokens').whole(1)
  return {
    ...readNumbers(root),
    ...given({
      maxTokens: root.at('max_completion_tokens').whole(1) ?? maxTokens,
      topK: root.at('top_k').number(),
      stop: readStop(root.at('stop')),
      wantsLogprobs: root.at('logprobs').flag(),
      topLogprobs: root.at('top_logprobs').whole(),
    }),
  }
}

const schemaMembers: ReadonlySet<string> = new Set(['name', 'description', 'schema', 'strict'])

const readFormat = (field: Field): OutputFormat | undefined => {
  if (field.object() === undefined) return undefined
  const type = field.at('type')
  if (!type.isGiven) type.reject('is required: a string')
  switch (type.oneOf(['text', 'json_object', 'json_schema'])) {
    case 'text':
      return { type: 'text' }
    case 'json_object':
      return { type: 'json' }
    case 'json_schema':
      return readSchema(field.at('json_schema'))
    default:
      return undefined
  }
}

const readSchema = (field: Field): OutputFormat => {
  if (!field.isGiven) field.reject('is required: an object')
  field.object()
  return {
    type: 'json-schema',
    name: field.at('name').requiredText(),
    schema: field.at('schema').object() ?? {},
    ...given({
      description: field.at('description').text(),
      isStrict: field.at('strict').flag(),
      extras: field.extras(schemaMembers),
    }),
  }
}

const readModalities = (field: Field): Prompt['modalities'] =>
  field.isGiven
    ? field.items().flatMap((item) => {
        if (!item.isGiven) item.reject('must be a string')
        const kind = item.oneOf(['text', 'image', 'audio'])
        return kind === undefined ? [] : [kind]
      })
    : undefined

const readPromptCache = (root: Field): PromptCache | undefined => {
  const cache = given({
    key: root.at('prompt_cache_key').text(),
    retention: root.at('prompt_cache_retention').text(),
  })
  const mark = root.at('cache_control').object() === undefined ? {} : { mark: {} }
  const all = { ...cache, ...mark }
  return Object.keys(all).length === 0 ? undefined : all
}

const readUsageWish = (options: Field): boolean | undefined =>
  options.object() === undefined ? undefined : options.at('include_usage').flag()

/** Fields that are in the neutral form with all they say. The others that are read stay, for their spelling. */
const neutralMembers: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'web_search_options',
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'n',
  'logprobs',
  'top_logprobs',
  'response_format',
  'modalities',
  'prompt_cache_key',
  'prompt_cache_retention',
  'service_tier',
  'verbosity',
])

const objects = ['metadata', 'audio', 'prediction', 'prompt_cache_options', 'moderation'] as const

/** Never absent: by it the writer knows a request of this protocol, in which what was not said stays unsaid. */
const readExtras = (root: Field): Extras => {
  root.at('store').flag()
  for (const name of objects) root.at(name).object()
  return root.extras(neutralMembers) ?? {}
}
