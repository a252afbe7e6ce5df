/**
 * What the simulated model says, before any protocol writes it: canned text that names protocol and
 * account, tool calls when there is cause for them, and a count of tokens (a word is a token).
 */
import type { Asked } from './asked.ts'
import { cannedText, cannedThought } from './canned.ts'
import { imageTokens, tinyPng } from './image.ts'
import { sampleOf } from './sample.ts'
import {
  asksImage,
  asksRedaction,
  asksRefusal,
  asksSearch,
  callsFor,
  type ToolCall,
} from './scenario.ts'
import type { Say } from './say.ts'

/** A source on the web, and the words at the end of the text that rest on it. */
export type Source = {
  readonly query: string
  readonly url: string
  readonly title: string
  readonly quote: string
}

/** `filter`: the vendor held the rest back. */
export type Finish = 'stop' | 'stop-sequence' | 'length' | 'tool' | 'refusal' | 'filter'

/** One answer. Each string of a list is one token and one event of a stream. */
export type Choice = {
  readonly text: readonly string[]
  /** The last tokens of the text, which rest on `source`. */
  readonly cited: readonly string[]
  readonly source?: Source
  readonly refusal: readonly string[]
  /** In base64. */
  readonly images: readonly string[]
  readonly toolCalls: readonly ToolCall[]
  readonly finish: Finish
  readonly stopSequence?: string
}

/** What the model says. */
export type Reply = {
  readonly reasoning: readonly string[]
  /** The thoughts may not be read. */
  readonly isRedacted: boolean
  readonly choices: readonly [Choice, ...Choice[]]
  readonly inputTokens: number
  /** Of these, what the account has seen before. */
  readonly cachedTokens: number
  /** Of all choices, without the reasoning. */
  readonly outputTokens: number
  readonly reasoningTokens: number
}

export const splitTokens = (text: string): readonly string[] => text.match(/\s*\S+/gu) ?? []

export const countTokens = (text: string): number => splitTokens(text).length

const nothing = { text: [], cited: [], refusal: [], images: [], toolCalls: [] }

const source: Omit<Source, 'query'> = {
  url: 'https://trams.example/rails',
  title: 'Simulated trams',
  quote: 'Trams run on rails.',
}

export const replyTo = (asked: Asked, say: Say | undefined): Reply => {
  const thought = say?.reasoning ?? (asked.wantsReasoning ? cannedThought(asked) : '')
  const reasoning = splitTokens(thought)
  const said = say === undefined ? undefined : choiceOf(asked, say)
  const others = Array.from({ length: asked.choices - 1 }, (_, index) => choose(asked, index + 1))
  const choices = [said ?? choose(asked, 0), ...others] as const
  return {
    reasoning,
    isRedacted: asksRedaction(asked),
    choices,
    inputTokens: asked.keptTokens + countTokens(asked.input),
    cachedTokens: asked.keptTokens + asked.cachedTokens,
    outputTokens: choices.reduce((sum, choice) => sum + tokensOf(choice), 0),
    reasoningTokens: reasoning.length,
  }
}

const tokensOf = ({ text, refusal, images, toolCalls }: Choice): number =>
  text.length +
  refusal.length +
  images.length * imageTokens +
  toolCalls.reduce((sum, call) => sum + countTokens(call.name + JSON.stringify(call.input)), 0)

const choose = (asked: Asked, index: number): Choice => {
  if (asksRefusal(asked)) {
    const refusal = splitTokens(`simulated ${asked.protocol} refusal from ${asked.account}.`)
    return { ...nothing, refusal, finish: 'refusal' }
  }
  const toolCalls = callsFor(asked)
  if (toolCalls.length > 0) return { ...nothing, toolCalls, finish: 'tool' }
  const text = index === 0 ? textFor(asked) : `${textFor(asked)} Choice ${index + 1}.`
  if (asksSearch(asked)) return citing(asked, text)
  const limited = limit(asked, text)
  return { ...nothing, ...limited, images: asksImage(asked) ? [tinyPng] : [] }
}

const textFor = (asked: Asked): string => {
  if (asked.outputSchema === undefined) return cannedText(asked, asked.prompt, asked.toolResults)
  return JSON.stringify(sampleOf(asked.outputSchema, `simulated by ${asked.account}`), null, 1)
}

const citing = (asked: Asked, text: string): Choice => {
  const limited = limit(asked, `${text} ${source.quote}`)
  const cited = limited.finish === 'stop' ? splitTokens(` ${source.quote}`) : []
  return { ...nothing, ...limited, cited, source: { ...source, query: asked.prompt } }
}

const choiceOf = (asked: Asked, say: Say): Choice => {
  const toolCalls = (say.toolCalls ?? []).map((call) => ({ kind: 'function' as const, ...call }))
  const refusal = splitTokens(say.refusal ?? '')
  const limited = limit(asked, say.text ?? '')
  const said = { ...nothing, ...limited, refusal, toolCalls }
  if (say.finish !== undefined) return { ...said, finish: say.finish }
  if (toolCalls.length > 0) return { ...said, finish: 'tool' }
  return refusal.length > 0 ? { ...said, finish: 'refusal' } : said
}

/** An answer ends before a stop sequence, and at the limit of tokens. */
const limit = (asked: Asked, text: string): Pick<Choice, 'text' | 'finish' | 'stopSequence'> => {
  const found = asked.stopSequences
    .map((sequence) => ({ sequence, at: text.indexOf(sequence) }))
    .filter(({ at }) => at !== -1)
    .toSorted((one, other) => one.at - other.at)[0]
  const whole = splitTokens(text.slice(0, found?.at))
  const kept = whole.slice(0, asked.maxOutputTokens)
  if (kept.length < whole.length) return { text: kept, finish: 'length' }
  if (found === undefined) return { text: kept, finish: 'stop' }
  return { text: kept, finish: 'stop-sequence', stopSequence: found.sequence }
}
