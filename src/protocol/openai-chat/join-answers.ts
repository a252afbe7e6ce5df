import type { Message } from '../../ir/prompt.ts'

/**
 * Parallel calls may come as several answers in a row: Google's SDK gives back each piece of a stream as a turn. Here
 * the results must follow the one answer that holds their calls.
 */
export const joinAnswers = (messages: readonly Message[]): readonly Message[] => {
  const joined: Message[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    if (last !== undefined && message.role === 'assistant' && isCalling(last))
      joined[joined.length - 1] = { ...last, parts: [...last.parts, ...message.parts] }
    else joined.push(message)
  }
  return joined
}

const isCalling = ({ role, parts }: Message): boolean =>
  role === 'assistant' && parts.some(({ type }) => type === 'tool-call')
