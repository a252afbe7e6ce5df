import type { Answer, Choice } from '../../ir/answer.ts'
import { given } from '../../ir/defined.ts'
import type { Part } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { readAnswerBy } from '../openai-answer.ts'
import { readCitations } from './annotations.ts'
import { readFinish } from '../openai-finish.ts'
import { readLogprobs } from './logprobs.ts'
import { membersBeside } from '../json-members.ts'
import { readSearch } from './search.ts'
import { readImages, readSound, readTexts } from './spoken.ts'
import { readThoughts, thoughtFields } from './thoughts.ts'
import { readCall } from './told-call.ts'

export const readAnswer = (body: JsonObject, ids: Ids): Answer | undefined =>
  readAnswerBy(body, (choice, at) => withSearch(readChoice(choice, at, ids), body, ids))

const withSearch = (choice: Choice, body: JsonObject, ids: Ids): Choice => {
  const search = choice.index === 0 ? readSearch(body, ids) : undefined
  return search === undefined ? choice : { ...choice, parts: [search, ...choice.parts] }
}

const choiceMembers: ReadonlySet<string> = new Set([
  'index',
  'message',
  'delta',
  'finish_reason',
  'logprobs',
])

const readChoice = (choice: JsonObject, at: number, ids: Ids): Choice => {
  const message = objectAt(choice, 'message') ?? objectAt(choice, 'delta') ?? {}
  const { index } = choice
  const parts = readMessage(message, objectAt(choice, 'logprobs'), ids)
  const said = {
    hasCalls: parts.some(({ type }) => type === 'tool-call'),
    hasRefused: parts.some(({ type }) => type === 'refusal'),
  }
  const own = membersBeside(message, messageMembers)
  const extras = {
    ...membersBeside(choice, choiceMembers),
    ...(own === undefined ? {} : { message: own }),
  }
  return {
    index: typeof index === 'number' ? index : at,
    parts,
    finish: {
      ...readFinish(stringAt(choice, 'finish_reason'), said),
      ...(Object.keys(extras).length === 0 ? {} : { extras }),
    },
  }
}

const messageMembers: ReadonlySet<string> = new Set([
  'role',
  'content',
  'refusal',
  'annotations',
  'audio',
  'images',
  'tool_calls',
  'function_call',
  ...thoughtFields,
])

const readMessage = (
  message: JsonObject,
  logprobs: JsonObject | undefined,
  ids: Ids,
): readonly Part[] => {
  const citations = readCitations(message)
  const refusal = stringAt(message, 'refusal')
  return [
    ...readThoughts(message),
    ...withNotes(readTexts(message), {
      ...(citations.length === 0 ? {} : { citations }),
      ...given({ logprobs: readLogprobs(logprobs, 'content') }),
    }),
    ...(refusal === '' ? [] : [{ type: 'refusal', text: refusal } as const]),
    ...readSound(message),
    ...readImages(message),
    ...listAt(message, 'tool_calls')
      .filter(isObject)
      .map((call) => readCall(call, ids)),
    ...legacyCall(objectAt(message, 'function_call'), ids),
  ]
}

type Notes = Partial<Pick<Extract<Part, { type: 'text' }>, 'citations' | 'logprobs'>>

/** Citations and probabilities are the message's; they go to its text, which may be empty. */
const withNotes = (parts: readonly Part[], notes: Notes): readonly Part[] => {
  if (Object.keys(notes).length === 0) return parts
  const at = parts.findIndex(({ type }) => type === 'text')
  const text = parts[at]
  return text?.type === 'text'
    ? parts.with(at, { ...text, ...notes })
    : [...parts, { type: 'text', text: '', ...notes }]
}

const legacyCall = (call: JsonObject | undefined, ids: Ids): readonly Part[] =>
  call === undefined ? [] : [readCall({ function: call }, ids)]
