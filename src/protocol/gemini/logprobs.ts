import type { TokenLogprob } from '../../ir/part.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'

export const readLogprobs = (candidate: JsonObject): readonly TokenLogprob[] | undefined => {
  const result = objectAt(candidate, 'logprobsResult')
  if (result === undefined) return undefined
  const tops = listAt(result, 'topCandidates')
  return listAt(result, 'chosenCandidates')
    .filter(isObject)
    .map((chosen, at) => {
      const top = tops[at]
      const listed = isObject(top) ? listAt(top, 'candidates').filter(isObject) : []
      return {
        ...readToken(chosen),
        ...(listed.length === 0 ? {} : { top: listed.map(readToken) }),
      }
    })
}

const readToken = (candidate: JsonObject): Omit<TokenLogprob, 'top'> => {
  const logprob = candidate['logProbability']
  return {
    token: stringAt(candidate, 'token'),
    logprob: typeof logprob === 'number' ? logprob : 0,
  }
}

export const writeLogprobs = (logprobs: readonly TokenLogprob[]): JsonObject => ({
  chosenCandidates: logprobs.map(writeToken),
  ...(logprobs.some(({ top }) => top !== undefined)
    ? { topCandidates: logprobs.map(({ top = [] }) => ({ candidates: top.map(writeToken) })) }
    : {}),
})

const writeToken = ({ token, logprob }: Omit<TokenLogprob, 'top'>): JsonObject => ({
  token,
  logProbability: logprob,
})
