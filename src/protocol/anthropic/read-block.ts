import type { Part, TextPart, ToolResultPart } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import { isObject, type JsonObject } from '../json.ts'
import { readCacheMark } from './cache-mark.ts'
import { readCitations } from './citation.ts'
import { readDocument, readImage, readSearchResult } from './read-media.ts'
import { joinResult, readLoneResult, readServerCall } from './server-part.ts'

/** The content of a message: a text, or blocks. Requests and answers hold the same. */
export const readContent = (content: Field): readonly Part[] =>
  content.isText ? [{ type: 'text', text: content.text() ?? '' }] : readBlocks(content.items())

const readBlocks = (blocks: readonly Field[]): readonly Part[] => {
  const parts: Part[] = []
  for (const block of blocks) {
    if (!isObject(block.value)) {
      block.reject('must be an object')
      continue
    }
    const last = parts.at(-1)
    const isServer = last?.type === 'web-search' || last?.type === 'code'
    const joined = isServer ? joinResult(last, block.value) : undefined
    if (joined === undefined) parts.push(readBlock(block, block.value))
    else parts[parts.length - 1] = joined
  }
  return parts
}

const readBlock = (block: Field, value: JsonObject): Part => {
  const kind = block.at('type').requiredText()
  switch (kind) {
    case 'text':
      return readText(block)
    case 'thinking':
      return readThinking(block)
    case 'redacted_thinking':
      return readRedacted(block)
    case 'image':
      return readImage(block)
    case 'document':
      return readDocument(block)
    case 'search_result':
      return readSearchResult(block)
    case 'tool_use':
      return readCall(block)
    case 'tool_result':
      return readResult(block)
    case 'server_tool_use':
      block.at('id').requiredText()
      block.at('name').requiredText()
      block.at('input').object()
      return readServerCall(value) ?? { type: 'foreign', kind, value }
    default:
      return readLoneResult(value) ?? { type: 'foreign', kind, value }
  }
}

const textKeys = new Set(['type', 'text', 'citations', 'cache_control'])

export const readText = (block: Field): TextPart => {
  const citations = readCitations(block)
  const cache = readCacheMark(block.at('cache_control'))
  const extras = block.extras(textKeys)
  return {
    type: 'text',
    text: block.at('text').requiredText(),
    ...(citations.length === 0 ? {} : { citations }),
    ...(cache === undefined ? {} : { cache }),
    ...(extras === undefined ? {} : { extras }),
  }
}

const thinkingKeys = new Set(['type', 'thinking', 'signature'])

const readThinking = (block: Field): Part => {
  const proof = block.at('signature').text()
  const extras = block.extras(thinkingKeys)
  return {
    type: 'thinking',
    text: block.at('thinking').requiredText(),
    ...(proof === undefined || proof === '' ? {} : { proof }),
    ...(extras === undefined ? {} : { extras }),
  }
}

const redactedKeys = new Set(['type', 'data'])

const readRedacted = (block: Field): Part => {
  const extras = block.extras(redactedKeys)
  return {
    type: 'thinking',
    text: '',
    proof: block.at('data').requiredText(),
    isRedacted: true,
    ...(extras === undefined ? {} : { extras }),
  }
}

const callKeys = new Set(['type', 'id', 'name', 'input', 'cache_control'])

const readCall = (block: Field): Part => {
  const cache = readCacheMark(block.at('cache_control'))
  const extras = block.extras(callKeys)
  return {
    type: 'tool-call',
    id: block.at('id').requiredText(),
    name: block.at('name').requiredText(),
    arguments: JSON.stringify(block.at('input').object() ?? {}),
    kind: 'function',
    ...(cache === undefined ? {} : { cache }),
    ...(extras === undefined ? {} : { extras }),
  }
}

const resultKeys = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control'])

const readResult = (block: Field): ToolResultPart => {
  const isError = block.at('is_error').flag()
  const cache = readCacheMark(block.at('cache_control'))
  const extras = block.extras(resultKeys)
  return {
    type: 'tool-result',
    callId: block.at('tool_use_id').requiredText(),
    kind: 'function',
    parts: readContent(block.at('content')),
    ...(isError === undefined ? {} : { isError }),
    ...(cache === undefined ? {} : { cache }),
    ...(extras === undefined ? {} : { extras }),
  }
}
