/** Calls that a prompt spells out: `the tool NAME with {…}`, several of them if it likes. */
import { skipValue } from '../protocol/json-skip.ts'

export type ToldCall = {
  readonly name: string
  /** Arguments, or the text for a custom tool. */
  readonly input: unknown
}

const beginning = /\bthe tool (\S+) with (?=[{"])/g

export const toldCalls = (prompt: string): readonly ToldCall[] =>
  prompt.matchAll(beginning).flatMap(readCall).toArray()

const readCall = (match: RegExpExecArray): readonly ToldCall[] => {
  const [words, name = ''] = match
  const start = match.index + words.length
  const end = skipValue(match.input, start)
  if (end < 0) return []
  try {
    return [{ name, input: JSON.parse(match.input.slice(start, end)) }]
  } catch {
    return []
  }
}
