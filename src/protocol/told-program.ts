import type { CodePart } from '../ir/part.ts'

/** A program that another vendor's model ran, and what it wrote, as text. */
export const toldProgram = ({ language = '', code, result }: CodePart): string => {
  const program = fenced(language, code)
  return result === undefined || result.output === ''
    ? program
    : `${program}\n\n${fenced('', result.output)}`
}

/** A fence longer than any within. */
const fenced = (language: string, text: string): string => {
  let longest = 2
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
