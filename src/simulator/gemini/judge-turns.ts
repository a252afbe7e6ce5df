/** Calls, responses and signatures: https://ai.google.dev/gemini-api/docs/thought-signatures */
import { refuse, type Refusal } from '../answer.ts'
import type { Rule } from '../judge.ts'
import type { Judged } from './judged.ts'
import { isSigning } from './parts.ts'
import type { Content, Part } from './read.ts'

const invalid = (message: string, param?: string): Refusal =>
  refuse('invalid', message, param === undefined ? {} : { param })

type CallPart = Extract<Part, { functionCall: unknown }>
type ResponsePart = Extract<Part, { functionResponse: unknown }>

const callsIn = (content: Content | undefined): readonly CallPart[] =>
  (content?.parts ?? []).filter((part) => 'functionCall' in part)

const responsesIn = (content: Content | undefined): readonly ResponsePart[] =>
  (content?.parts ?? []).filter((part) => 'functionResponse' in part)

const empty: Rule<Judged> = ({ request: { contents } }) => {
  const position = contents.findIndex(({ parts }) =>
    parts.every((part) => 'text' in part && part.text === '' && !part.thoughtSignature),
  )
  return position === -1
    ? undefined
    : invalid(
        `* GenerateContentRequest.contents[${position}].parts[0].data: required oneof field 'data' must have one initialized field`,
        `contents[${position}].parts[0].data`,
      )
}

const sides: Rule<Judged> = ({ request: { contents } }) => {
  const astray = contents.findIndex((content) =>
    content.role === 'model' ? responsesIn(content).length > 0 : callsIn(content).length > 0,
  )
  return astray === -1
    ? undefined
    : invalid(
        'Function calls come from the role model, function responses from the role user.',
        `contents[${astray}]`,
      )
}

const order: Rule<Judged> = ({ request: { contents } }) => {
  for (const [position, content] of contents.entries()) {
    const before = contents[position - 1]
    if (callsIn(content).length > 0 && (before === undefined || before.role === 'model')) {
      return invalid(
        'Please ensure that a function call turn comes immediately after a user turn or after a function response turn.',
      )
    }
    const calls = callsIn(before)
    const responses = responsesIn(content)
    if (responses.length > 0 && calls.length === 0) {
      return invalid(
        'Please ensure that a function response turn comes immediately after a function call turn.',
      )
    }
    if (calls.length !== responses.length) {
      return invalid(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      )
    }
    const refusal = judgePairs(calls, responses, position)
    if (refusal !== undefined) return refusal
  }
  return callsIn(contents.at(-1)).length > 0
    ? invalid('Please ensure that a function call turn is followed by its function responses.')
    : undefined
}

const judgePairs = (
  calls: readonly CallPart[],
  responses: readonly ResponsePart[],
  position: number,
): Refusal | undefined => {
  const open = calls.map(({ functionCall }) => functionCall)
  for (const { functionResponse } of responses) {
    const found = open.findIndex(
      ({ id, name }) =>
        name === functionResponse.name &&
        (id === undefined || functionResponse.id === undefined || id === functionResponse.id),
    )
    if (found === -1) {
      return invalid(
        `Function response '${functionResponse.name}' has no function call.`,
        `contents[${position}]`,
      )
    }
    open.splice(found, 1)
  }
  return undefined
}

/** Documented for calls that no model of Google's made. */
const placeholders: ReadonlySet<string> = new Set([
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
])

const signatures: Rule<Judged> = ({ request: { contents }, call }) => {
  for (const [position, { parts }] of contents.entries()) {
    for (const [index, { thoughtSignature: signature }] of parts.entries()) {
      if (signature === undefined || placeholders.has(signature)) continue
      const param = `contents[${position}].parts[${index}].thought_signature`
      if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(signature)) {
        return invalid(
          `Invalid value at '${param}' (TYPE_BYTES), Base64 decoding failed for "${signature}"`,
          param,
        )
      }
      if (call.seal.open(signature) === undefined) {
        return invalid('Thought signature is not valid.', param)
      }
    }
  }
  return undefined
}

/** The first call of each step since the user last spoke carries the signature it came with. */
const signed: Rule<Judged> = ({ request: { contents }, model }) => {
  if (!isSigning(model)) return undefined
  const turn = contents.findLastIndex(
    ({ role, parts }) => role !== 'model' && parts.some((part) => !('functionResponse' in part)),
  )
  const bare = contents.findIndex(
    (content, position) =>
      position > turn && callsIn(content).length > 0 && !callsIn(content)[0]?.thoughtSignature,
  )
  const name = callsIn(contents[bare])[0]?.functionCall.name
  return bare === -1
    ? undefined
    : invalid(
        `Function call is missing a thought_signature in functionCall parts: function call \`${name}\`, position ${bare + 1}.`,
      )
}

export const turnRules: readonly Rule<Judged>[] = [empty, sides, order, signatures, signed]
