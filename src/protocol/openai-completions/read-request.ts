import { given } from '../../ir/defined.ts'
import type { Extras } from '../../ir/part.ts'
import type { Message, Prompt, Sampling } from '../../ir/prompt.ts'
import type { ReadRequest, RequestAddress } from '../codec.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import { readWhole } from '../read-request.ts'
import { readNumbers, readStop } from '../openai-sampling.ts'

export const readRequest = (body: JsonObject, address: RequestAddress): ReadRequest =>
  readWhole(body, (root) => readPrompt(root, address))

const readPrompt = (root: Field, address: RequestAddress): Prompt => {
  const model = root.at('model').text() ?? address.model
  if (model === '') root.at('model').reject('is required: a string')
  const options = root.at('stream_options')
  return {
    model,
    isStreaming: root.at('stream').flag() ?? address.isStreaming,
    system: [],
    messages: readTexts(root.at('prompt')).map(asMessage),
    tools: [],
    sampling: readSampling(root),
    ...given({
      wantsUsage: options.object() === undefined ? undefined : options.at('include_usage').flag(),
      endUser: root.at('user').text(),
    }),
    extras: readExtras(root),
  }
}

/** Each prompt by itself: more than one cannot be answered but by an upstream of this protocol. */
const readTexts = (prompt: Field): readonly string[] => {
  if (!prompt.isList) return [prompt.requiredText()]
  const items = prompt.items()
  if (items.length === 0) prompt.reject('must not be empty')
  if (items.some((item) => typeof item.value === 'number' || item.isList)) {
    prompt.reject('is a list of tokens, which cannot be read: send the text itself')
    return []
  }
  return prompt.texts()
}

const asMessage = (text: string): Message => ({
  role: 'user',
  parts: text === '' ? [] : [{ type: 'text', text }],
})

const readSampling = (root: Field): Sampling => {
  const maxTokens = root.at('max_tokens').whole()
  const logprobs = root.at('logprobs').whole()
  return {
    ...readNumbers(root),
    ...given({
      maxTokens: maxTokens === 0 ? undefined : maxTokens,
      topK: root.at('top_k').number(),
      stop: readStop(root.at('stop')),
      wantsLogprobs: logprobs === undefined ? undefined : true,
      topLogprobs: logprobs,
    }),
  }
}

/** Fields that are in the neutral form with all they say. The others that are read stay, for their spelling. */
const neutralMembers: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'n',
  'logprobs',
  'user',
])

/** Never absent: by it the writer knows a request of this protocol. */
const readExtras = (root: Field): Extras => {
  root.at('echo').flag()
  root.at('suffix').text()
  root.at('best_of').whole(1)
  return root.extras(neutralMembers) ?? {}
}
