/** Which inputs an account has seen: the part of a new input that it saw before costs less. */
import { countTokens } from './reply.ts'

export type PromptCache = {
  /** Tokens of `input` that were seen in an earlier call; remembers `input` for the next. */
  lookUp(input: string): number
}

const rememberedInputs = 64
const longestRemembered = 65_536

export const createPromptCache = (): PromptCache => {
  const seen = new Set<string>()
  return {
    lookUp: (input) => {
      const prefix = longestPrefix(seen, input)
      if (input.length <= longestRemembered) remember(seen, input)
      return countTokens(prefix)
    },
  }
}

const longestPrefix = (seen: ReadonlySet<string>, input: string): string => {
  let longest = ''
  for (const earlier of seen) {
    if (earlier.length > longest.length && input.startsWith(earlier)) longest = earlier
  }
  return longest
}

const remember = (seen: Set<string>, input: string): void => {
  seen.delete(input)
  seen.add(input)
  const [oldest] = seen
  if (seen.size > rememberedInputs && oldest !== undefined) seen.delete(oldest)
}
