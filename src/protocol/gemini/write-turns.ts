import { callNames } from '../../ir/calls.ts'
import type { Message, Prompt } from '../../ir/prompt.ts'
import type { MediaPart, Part, TextPart, ToolResultPart } from '../../ir/part.ts'
import type { Report } from '../../ir/report.ts'
import { takeTurns, type Turn } from '../../ir/turns.ts'
import { isObject, type JsonObject } from '../json.ts'
import { isVendorFile } from './media.ts'
import { demandsSignatures, takesMediaResults } from './model.ts'
import { hadId, writeMedia, writePart } from './write-part.ts'
import { signCurrentTurn } from './signatures.ts'

export type WrittenTurns = {
  readonly contents: readonly JsonObject[]
  readonly systemInstruction?: JsonObject
}

export const writeTurns = (prompt: Prompt, report: Report): WrittenTurns => {
  const { system, turns, movedSystemMessages } = takeTurns(
    prompt.system,
    prompt.messages.map(withoutBlanks),
  )
  if (movedSystemMessages > 0)
    report.warn('messages', 'has system messages within it, which were put before it')
  const writer = new TurnWriter(prompt, report)
  const contents = turns.flatMap((turn, at) => writer.write(turn, turns[at - 1]))
  const signed = demandsSignatures(prompt.model) ? signCurrentTurn(contents) : contents
  return placeSystem(signed, system, report)
}

/** A text without words is refused, or means nothing; one that is signed must come back. */
const withoutBlanks = (message: Message): Message => ({
  ...message,
  parts: message.parts.filter(
    (part) =>
      (part.type !== 'text' && part.type !== 'thinking') ||
      part.text !== '' ||
      part.proof !== undefined,
  ),
})

const placeSystem = (
  contents: readonly JsonObject[],
  system: readonly TextPart[],
  report: Report,
): WrittenTurns => {
  const parts = system.filter(({ text }) => text !== '').map(({ text }) => ({ text }))
  if (contents.length > 0)
    return { contents, ...(parts.length === 0 ? {} : { systemInstruction: { parts } }) }
  if (parts.length === 0) {
    report.refuse('messages', 'must hold something that can be answered')
    return { contents }
  }
  // There is no answer to instructions alone here.
  report.warn('system', 'stands alone and was sent as what the user says')
  return { contents: [{ role: 'user', parts }] }
}

class TurnWriter {
  readonly #report: Report
  readonly #names: ReadonlyMap<string, string>
  readonly #takesMedia: boolean

  constructor(prompt: Prompt, report: Report) {
    this.#report = report
    this.#names = callNames(prompt.messages)
    this.#takesMedia = takesMediaResults(prompt.model)
  }

  write({ role, parts }: Turn, before: Turn | undefined): readonly JsonObject[] {
    const results = parts.filter((part) => part.type === 'tool-result')
    const rest = parts.filter((part) => part.type !== 'tool-result')
    const ordered = results.length > 1 ? inOrderOf(before, results) : results
    const written = [
      ...ordered.map((result) => this.#result(result)),
      ...ordered.flatMap(({ parts: inner }) => this.#mediaBeside(inner)),
      ...rest.flatMap((part) => this.#part(part)),
    ]
    if (written.length === 0) return []
    return [{ role: role === 'assistant' ? 'model' : 'user', parts: written }]
  }

  #part(part: Part): readonly JsonObject[] {
    if (isMedia(part) && !this.#canRefer(part)) return []
    if (part.type === 'web-search')
      this.#report.warn('messages', 'holds searches of another upstream, which were left out')
    return writePart(part)
  }

  #canRefer({ source }: MediaPart): boolean {
    if (source.type !== 'file' || isVendorFile(source.id)) return true
    this.#report.refuse('messages', 'holds a file that was uploaded to another vendor')
    return false
  }

  #result(result: ToolResultPart): JsonObject {
    const { callId, extras, parts, isError } = result
    const inner = isObject(extras?.['functionResponse']) ? extras['functionResponse'] : {}
    const media = parts.filter(isMedia).filter((part) => this.#standsWithin(part))
    const text = parts.flatMap((part) => textOf(part)).join('\n')
    const id = extras?.['id'] ?? callId
    return {
      functionResponse: {
        ...(hadId(extras) ? { id } : {}),
        name: this.#nameOf(result),
        response: isError === true ? { error: text } : { output: text },
        ...(media.length === 0 ? {} : { parts: media.map(writeMedia) }),
        ...inner,
      },
      ...outerExtras(extras),
    }
  }

  #nameOf({ name, callId }: ToolResultPart): string {
    const known = name ?? this.#names.get(callId)
    if (known !== undefined) return known
    this.#report.refuse('messages', `holds a result for the call ${callId}, which it does not hold`)
    return ''
  }

  /** Only data may stand within a result. */
  #standsWithin({ source }: MediaPart): boolean {
    return this.#takesMedia && (source.type === 'data' || source.type === 'text')
  }

  #mediaBeside(parts: readonly Part[]): readonly JsonObject[] {
    return parts
      .filter(isMedia)
      .filter((part) => !this.#standsWithin(part))
      .flatMap((part) => this.#part(part))
  }
}

const outerExtras = (extras: ToolResultPart['extras']): JsonObject => {
  if (extras === undefined) return {}
  const { hasNoId: _, id: __, functionResponse: ___, ...others } = extras
  return others
}

const isMedia = (part: Part): part is MediaPart =>
  part.type === 'image' ||
  part.type === 'document' ||
  part.type === 'audio' ||
  part.type === 'video'

const textOf = (part: Part): readonly string[] =>
  part.type === 'text' || part.type === 'refusal' ? [part.text] : []

/** The results of calls that were made together stand as the calls did. */
const inOrderOf = (
  before: Turn | undefined,
  results: readonly ToolResultPart[],
): readonly ToolResultPart[] => {
  const places = new Map<string, number>()
  for (const [at, part] of (before?.parts ?? []).entries())
    if (part.type === 'tool-call') places.set(part.id, at)
  const place = ({ callId }: ToolResultPart): number => places.get(callId) ?? Infinity
  return results.toSorted((one, other) => {
    const first = place(one)
    const second = place(other)
    return first === second ? 0 : first - second
  })
}
