import type { Failure } from '../../ir/failure.ts'
import type { Grant } from '../attempt-context.ts'
import type { Sink } from '../sink.ts'

type Holder = Pick<Grant, 'secret'>

/** Some upstreams quote the key that they refuse: the account's is told to no client, in no error and in no header. */
export const withoutKey = ({ secret }: Holder, text: string): string =>
  secret.length < SHORTEST_KEY ? text : text.replace(spellings(secret), '[key]')

export const failureWithoutKey = (holder: Holder, failure: Failure): Failure => ({
  ...failure,
  code: withoutKey(holder, failure.code),
  message: withoutKey(holder, failure.message),
  ...(failure.param === undefined ? {} : { param: withoutKey(holder, failure.param) }),
})

/**
 * What is no error may quote it as well: an upstream that shows what it was sent, an error told in the words of a model, or in
 * events that nobody asked for. Data comes in whole events, so no key is cut in two.
 */
export const sinkWithoutKey = (holder: Holder, sink: Sink): Sink => {
  if (isWord(holder.secret)) return sink
  const pattern = spellings(holder.secret)
  const told = (text: string): string => text.replace(pattern, '[key]')
  return {
    made: (ids, isKept) => sink.made(ids.map(told), isKept),
    announced: (limits) => sink.announced(limits),
    open: (status, headers, data) => sink.open(status, headers, told(data)),
    chunk: (data) => sink.chunk(told(data)),
    answer: (answer, measures) => sink.answer({ ...answer, body: told(answer.body) }, measures),
    writable: () => sink.writable(),
  }
}

/** Upstreams that ask for no key are given a word (`none`, `ollama`), which stands in other places as well. */
const SHORTEST_KEY = 8

/** Words are longer (`lm-studio`, `no-key-required`), and a model may well say them, as any number. */
const LONGEST_WORD = 15

const isWord = (secret: string): boolean =>
  secret.length < SHORTEST_KEY || (secret.length <= LONGEST_WORD && /^(?:\D+|\d+)$/.test(secret))

/** A key as it is written in texts, in JSON and in URLs; the settings let it hold visible ASCII alone: `a+b/c`, `a\u002bb\/c`, `a%2Bb%2Fc`. */
const spellings = (secret: string): RegExp =>
  new RegExp(secret.replaceAll(/[^\w.~-]/g, spellingsOf).replaceAll('.', '\\.'), 'g')

/** In JSON in JSON backslashes stand before it; of ever so many of them the search must not become slow. */
const spellingsOf = (sign: string): string => {
  const hex = sign.charCodeAt(0).toString(16)
  const eitherCase = hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
  return `(?:\\\\{0,7}\\x${hex}|\\\\{1,7}u00${eitherCase}|%${eitherCase})`
}
