import type { Part } from '../../ir/part.ts'
import type { Prompt } from '../../ir/prompt.ts'
import { fromText } from '../../protocol/bytes.ts'
import { codecs } from '../../protocol/codecs.ts'
import { isObject, parseText } from '../../protocol/json.ts'
import type { ProtocolId } from '../../protocol/protocol.ts'

/** A task of an agent's own (a title, a summary) that the operator has another model do. */
export type BackgroundTask = {
  /** One of them stands in the text, exactly so. */
  readonly phrases: readonly string[]
  /** Which text: one of the last user message, or of the instructions. */
  readonly where: 'user' | 'system'
  /** A longer text is no such task. */
  readonly maxCharacters: number
  readonly model: string
}

type Asked = { readonly protocol: ProtocolId; readonly model: string; readonly body: string }

/** The model that the operator has set for a request; undefined when it is no such task. */
export const backgroundModel = (
  { protocol, model, body }: Asked,
  tasks: readonly BackgroundTask[],
): string | undefined => {
  const possible = tasks.filter(({ phrases }) => phrases.some((phrase) => mayHold(body, phrase)))
  if (possible.length === 0) return undefined
  const parsed = parseText(body)
  if (!isObject(parsed)) return undefined
  const read = codecs[protocol].readRequest(parsed, { model, isStreaming: false })
  return read.type === 'read'
    ? possible.find((task) => isTask(read.prompt, task))?.model
    : undefined
}

/** Looked for in the bytes, so that nearly all requests are not parsed. Clients may write what is beyond ASCII in two ways. */
const mayHold = (body: string, phrase: string): boolean =>
  /[^\x20-\x7e]/.test(phrase) || body.includes(fromText(JSON.stringify(phrase).slice(1, -1)))

const isTask = (prompt: Prompt, { phrases, where, maxCharacters }: BackgroundTask): boolean =>
  textsOf(prompt, where).some(
    (text) => text.length <= maxCharacters && phrases.some((phrase) => text.includes(phrase)),
  )

const textsOf = (
  { system, messages }: Prompt,
  where: BackgroundTask['where'],
): readonly string[] =>
  where === 'user'
    ? textsIn(messages.findLast(({ role }) => role === 'user')?.parts ?? [])
    : [
        ...textsIn(system),
        ...messages
          .filter(({ role }) => role === 'system' || role === 'developer')
          .flatMap(({ parts }) => textsIn(parts)),
      ]

const textsIn = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
