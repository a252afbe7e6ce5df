#!/usr/bin/env bun
/**
 * What translation costs by itself, in one thread and without sockets: a streamed chunk for each pair of protocols, and
 * a request of a megabyte step by step. Of many runs the fastest quarter's bound is told, since others may use the
 * machine meanwhile. Figures are of this machine, for comparison between versions.
 *
 * Usage: bun bench/codec.ts
 */
import { noRules } from '../src/ir/rules.ts'
import { openPassage } from '../src/exchange/answer/passage.ts'
import { streamSide, TranslatedPassage } from '../src/exchange/answer/translated-passage.ts'
import { fromText } from '../src/protocol/bytes.ts'
import type { Asked, Codec } from '../src/protocol/codec.ts'
import { codecs } from '../src/protocol/codecs.ts'
import { protocols } from '../src/protocol/index.ts'
import { isObject, parseText, type JsonObject } from '../src/protocol/json.ts'
import { protocolIds, type ProtocolId } from '../src/protocol/protocol.ts'
import { translatePrompt } from '../src/translation/index.ts'
import { smallRequest } from './client-requests.ts'
import { longRequest } from './long-request.ts'
import { percentile } from './statistics.ts'
import { vendorAnswers } from './vendor-answers.ts'

const ids: Asked['ids'] = { next: (prefix) => `${prefix}bench` }

const circumstances = (isUpstreamStreaming: boolean) => ({
  model: 'bench',
  askedModel: 'bench',
  wish: '',
  rules: noRules,
  isUpstreamStreaming,
  framing: 'sse' as const,
  now: 1_750_000_000,
  ids,
})

type Pair = { readonly source: Codec; readonly target: Codec }

const readBody = (source: Codec, body: JsonObject, isStreaming: boolean) => {
  const read = source.readRequest(body, { model: 'bench', isStreaming })
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

const translate = (
  { source, target }: Pair,
  body: JsonObject,
  isStreaming: boolean,
): Extract<ReturnType<typeof translatePrompt>, { type: 'translated' }> => {
  const prompt = readBody(source, body, isStreaming)
  const sides = { source, target, issuer: '01234567' }
  const request = translatePrompt(prompt, sides, circumstances(isStreaming))
  if (request.type === 'refused') throw new Error(`${request.fault.field} ${request.fault.problem}`)
  return request
}

const parsed = (text: string): JsonObject => {
  const body = parseText(text)
  if (!isObject(body)) throw new Error('the request is no object')
  return body
}

const chunkCount = 1_000

/** Microseconds of each chunk, all chunks in reads of their own. */
const streamed = (pair: Pair): number => {
  const { source, target } = pair
  const wish = { model: 'bench', isStreaming: true, instructions: 'Be brief.' }
  const small = parsed(smallRequest(source.id, wish).body)
  const { opening, chunk, ending } = vendorAnswers[target.id]
  const times = Array.from({ length: 200 }, () => {
    const answering = source === target ? undefined : translate(pair, small, true).answering
    const passage =
      answering === undefined
        ? openPassage({
            protocol: protocols[source.id],
            operation: 'generate',
            framing: 'sse',
            hidesUsage: false,
          })
        : new TranslatedPassage(answering, streamSide(answering))
    passage.feed(opening + chunk)
    // A string that was just made, as one from a socket is.
    const fresh = Array.from({ length: chunkCount }, () => Buffer.from(chunk).toString('latin1'))
    const startedAt = Bun.nanoseconds()
    let bytes = 0
    for (const each of fresh) bytes += passage.feed(each).data.length
    const took = Bun.nanoseconds() - startedAt
    if (bytes === 0) throw new Error('nothing came out')
    passage.feed(ending)
    return took / chunkCount / 1_000
  })
  return percentile(times.slice(50), 25)
}

const timed = <Value>(times: number[], work: () => Value): Value => {
  const startedAt = Bun.nanoseconds()
  const value = work()
  times.push((Bun.nanoseconds() - startedAt) / 1e6)
  return value
}

const steps = ['parse', 'read', 'translate', 'write'] as const

/** Milliseconds of each step for a request of a megabyte. */
const long = (pair: Pair): Readonly<Record<string, string>> => {
  const { source, target } = pair
  const isText = source.id === 'openai-completions' || target.id === 'openai-completions'
  const { body } = longRequest(source.id, { model: 'bench', isText })
  const bytes = Buffer.from(body)
  const sides = { source, target, issuer: '01234567' }
  const times = steps.map((): number[] => [])
  const [parse = [], read = [], translated = [], write = []] = times
  for (let turn = 0; turn < 40; turn += 1) {
    const text = bytes.toString('latin1')
    const content = timed(parse, () => parsed(text))
    const prompt = timed(read, () => readBody(source, content, false))
    const request = timed(translated, () => translatePrompt(prompt, sides, circumstances(false)))
    if (request.type === 'refused') throw new Error(request.fault.problem)
    timed(write, () => fromText(JSON.stringify(request.body)))
  }
  const cold = times.reduce((sum, [first = 0]) => sum + first, 0)
  const warm = times.map((each) => percentile(each.slice(10), 25))
  return {
    ...Object.fromEntries(steps.map((step, at) => [step, (warm[at] ?? 0).toFixed(2)])),
    all: warm.reduce((sum, each) => sum + each, 0).toFixed(2),
    first: cold.toFixed(2),
  }
}

const pairs = protocolIds.flatMap((client) =>
  protocolIds.map((upstream) => ({ source: codecs[client], target: codecs[upstream] })),
)

const nameOf = ({ source, target }: Pair): string => `${source.id} → ${target.id}`

const shown = (id: ProtocolId): number => streamed({ source: codecs[id], target: codecs[id] })

console.log('A chunk, in µs, beside an untouched one of the client’s protocol:')
const untouched = new Map(protocolIds.map((id) => [id, shown(id)]))
console.table(
  pairs.map((pair) => {
    const us = streamed(pair)
    const ratio = us / (untouched.get(pair.source.id) ?? 0)
    return { pair: nameOf(pair), us: us.toFixed(2), ratio: ratio.toFixed(2) }
  }),
)

console.log('A request of a megabyte, in ms:')
console.table(
  pairs
    .filter(({ source, target }) => source !== target)
    .map((pair) => ({ pair: nameOf(pair), ...long(pair) })),
)
