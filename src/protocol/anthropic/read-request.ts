import { given } from '../../ir/defined.ts'
import type { Part, TextPart } from '../../ir/part.ts'
import type { Message, Prompt, Sampling } from '../../ir/prompt.ts'
import type { ReadRequest } from '../codec.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import { readWhole } from '../read-request.ts'
import { readCacheMark } from './cache-mark.ts'
import { readMarkdownImage } from './markdown-image.ts'
import { readContent, readText } from './read-block.ts'
import { readFormat, readReasoning } from './read-reasoning.ts'
import { readTool, readToolChoice } from './read-tool.ts'

export const readRequest = (body: JsonObject): ReadRequest => readWhole(body, readPrompt)

const readPrompt = (root: Field): Prompt => {
  const mark = readCacheMark(root.at('cache_control'))
  return {
    model: root.at('model').requiredText(),
    isStreaming: root.at('stream').flag() ?? false,
    system: readSystem(root.at('system')),
    messages: readMessages(root.at('messages')),
    tools: root.at('tools').items().map(readTool),
    ...readToolChoice(root.at('tool_choice')),
    sampling: readSampling(root),
    ...given({
      reasoning: readReasoning(root),
      format: readFormat(root),
      cache: mark === undefined ? undefined : { mark },
      endUser: readEndUser(root.at('metadata')),
      serviceTier: root.at('service_tier').text(),
      extras: readExtras(root),
    }),
  }
}

const readSystem = (system: Field): readonly TextPart[] => {
  if (!system.isText) return system.items().map(readTextBlock)
  const text = system.text() ?? ''
  return text === '' ? [] : [{ type: 'text', text }]
}

const readTextBlock = (block: Field): TextPart => {
  if (block.object() === undefined && !block.isGiven) block.reject('must be an object')
  block.at('type').oneOf(['text'])
  return readText(block)
}

const readMessages = (messages: Field): readonly Message[] => {
  if (!messages.isGiven) messages.reject('is required: a list')
  return messages.items().map(readMessage)
}

const messageKeys = new Set(['role', 'content'])

const readMessage = (message: Field): Message => {
  if (message.object() === undefined && !message.isGiven) message.reject('must be an object')
  const roleField = message.at('role')
  roleField.requiredText()
  const role = roleField.oneOf(['user', 'assistant', 'system']) ?? 'user'
  const content = message.at('content')
  if (!content.isGiven) content.reject('is required: a string or a list')
  else if (!content.isText && !content.isList) content.reject('must be a string or a list')
  const extras = message.extras(messageKeys)
  return {
    role,
    parts: content.isText || content.isList ? partsOf(content, role) : [],
    ...(extras === undefined ? {} : { extras }),
  }
}

const partsOf = (content: Field, role: 'user' | 'assistant' | 'system'): readonly Part[] => {
  if (role === 'system') return content.isText ? readContent(content) : readSystem(content)
  const parts = readContent(content)
  return role === 'assistant' ? parts.map(withImage) : parts
}

const withImage = (part: Part): Part =>
  part.type === 'text' ? (readMarkdownImage(part.text) ?? part) : part

const readSampling = (root: Field): Sampling =>
  given({
    maxTokens: root.at('max_tokens').whole(),
    temperature: root.at('temperature').number(),
    topP: root.at('top_p').number(),
    topK: root.at('top_k').whole(),
    stop: root.at('stop_sequences').isGiven ? root.at('stop_sequences').texts() : undefined,
  })

const readEndUser = (metadata: Field): string | undefined =>
  metadata.object() === undefined ? undefined : metadata.at('user_id').text()

const requestKeys = new Set([
  'model',
  'stream',
  'system',
  'messages',
  'tools',
  'tool_choice',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'thinking',
  'output_config',
  'output_format',
  'cache_control',
  'metadata',
  'service_tier',
])

/** What only this protocol knows, with what is left of the fields that are partly understood. */
const readExtras = (root: Field): JsonObject | undefined => {
  const extras = given({
    metadata: root.at('metadata').extras(new Set(['user_id'])),
    output_config: root.at('output_config').extras(new Set(['effort', 'format'])),
    ...root.extras(requestKeys),
  })
  return Object.keys(extras).length === 0 ? undefined : extras
}
