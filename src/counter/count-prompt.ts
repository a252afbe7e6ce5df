import type { MediaPart, Part } from '../ir/part.ts'
import type { Message, OutputFormat, Prompt, Tool } from '../ir/prompt.ts'
import type { Report } from '../ir/report.ts'
import {
  imageTokens,
  messageTokens,
  nameTokens,
  pdfTokens,
  replyTokens,
  toolListTokens,
  toolTokens,
} from './rates.ts'
import type { Tally } from './tally.ts'

/** Fields that stand for what only the upstream has. */
const elsewhere = ['previous_response_id', 'conversation', 'prompt']

/** Adds up what a model would read of a request. The report is told what the number leaves out. */
export const countPrompt = (prompt: Prompt, tally: Tally, report: Report): void => {
  for (const part of prompt.system) tally.text(part.text)
  if (prompt.system.length > 0) tally.add(messageTokens)
  const lastQuestion = prompt.messages.findLastIndex(isQuestion)
  prompt.messages.forEach((message, index) => {
    const keepsThoughts = index > lastQuestion
    countMessage(message, { tally, report, keepsThoughts })
  })
  for (const tool of prompt.tools) countTool(tool, tally, report)
  if (prompt.tools.some(({ type }) => type !== 'server')) tally.add(toolListTokens)
  countFormat(prompt.format, tally)
  tally.add(replyTokens)
  for (const name of elsewhere)
    if (prompt.extras?.[name] !== undefined && prompt.extras[name] !== null)
      report.warn(name, 'is kept by the upstream and not counted')
  if (prompt.cache?.content !== undefined)
    report.warn('cachedContent', 'is kept by the upstream and not counted')
}

/** A turn begins with what a user asks; the results of tools belong to the turn that called them. */
const isQuestion = ({ role, parts }: Message): boolean =>
  role === 'user' && parts.some(({ type }) => type !== 'tool-result')

type Counting = {
  readonly tally: Tally
  readonly report: Report
  /**
   * Thoughts of earlier turns are dropped by the upstream.
   * https://docs.anthropic.com/en/docs/build-with-claude/token-counting
   */
  readonly keepsThoughts: boolean
}

const countMessage = ({ parts, name }: Message, counting: Counting): void => {
  const { tally } = counting
  tally.add(messageTokens)
  if (name !== undefined) {
    tally.text(name)
    tally.add(nameTokens)
  }
  for (const part of parts) countPart(part, counting)
}

const countPart = (part: Part, counting: Counting): void => {
  const { tally, report, keepsThoughts } = counting
  switch (part.type) {
    case 'text':
    case 'refusal':
      return tally.text(part.text)
    case 'thinking':
      return keepsThoughts ? tally.text(part.text) : undefined
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return countMedia(part, counting)
    case 'tool-call':
      tally.text(part.name)
      return tally.text(part.arguments)
    case 'tool-result':
      return part.parts.forEach((inner) => countPart(inner, counting))
    case 'web-search':
      part.queries.forEach((query) => tally.text(query))
      return part.results?.forEach(({ url, title }) => tally.text(`${title} ${url}`))
    case 'code':
      tally.text(part.code)
      return tally.text(part.result?.output ?? '')
    case 'foreign':
      return report.warn('messages', `'${part.kind}' is not counted`)
    default:
      return part satisfies never
  }
}

const countMedia = (part: MediaPart, { tally, report }: Counting): void => {
  const { source } = part
  if (part.type === 'image') return tally.add(imageTokens(part))
  if (part.type !== 'document') return report.warn('messages', `${part.type} is not counted`)
  if (source.type === 'text') return tally.text(source.text)
  if (source.type === 'data' && source.mediaType.startsWith('text/'))
    return tally.text(Buffer.from(source.data, 'base64').toString())
  return tally.add(pdfTokens(part))
}

const countTool = (tool: Tool, tally: Tally, report: Report): void => {
  switch (tool.type) {
    case 'function':
      tally.text(tool.name)
      tally.text(tool.description ?? '')
      tally.text(JSON.stringify(tool.schema ?? {}))
      return tally.add(toolTokens)
    case 'custom':
      tally.text(tool.name)
      tally.text(tool.description ?? '')
      tally.text(JSON.stringify(tool.format ?? ''))
      return tally.add(toolTokens)
    case 'foreign':
      tally.text(JSON.stringify(tool.value) ?? '')
      return tally.add(toolTokens)
    case 'server':
      return report.warn('tools', `'${tool.kind}' is the upstream's own and not counted`)
    default:
      return tool satisfies never
  }
}

const countFormat = (format: OutputFormat | undefined, tally: Tally): void => {
  if (format?.type !== 'json-schema') return
  tally.text(JSON.stringify(format.schema) ?? '')
  tally.text(format.description ?? '')
}
