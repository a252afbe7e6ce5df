import type { Citation, Part, TextPart, ThinkingPart } from '../../ir/part.ts'
import type { GrowingLine } from '../openai-chunk-lines.ts'
import { stringAt, type JsonObject } from '../json.ts'
import { writeCitation } from './annotations.ts'
import { openCall } from './call-writing.ts'
import { fill, growingLine, type ChoiceState, type PartWriting } from './choice-state.ts'
import { writeLogprobs } from './logprobs.ts'
import { isTranscript } from './spoken.ts'
import { isDetail, thoughtGap, writeDetail } from './thoughts.ts'
import { foundBy, writeImage, writeSound } from './write-answer.ts'

export const openPart = (head: Part, state: ChoiceState): PartWriting => {
  switch (head.type) {
    case 'text':
      return isTranscript(head) ? openSpoken(head, state) : openText(head, state)
    case 'thinking':
      return openThought(head, state)
    case 'refusal':
      state.hasRefused = true
      return { ...silent, ...growing(head.text, growingLine(state, '{"refusal":')) }
    case 'tool-call':
      return { ...silent, ...openCall(head, state) }
    case 'image':
    case 'audio':
    case 'web-search':
      return { ...silent, end: (final) => writeWhole(final ?? head, state) }
    // A program of the vendor's is no part of what is said: its answer is in the text.
    case 'code':
    case 'document':
    case 'video':
    case 'tool-result':
    case 'foreign':
      return silent
    default:
      return head satisfies never
  }
}

const nothing = (): string => ''

const silent: PartWriting = {
  begin: nothing,
  grow: nothing,
  cite: () => {},
  prove: () => {},
  end: nothing,
}

const growing = (said: string, line: GrowingLine): Pick<PartWriting, 'begin' | 'grow'> => ({
  begin: () => (said === '' ? '' : fill(line, said)),
  grow: (text) => (text === '' ? '' : fill(line, text)),
})

/** What was streamed stands: `final` tells the text only where nothing was. */
const openText = (head: TextPart, state: ChoiceState): PartWriting => {
  const line = growingLine(state, '{"content":')
  const citations = [...(head.citations ?? [])]
  const start = state.textLength
  const grow: PartWriting['grow'] = (text, logprobs) => {
    state.textLength += text.length
    if (logprobs !== undefined) return state.chunk({ content: text }, writeLogprobs(logprobs))
    return text === '' ? '' : fill(line, text)
  }
  return {
    begin: () => grow(head.text, head.logprobs),
    grow,
    cite: (citation) => {
      citations.push(citation)
    },
    prove: () => {},
    end: (final) => {
      const isSaid = state.textLength > start || final?.type !== 'text'
      const missing = isSaid ? '' : grow(final.text, undefined)
      const cited = final?.type === 'text' ? (final.citations ?? citations) : citations
      return missing + writeCited(cited, start, state)
    },
  }
}

const writeCited = (citations: readonly Citation[], start: number, state: ChoiceState): string => {
  const stretch = { start, end: state.textLength }
  const annotations = citations
    .map((citation) => writeCitation(citation, stretch))
    .filter((annotation) => annotation !== undefined)
  if (annotations.length === 0) return ''
  state.hasCited = true
  return state.chunk({ annotations })
}

const openSpoken = (head: TextPart, state: ChoiceState): PartWriting => ({
  ...silent,
  ...growing(head.text, growingLine(state, '{"audio":{"transcript":', '}}')),
})

const openThought = (head: ThinkingPart, state: ChoiceState): PartWriting => {
  const field = stringAt(head.extras, 'field') || 'reasoning_content'
  const line = growingLine(state, `{"${field}":`)
  let said = ''
  let proof = head.proof
  const grow = (text: string): string => {
    if (text === '') return ''
    const gap = said === '' && state.hasThoughtText ? thoughtGap : ''
    state.hasThoughtText = true
    said += text
    return fill(line, gap + text)
  }
  return {
    ...silent,
    begin: () => grow(head.text),
    grow,
    prove: (told) => {
      proof = told
    },
    end: (final) => {
      const told = final?.type === 'thinking' ? final : head
      const missing = said === '' ? grow(told.text) : ''
      const proven = proof ?? told.proof
      const thought = { ...told, text: said, ...(proven === undefined ? {} : { proof: proven }) }
      if (!isDetail(thought)) return missing
      const detail = writeDetail(thought, state.details)
      state.details += 1
      return missing + state.chunk({ reasoning_details: [detail] })
    },
  }
}

/** Parts that come at once. */
const writeWhole = (part: Part, state: ChoiceState): string => {
  if (part.type === 'web-search') {
    state.pages.push(...foundBy(part))
    return ''
  }
  if (part.type === 'image') {
    const images = writeImage(part, state.images)
    state.images += images.length
    return images.length === 0 ? '' : state.chunk({ images })
  }
  const sound = writeSound([part], state.asked)
  return sound === undefined ? '' : state.chunk({ audio: withoutWords(sound) })
}

/** The words were told on their own. */
const withoutWords = (sound: JsonObject): JsonObject => {
  const { transcript: _, ...rest } = sound
  return rest
}
