import type { Part } from '../../ir/part.ts'
import type { Message, Prompt } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { toldProgram } from '../told-program.ts'

const gap = '\n\n'

const labels: Readonly<Record<Message['role'], string>> = {
  system: 'System',
  developer: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
}

/** Where a model that goes on by itself begins to speak for the user. */
export const nextTurn = `${gap}${labels.user}:`

export type Transcript = { readonly text: string; readonly isConversation: boolean }

/**
 * One text of a user is the prompt itself. A conversation becomes what a model that only continues texts can follow:
 * each turn after the name of who speaks, and the assistant's name at the end.
 */
export const writeTranscript = ({ system, messages }: Prompt, report: Report): Transcript => {
  const all: readonly Message[] =
    system.length === 0 ? messages : [{ role: 'system', parts: system }, ...messages]
  const turns = all.map(({ role, parts }) => ({ role, text: textOf(parts, report) }))
  const [first] = turns
  if (first === undefined || (turns.length === 1 && first.role === 'user'))
    return { text: first?.text ?? '', isConversation: false }
  report.warn('messages', 'are told to this upstream as a plain transcript')
  const said = turns.map(({ role, text }) => `${labels[role]}: ${text}`)
  // A model goes on with what its own side has begun.
  const isBegun = turns.at(-1)?.role === 'assistant'
  return {
    text: [...said, ...(isBegun ? [] : [`${labels.assistant}:`])].join(gap),
    isConversation: true,
  }
}

const textOf = (parts: readonly Part[], report: Report): string =>
  parts.flatMap((part) => spoken(part, report) ?? []).join(gap)

const spoken = (part: Part, report: Report): string | undefined => {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text
    case 'document':
      if (part.source.type === 'text') return part.source.text
      report.refuse('messages', 'hold a document, which this upstream cannot read')
      return undefined
    case 'image':
    case 'audio':
    case 'video':
      report.refuse('messages', `hold ${part.type}, and this upstream takes only text`)
      return undefined
    case 'tool-call':
    case 'tool-result':
      report.refuse('messages', 'hold calls of tools, which this upstream does not have')
      return undefined
    case 'code':
      report.warn('messages', 'hold programs that another vendor ran, which are told as text')
      return toldProgram(part)
    // What was found is told by the text that follows.
    case 'web-search':
    case 'thinking':
    case 'foreign':
      return undefined
    default:
      return part satisfies never
  }
}
