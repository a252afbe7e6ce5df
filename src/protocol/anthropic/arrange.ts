import type { MediaPart, Part, TextPart } from '../../ir/part.ts'
import type { Message, Prompt } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { takeTurns, type Turn } from '../../ir/turns.ts'
import type { ModelTraits } from './model-traits.ts'
import { pairCalls } from './pair-calls.ts'
import { isWritten } from './write-block.ts'

/** A turn, or instructions that are given between two of them. */
export type Arranged = Turn | { readonly role: 'system'; readonly parts: readonly TextPart[] }

export type Conversation = {
  readonly system: readonly TextPart[]
  readonly turns: readonly Arranged[]
}

/**
 * The conversation as Anthropic takes it: it begins with the user, the sides take turns, results follow their calls.
 * Instructions further down stay where they are on models that take them there, else they go to the front.
 */
export const arrange = (prompt: Prompt, traits: ModelTraits, report: Report): Conversation => {
  const messages = prompt.messages
    .map((message) => ({
      ...message,
      parts: message.parts.filter((part) => isWritten(part, report)),
    }))
    .filter(({ parts }) => parts.length > 0)
  const lead = messages.findIndex(({ role }) => !isSystem(role))
  const front = lead === -1 ? messages : messages.slice(0, lead)
  const system = [...prompt.system.filter((part) => isWritten(part, report)), ...textsOf(front)]
  const runs = splitAtSystem(lead === -1 ? [] : messages.slice(lead), traits.takesSystemMessages)
  const moved: TextPart[] = []
  const arranged: Arranged[] = []
  for (const { messages: run, system: after } of runs) {
    const { turns, system: unplaced } = takeTurns([], run)
    arranged.push(...pairCalls(movePictures(turns, report), report))
    moved.push(...unplaced)
    if (after.length > 0) arranged.push({ role: 'system', parts: after })
  }
  if (moved.length > 0)
    report.warn('messages', 'hold instructions further down, which are moved to the front')
  return withUser({ system: [...system, ...moved], turns: arranged }, report)
}

const isSystem = (role: Message['role']): boolean => role === 'system' || role === 'developer'

const textsOf = (messages: readonly Message[]): readonly TextPart[] =>
  messages.flatMap(({ parts }) => parts.filter((part) => part.type === 'text'))

type Run = { readonly messages: readonly Message[]; readonly system: readonly TextPart[] }

/**
 * Instructions may stand only between a user's turn and the assistant's, or at the end: those among a user's messages
 * go behind the last one of them.
 * https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages#limitations
 */
const splitAtSystem = (messages: readonly Message[], mayStay: boolean): readonly Run[] => {
  if (!mayStay) return [{ messages, system: [] }]
  const runs: Run[] = []
  let run: Message[] = []
  let waiting: Message[] = []
  const close = (): void => {
    if (waiting.length === 0) return
    const follows = run.at(-1)
    if (follows === undefined || follows.role === 'assistant') run.push(...waiting)
    else {
      runs.push({ messages: run, system: textsOf(waiting) })
      run = []
    }
    waiting = []
  }
  for (const message of messages) {
    if (isSystem(message.role)) {
      waiting.push(message)
      continue
    }
    if (message.role === 'assistant') close()
    run.push(message)
  }
  close()
  return run.length === 0 ? runs : [...runs, { messages: run, system: [] }]
}

/** Only the user may show something: what a model of another vendor drew is shown in the turn after. */
const movePictures = (turns: readonly Turn[], report: Report): readonly Turn[] => {
  if (!turns.some((turn) => turn.role === 'assistant' && turn.parts.some(isMedia))) return turns
  report.warn('messages', 'hold images of the assistant, which are shown as sent by the user')
  const moved: Turn[] = []
  let pictures: readonly Part[] = []
  for (const { role, parts } of turns) {
    if (role === 'user') {
      const results = parts.filter(({ type }) => type === 'tool-result')
      const others = parts.filter(({ type }) => type !== 'tool-result')
      moved.push({ role, parts: [...results, ...pictures, ...others] })
      pictures = []
      continue
    }
    pictures = parts.filter(isMedia)
    const said = parts.filter((part) => !isMedia(part))
    moved.push({ role, parts: said.length === 0 ? [shown] : said })
  }
  return pictures.length === 0 ? moved : [...moved, { role: 'user', parts: pictures }]
}

const shown: TextPart = { type: 'text', text: '(an image)' }

const isMedia = (part: Part): part is MediaPart =>
  part.type === 'image' ||
  part.type === 'document' ||
  part.type === 'audio' ||
  part.type === 'video'

const silence: TextPart = { type: 'text', text: '(no message)' }

const withUser = ({ system, turns }: Conversation, report: Report): Conversation => {
  const first = turns[0]
  if (first?.role === 'user') return { system, turns }
  if (first !== undefined) {
    report.warn('messages', 'begin with the assistant, before which an empty user message is put')
    return { system, turns: [{ role: 'user', parts: [silence] }, ...turns] }
  }
  const last = system.at(-1)
  if (last === undefined) {
    report.refuse('messages', 'must hold a message')
    return { system, turns }
  }
  report.warn('messages', 'hold instructions alone, the last of which is sent as the user')
  return { system: system.slice(0, -1), turns: [{ role: 'user', parts: [last] }] }
}
