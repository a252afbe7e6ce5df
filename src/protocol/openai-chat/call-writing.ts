import type { Part, ToolCallPart } from '../../ir/part.ts'
import { fill, growingLine, type ChoiceState, type PartWriting } from './choice-state.ts'
import { writeProof } from './tool-proof.ts'

/** One call of a stream's choice. In the way before there were tools only the first can be told. */
export const openCall = (head: ToolCallPart, state: ChoiceState): Partial<PartWriting> => {
  const index = state.calls
  state.calls += 1
  if (state.isLegacy && index > 0) return {}
  const wording = state.isLegacy ? legacyWording(head) : wordingOf(head, index)
  const line = growingLine(state, wording.before, wording.after)
  let length = head.arguments.length
  return {
    begin: () => state.chunk(wording.first),
    grow: (text) => {
      if (text === '') return ''
      length += text.length
      return fill(line, text)
    },
    end: (final) => {
      const rest = restOf(head, length, final)
      return rest === '' ? '' : fill(line, rest)
    },
  }
}

/** What was not streamed. Clients parse the arguments of a function whatever they are. */
const restOf = (head: ToolCallPart, length: number, final: Part | undefined): string => {
  if (length > 0) return ''
  const told = final?.type === 'tool-call' ? final.arguments : ''
  return told === '' && head.kind === 'function' ? '{}' : told
}

type Wording = {
  readonly first: Readonly<Record<string, unknown>>
  readonly before: string
  readonly after: string
}

const wordingOf = (head: ToolCallPart, index: number): Wording => {
  const { id, kind, name, arguments: text, proof, extras } = head
  const called =
    kind === 'custom' ? { custom: { name, input: text } } : { function: { name, arguments: text } }
  const call = { index, id, type: kind, ...called, ...extras, ...writeProof(proof, extras) }
  const member = kind === 'custom' ? '"custom":{"input":' : '"function":{"arguments":'
  return {
    first: { tool_calls: [call] },
    before: `{"tool_calls":[{"index":${index},${member}`,
    after: '}}]}',
  }
}

const legacyWording = ({ name, arguments: text }: ToolCallPart): Wording => ({
  first: { function_call: { name, arguments: text } },
  before: '{"function_call":{"arguments":',
  after: '}}',
})
