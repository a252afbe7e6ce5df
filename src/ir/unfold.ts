import type { Answer, Choice } from './answer.ts'
import type { AnswerEvent } from './event.ts'
import type { Part } from './part.ts'

/** A whole answer as the stream that tells it: `foldAnswer(unfoldAnswer(x))` is `x`. */
export const unfoldAnswer = (answer: Answer): readonly AnswerEvent[] => {
  const { id, model, createdAt, choices, usage, extras } = answer
  return [
    {
      type: 'start',
      id,
      model,
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(extras === undefined ? {} : { extras }),
    },
    ...choices.flatMap(unfoldChoice),
    { type: 'usage', usage },
    { type: 'end' },
  ]
}

const unfoldChoice = ({ index, parts, finish }: Choice): readonly AnswerEvent[] => [
  ...parts.flatMap((part, at) => unfoldPart(part, { choice: index, part: at })),
  { type: 'finish', choice: index, finish },
]

type Place = { readonly choice: number; readonly part: number }

const unfoldPart = (whole: Part, place: Place): readonly AnswerEvent[] => {
  const { head, text } = beheaded(whole)
  const citations = whole.type === 'text' ? (whole.citations ?? []) : []
  return [
    { type: 'part-start', ...place, head },
    ...(text === '' ? [] : [{ type: 'delta', ...place, text } as const]),
    // After the text that they stand in: some clients are told its words.
    ...citations.map((citation) => ({ type: 'citation', ...place, citation }) as const),
    { type: 'part-end', ...place },
  ]
}

/** The part without what grows in a stream, and that. */
const beheaded = (part: Part): { readonly head: Part; readonly text: string } => {
  switch (part.type) {
    case 'text': {
      const { citations: _, ...head } = part
      return { head: { ...head, text: '' }, text: part.text }
    }
    case 'thinking':
    case 'refusal':
      return { head: { ...part, text: '' }, text: part.text }
    case 'tool-call':
      return { head: { ...part, arguments: '' }, text: part.arguments }
    case 'code':
      return { head: { ...part, code: '' }, text: part.code }
    default:
      return { head: part, text: '' }
  }
}
