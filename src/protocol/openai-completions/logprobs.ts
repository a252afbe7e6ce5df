import type { TokenLogprob } from '../../ir/part.ts'
import { isObject, listAt, type JsonObject } from '../json.ts'

/** `logprobs` of a choice: four lists side by side. */
export const readLogprobs = (
  logprobs: JsonObject | undefined,
): readonly TokenLogprob[] | undefined => {
  const tokens = listAt(logprobs, 'tokens')
  if (tokens.length === 0) return undefined
  const chances = listAt(logprobs, 'token_logprobs')
  const tops = listAt(logprobs, 'top_logprobs')
  return tokens.map((token, at) => {
    const logprob = chances[at]
    const top = tops[at]
    return {
      token: typeof token === 'string' ? token : '',
      logprob: typeof logprob === 'number' ? logprob : 0,
      ...(isObject(top) ? { top: readTop(top) } : {}),
    }
  })
}

const readTop = (top: JsonObject): TokenLogprob['top'] & {} =>
  Object.entries(top).flatMap(([token, logprob]) =>
    typeof logprob === 'number' ? [{ token, logprob }] : [],
  )

/** `offset` is where the first token stands in the text. */
export const writeLogprobs = (logprobs: readonly TokenLogprob[], offset: number): JsonObject => {
  let at = offset
  return {
    tokens: logprobs.map(({ token }) => token),
    token_logprobs: logprobs.map(({ logprob }) => logprob),
    top_logprobs: logprobs.some(({ top }) => top !== undefined)
      ? logprobs.map(({ top }) => Object.fromEntries((top ?? []).map(pairOf)))
      : null,
    text_offset: logprobs.map(({ token }) => {
      const start = at
      at += token.length
      return start
    }),
  }
}

const pairOf = ({ token, logprob }: TokenLogprob): readonly [string, number] => [token, logprob]
