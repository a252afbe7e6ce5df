import {
  efforts,
  type OutputFormat,
  type Prompt,
  type Reasoning,
  type Sampling,
} from '../../ir/prompt.ts'
import type { Extras } from '../../ir/part.ts'
import type { ReadRequest, RequestAddress } from '../codec.ts'
import type { Field } from '../field.ts'
import { isObject, type JsonObject } from '../json.ts'
import { readWhole } from '../read-request.ts'
import { InputReader } from './read-input.ts'
import { readToolChoice, ToolReader } from './read-tools.ts'

export const readRequest = (body: JsonObject, address: RequestAddress): ReadRequest =>
  readWhole(body, (root) => readPrompt(root, address))

const readPrompt = (root: Field, address: RequestAddress): Prompt => {
  const tools = new ToolReader()
  tools.read(root.at('tools'))
  const messages = new InputReader(tools).read(root.at('input'))
  const instructions = root.at('instructions').text()
  const toolChoice = readToolChoice(root.at('tool_choice'), tools)
  return {
    model: readModel(root, address),
    isStreaming: root.at('stream').flag() ?? address.isStreaming,
    system: instructions === undefined ? [] : [{ type: 'text', text: instructions }],
    messages,
    tools: tools.tools,
    ...(toolChoice === undefined ? {} : { toolChoice }),
    sampling: readSampling(root),
    ...readWishes(root),
    ...readCache(root),
    extras: readExtras(root),
  }
}

/** Only a prompt that is kept at the vendor may name the model in its stead. */
const readModel = (root: Field, address: RequestAddress): string => {
  const model = root.at('model').text() ?? address.model
  if (model === '' && !root.at('prompt').isGiven) root.at('model').reject('is required: a string')
  return model
}

const readSampling = (root: Field): Sampling => {
  const maxTokens = root.at('max_output_tokens').whole(1)
  const temperature = root.at('temperature').number()
  const topP = root.at('top_p').number()
  const topLogprobs = root.at('top_logprobs').whole()
  const wantsLogprobs =
    root.at('include').texts().includes('message.output_text.logprobs') || (topLogprobs ?? 0) > 0
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(topLogprobs === undefined ? {} : { topLogprobs }),
    ...(wantsLogprobs ? { wantsLogprobs } : {}),
  }
}

const readWishes = (root: Field): Partial<Prompt> => {
  const allowsParallelCalls = root.at('parallel_tool_calls').flag()
  const endUser = root.at('safety_identifier').text() ?? root.at('user').text()
  const serviceTier = root.at('service_tier').text()
  const reasoning = readReasoning(root)
  const format = readFormat(root)
  const text = root.at('text')
  const verbosity = text.object() === undefined ? undefined : text.at('verbosity').text()
  return {
    ...(allowsParallelCalls === undefined ? {} : { allowsParallelCalls }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(format === undefined ? {} : { format }),
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(endUser === undefined ? {} : { endUser }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
  }
}

/** The last update of the settings in the conversation that tells a value, else the request's own. */
const settingOf = (root: Field, name: string, member: string): Field => {
  if (!hasUpdates(root)) return root.at(name)
  const update = root
    .at('input')
    .items()
    .findLast(
      (item) =>
        item.at('type').value === 'configuration_update' && item.at(name).at(member).isGiven,
    )
  return update?.at(name) ?? root.at(name)
}

const reasoningMembers: ReadonlySet<string> = new Set(['effort', 'summary'])

const readReasoning = (root: Field): Reasoning | undefined => {
  const field = root.at('reasoning')
  const effortAt = settingOf(root, 'reasoning', 'effort')
  if (field.object() === undefined && effortAt.object() === undefined) return undefined
  const effort = effortAt.at('effort').oneOf(efforts)
  const summary =
    field.at('summary').oneOf(summaries) ?? field.at('generate_summary').oneOf(summaries)
  const extras = field.extras(reasoningMembers)
  return {
    ...(effort === undefined ? {} : { effort }),
    ...(summary === undefined ? {} : { summary }),
    ...(extras === undefined ? {} : { extras }),
  }
}

const summaries = ['auto', 'concise', 'detailed'] as const
const formatMembers: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'schema',
  'strict',
])

const readFormat = (root: Field): OutputFormat | undefined => {
  const field = settingOf(root, 'text', 'format').at('format')
  if (field.object() === undefined) return undefined
  const type = field.at('type').oneOf(['text', 'json_object', 'json_schema'])
  if (type === undefined) {
    if (!field.at('type').isGiven) field.at('type').reject('is required: a string')
    return undefined
  }
  if (type !== 'json_schema') return { type: type === 'text' ? 'text' : 'json' }
  const schema = field.at('schema')
  if (!schema.isGiven) schema.reject('is required: an object')
  const description = field.at('description').text()
  const isStrict = field.at('strict').flag()
  return {
    type: 'json-schema',
    name: field.at('name').requiredText(),
    ...(description === undefined ? {} : { description }),
    schema: schema.object() ?? {},
    ...(isStrict === undefined ? {} : { isStrict }),
    extras: { type, ...field.extras(formatMembers) },
  }
}

const readCache = (root: Field): Partial<Prompt> => {
  const key = root.at('prompt_cache_key').text()
  const retention = root.at('prompt_cache_retention').text()
  if (key === undefined && retention === undefined) return {}
  return {
    cache: {
      ...(key === undefined ? {} : { key }),
      ...(retention === undefined ? {} : { retention }),
    },
  }
}

const neutralMembers: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'text',
  'reasoning',
])

/**
 * Everything else, as it came. `store` is always among it: by it the writer knows a request of this protocol, in which
 * what was not said is to stay unsaid.
 */
const readExtras = (root: Field): Extras => {
  for (const name of ['background', 'store']) root.at(name).flag()
  for (const name of ['metadata', 'prompt', 'stream_options', 'prompt_cache_options', 'moderation'])
    root.at(name).object()
  for (const name of ['previous_response_id', 'truncation']) root.at(name).text()
  root.at('max_tool_calls').whole()
  root.at('context_management').items()
  const conversation = root.at('conversation')
  if (!conversation.isText) conversation.object()
  return {
    store: null,
    ...root.extras(neutralMembers),
    ...ownMembersOf(root, 'text', textMembers),
    ...(hasUpdates(root) ? asAsked(root) : {}),
  }
}

const textMembers: ReadonlySet<string> = new Set(['format', 'verbosity'])

const ownMembersOf = (root: Field, name: string, known: ReadonlySet<string>): Extras => {
  const extras = root.at(name).extras(known)
  return extras === undefined ? {} : { [name]: extras }
}

const hasUpdates = (root: Field): boolean => {
  const { value } = root.at('input')
  return (
    Array.isArray(value) &&
    value.some((item) => isObject(item) && item['type'] === 'configuration_update')
  )
}

/** The updates stay in the conversation, so the request's own settings must stay as they were. */
const asAsked = (root: Field): Extras => ({
  reasoning: root.at('reasoning').value ?? null,
  text: root.at('text').value ?? null,
})
