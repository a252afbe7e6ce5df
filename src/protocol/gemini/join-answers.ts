import type { Part, ThinkingPart } from '../../ir/part.ts'
import type { Message } from '../../ir/prompt.ts'

/**
 * Google's SDKs give back each piece of a stream as a content, or as a part, of its own. Here they are the one answer
 * that they were, and its thoughts are whole again: what proves a thought proves all of its text.
 */
export const joinAnswers = (messages: readonly Message[]): readonly Message[] => {
  const joined: Message[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    if (last !== undefined && isPlainAnswer(last) && isPlainAnswer(message))
      joined[joined.length - 1] = { ...last, parts: [...last.parts, ...message.parts] }
    else joined.push(message)
  }
  return joined.map((message) =>
    message.role === 'assistant' ? { ...message, parts: joinThoughts(message.parts) } : message,
  )
}

const isPlainAnswer = ({ role, extras }: Message): boolean =>
  role === 'assistant' && extras === undefined

const joinThoughts = (parts: readonly Part[]): readonly Part[] => {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.type === 'thinking' && last?.type === 'thinking' && isOpen(last) && !part.extras)
      joined[joined.length - 1] = { ...part, text: last.text + part.text }
    else joined.push(part)
  }
  return joined
}

/** The end of a thought is where it is proven. */
const isOpen = ({ proof, extras }: ThinkingPart): boolean =>
  proof === undefined && extras === undefined
