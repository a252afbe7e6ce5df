import type { Answer, Choice } from '../../ir/answer.ts'
import type { MediaPart, Part, WebSearchPart } from '../../ir/part.ts'
import type { Asked } from '../codec.ts'
import { writeDataUrl } from '../data-url.ts'
import { isObject, type JsonObject } from '../json.ts'
import { writePromptUsage } from '../openai-usage.ts'
import { writeCitation, writeFound } from './annotations.ts'
import { refusalOf, writeFinish } from './finish.ts'
import { writeLogprobs } from './logprobs.ts'
import { isBesideChoices } from './search.ts'
import { isTranscript } from './spoken.ts'
import { writeThoughts } from './thoughts.ts'
import { writeCall } from './write-messages.ts'

export const writeAnswer = (answer: Answer, asked: Asked): JsonObject => {
  const { usage: told, ...own } = answer.extras ?? {}
  // An upstream of the client's own protocol has counted in its own words.
  const usage = isObject(told) ? told : writePromptUsage(answer.usage)
  return {
    id: answer.id === '' ? asked.ids.next('chatcmpl-') : answer.id,
    object: 'chat.completion',
    created: answer.createdAt ?? asked.now,
    model: answer.model === '' ? asked.model : answer.model,
    choices: answer.choices.map((choice) => writeChoice(choice, asked)),
    ...(usage === null ? {} : { usage }),
    ...own,
  }
}

const writeChoice = ({ index, parts, finish }: Choice, asked: Asked): JsonObject => {
  const { message: own, ...beside } = finish.extras ?? {}
  const hasCalls = parts.some(({ type }) => type === 'tool-call')
  const hasRefused = parts.some(({ type }) => type === 'refusal')
  const word = writeFinish(finish, { hasCalls, hasRefused })
  const isLegacy = speaksOfFunctions(asked)
  return {
    index,
    message: {
      role: 'assistant',
      ...writeMessage(parts, refusalOf(finish, parts), asked),
      ...(isObject(own) ? own : {}),
    },
    logprobs: logprobsOf(parts),
    finish_reason: isLegacy && word === 'tool_calls' ? 'function_call' : word,
    ...beside,
  }
}

/** The client asked in the way before there were tools, and is answered in it. */
export const speaksOfFunctions = ({ prompt }: Asked): boolean =>
  prompt.extras?.['functions'] !== undefined

const writeMessage = (parts: readonly Part[], reason: string, asked: Asked): JsonObject => {
  const texts = parts.filter((part) => part.type === 'text').filter((part) => !isTranscript(part))
  const content = texts.map(({ text }) => text).join('')
  const told = parts.flatMap((part) => (part.type === 'refusal' ? part.text : [])).join('')
  const refusal = told === '' ? reason : told
  const annotations = annotationsOf(parts)
  const images = parts.flatMap((part) => (part.type === 'image' ? part : [])).flatMap(writeImage)
  const audio = writeSound(parts, asked)
  const isElsewhere = refusal !== '' || audio !== undefined || hasCalls(parts)
  return {
    content: content === '' && isElsewhere ? null : content,
    refusal: refusal === '' ? null : refusal,
    ...writeThoughts(parts),
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(images.length === 0 ? {} : { images }),
    ...(audio === undefined ? {} : { audio }),
    ...writeCalls(parts, asked),
  }
}

const hasCalls = (parts: readonly Part[]): boolean => parts.some(({ type }) => type === 'tool-call')

const writeCalls = (parts: readonly Part[], asked: Asked): JsonObject => {
  const calls = parts.filter((part) => part.type === 'tool-call')
  const [first] = calls
  if (first === undefined) return {}
  return speaksOfFunctions(asked)
    ? { function_call: { name: first.name, arguments: first.arguments } }
    : { tool_calls: calls.map(writeCall) }
}

/** The citations of all texts; where there is none, what was found by searching. */
const annotationsOf = (parts: readonly Part[]): readonly JsonObject[] => {
  const annotations: JsonObject[] = []
  let length = 0
  for (const part of parts) {
    if (part.type !== 'text' || isTranscript(part)) continue
    const stretch = { start: length, end: length + part.text.length }
    length = stretch.end
    for (const citation of part.citations ?? []) {
      const annotation = writeCitation(citation, stretch)
      if (annotation !== undefined) annotations.push(annotation)
    }
  }
  return annotations.length > 0 ? annotations : writeFound(pagesOf(parts), length)
}

type Page = { readonly url: string; readonly title: string }

const pagesOf = (parts: readonly Part[]): readonly Page[] =>
  parts.flatMap((part) => (part.type === 'web-search' ? foundBy(part) : []))

export const foundBy = (search: WebSearchPart): readonly Page[] =>
  isBesideChoices(search) ? [] : (search.results ?? [])

/** OpenRouter's shape, which other gateways and their clients have taken over. */
export const writeImage = ({ source }: MediaPart, index: number): readonly JsonObject[] => {
  if (source.type !== 'data' && source.type !== 'url') return []
  const url = source.type === 'data' ? writeDataUrl(source) : source.url
  return [{ type: 'image_url', image_url: { url }, index }]
}

/** Sound is kept by OpenAI for an hour; of another vendor's there is nothing to be fetched again. */
export const writeSound = (parts: readonly Part[], asked: Asked): JsonObject | undefined => {
  const audio = parts.find((part) => part.type === 'audio')
  const transcript = parts
    .flatMap((part) => (part.type === 'text' && isTranscript(part) ? part.text : []))
    .join('')
  if (audio?.type !== 'audio' || audio.source.type !== 'data')
    return transcript === '' ? undefined : { transcript }
  const own = audio.extras
  return {
    id: own?.['id'] ?? asked.ids.next('audio_'),
    data: audio.source.data,
    expires_at: own?.['expires_at'] ?? asked.now,
    transcript,
  }
}

const logprobsOf = (parts: readonly Part[]): JsonObject | null => {
  const content = parts.flatMap((part) => (part.type === 'text' ? (part.logprobs ?? []) : []))
  return content.length === 0 ? null : writeLogprobs(content)
}
