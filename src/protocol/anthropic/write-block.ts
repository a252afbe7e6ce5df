import { argumentsObject } from '../../ir/calls.ts'
import type { CodePart, Part, TextPart, ToolCallPart, ToolResultPart } from '../../ir/part.ts'
import type { Report } from '../../ir/report.ts'
import { isObject, type JsonObject } from '../json.ts'
import { cacheControl } from './cache-mark.ts'
import { citationsForUpstream, writeCitation } from './citation.ts'
import { writeMarkdownImage } from './markdown-image.ts'
import { isOwn, writeServerPart } from './server-part.ts'
import { writeMedia } from './write-media.ts'

/** Whether anything of a request's part is written: a message in which nothing is cannot be sent. */
export const isWritten = (part: Part, report: Report): boolean => {
  switch (part.type) {
    // "text content blocks must contain non-whitespace text"
    case 'text':
    case 'refusal':
      return part.text.trim() !== ''
    case 'thinking':
      if (part.proof !== undefined) return true
      report.warn('messages', 'hold thoughts without a signature, which are left out')
      return false
    case 'web-search':
      if (isOwn(part)) return true
      report.warn('messages', 'hold web searches of another vendor, which are left out')
      return false
    case 'foreign':
      return isObject(part.value)
    default:
      return true
  }
}

/** A part of a request's message, of those that are written. */
export const writeRequestPart = (part: Part, report: Report): readonly JsonObject[] => {
  switch (part.type) {
    case 'text':
      return writeRequestText(part)
    case 'refusal':
      return [{ type: 'text', text: part.text }]
    case 'thinking':
      return part.proof === undefined ? [] : [thinkingBlock(part, part.proof)]
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return writeMedia(part, report)
    case 'tool-call':
      return [callBlock(part)]
    case 'tool-result':
      return [resultBlock(part, report)]
    case 'web-search':
      return isOwn(part) ? writeServerPart(part) : []
    case 'code':
      if (isOwn(part)) return writeServerPart(part)
      report.warn('messages', 'hold programs that another vendor ran, which are told as text')
      return [{ type: 'text', text: toldProgram(part) }]
    case 'foreign':
      return isObject(part.value) ? [part.value] : []
    default:
      return part satisfies never
  }
}

/** A part of an answer, as the blocks of a whole message. */
export const writeAnswerPart = (part: Part): readonly JsonObject[] => {
  switch (part.type) {
    case 'text':
      return [answerText(part)]
    case 'refusal':
      return [{ type: 'text', text: part.text }]
    case 'thinking':
      return [thinkingBlock(part, part.proof ?? '')]
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return [{ type: 'text', text: writeMarkdownImage(part) }]
    case 'tool-call':
      return [callBlock(part)]
    case 'web-search':
    case 'code':
      return writeServerPart(part)
    case 'foreign':
      return isObject(part.value) ? [part.value] : []
    // No model makes one.
    case 'tool-result':
      return []
    default:
      return part satisfies never
  }
}

const writeRequestText = (part: TextPart): readonly JsonObject[] => {
  const citations = citationsForUpstream(part)
  return [
    {
      type: 'text',
      text: part.text,
      ...(citations.length === 0
        ? {}
        : { citations: citations.map((each) => writeCitation(each)) }),
      ...cacheControl(part.cache),
      ...part.extras,
    },
  ]
}

const answerText = ({ text, citations, extras }: TextPart): JsonObject => ({
  type: 'text',
  text,
  ...(citations === undefined
    ? {}
    : { citations: citations.map((each) => writeCitation(each, text)) }),
  ...extras,
})

type Thought = Extract<Part, { type: 'thinking' }>

const thinkingBlock = ({ text, isRedacted, extras }: Thought, proof: string): JsonObject =>
  isRedacted === true
    ? { type: 'redacted_thinking', data: proof, ...extras }
    : { type: 'thinking', thinking: text, signature: proof, ...extras }

const callBlock = (part: ToolCallPart): JsonObject => ({
  type: 'tool_use',
  id: part.id,
  name: part.name,
  input: part.kind === 'custom' ? { input: part.arguments } : argumentsObject(part.arguments),
  ...cacheControl(part.cache),
  ...part.extras,
})

const resultBlock = (part: ToolResultPart, report: Report): JsonObject => {
  const content = part.parts
    .filter((inner) => isWritten(inner, report))
    .flatMap((inner) => writeRequestPart(inner, report))
  return {
    type: 'tool_result',
    tool_use_id: part.callId,
    ...(content.length === 0 ? {} : { content: shortest(content) }),
    ...(part.isError === undefined ? {} : { is_error: part.isError }),
    ...cacheControl(part.cache),
    ...part.extras,
  }
}

/** One plain text is the same as that text without a block around it. */
export const shortest = (blocks: readonly JsonObject[]): string | readonly JsonObject[] => {
  const [first, ...others] = blocks
  if (first === undefined || others.length > 0) return blocks
  const { type, text, ...rest } = first
  return type === 'text' && typeof text === 'string' && Object.keys(rest).length === 0
    ? text
    : blocks
}

const toldProgram = ({ language = '', code, result }: CodePart): string => {
  const program = `\`\`\`${language}\n${code}\n\`\`\``
  return result === undefined ? program : `${program}\n\n\`\`\`\n${result.output}\n\`\`\``
}
