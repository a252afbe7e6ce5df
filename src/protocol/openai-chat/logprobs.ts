import type { TokenLogprob } from '../../ir/part.ts'
import { isObject, listAt, stringAt, type JsonObject } from '../json.ts'

/** Of `content` or `refusal` in a choice's `logprobs`. */
export const readLogprobs = (
  logprobs: JsonObject | undefined,
  of: 'content' | 'refusal',
): readonly TokenLogprob[] | undefined => {
  const list = listAt(logprobs, of)
  return list.length === 0 ? undefined : list.filter(isObject).map(readLogprob)
}

const readLogprob = (entry: JsonObject): TokenLogprob => {
  const top = listAt(entry, 'top_logprobs').filter(isObject).map(readToken)
  return { ...readToken(entry), ...(top.length === 0 ? {} : { top }) }
}

const readToken = (entry: JsonObject): Omit<TokenLogprob, 'top'> => {
  const { logprob, bytes } = entry
  return {
    token: stringAt(entry, 'token'),
    logprob: typeof logprob === 'number' ? logprob : 0,
    ...(bytes === null ? { bytes } : {}),
    ...(Array.isArray(bytes) ? { bytes: bytes.filter((byte) => typeof byte === 'number') } : {}),
  }
}

export const writeLogprobs = (
  content: readonly TokenLogprob[] | undefined,
  refusal?: readonly TokenLogprob[],
): JsonObject => ({
  content: content?.map(writeLogprob) ?? null,
  refusal: refusal?.map(writeLogprob) ?? null,
})

const writeLogprob = ({ top, ...token }: TokenLogprob): JsonObject => ({
  ...writeToken(token),
  top_logprobs: (top ?? []).map(writeToken),
})

const writeToken = ({ token, logprob, bytes }: Omit<TokenLogprob, 'top'>): JsonObject => ({
  token,
  logprob,
  bytes: bytes ?? null,
})
