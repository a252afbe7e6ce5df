import type { Answer } from '../../src/ir/answer.ts'
import type { AnswerEvent } from '../../src/ir/event.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import type { Prompt } from '../../src/ir/prompt.ts'
import { noRules } from '../../src/ir/rules.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import type { Asked, Codec } from '../../src/protocol/codec.ts'
import { codecs } from '../../src/protocol/codecs.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { issuerOf, translatePrompt, type Answering } from '../../src/translation/index.ts'
import { readPieces } from '../support/codec-streams.ts'
import { countedIds } from '../support/counted-ids.ts'

/** A relay without a network: a client of one protocol, an account that speaks another. */
export type Relay = {
  readonly client: Codec
  readonly upstream: Codec
  readonly account: string
}

export const relayOf = (client: ProtocolId, upstream: ProtocolId, account = 'one'): Relay => ({
  client: codecs[client],
  upstream: codecs[upstream],
  account,
})

/** Models that take what is asked of them here. */
export const models: Readonly<Record<ProtocolId, string>> = {
  'openai-chat': 'gpt-4.1',
  'openai-responses': 'gpt-5',
  'openai-completions': 'gpt-3.5-turbo-instruct',
  anthropic: 'claude-sonnet-4-5',
  gemini: 'gemini-2.5-pro',
}

export const plainPrompt: Prompt = {
  model: 'some-model',
  isStreaming: false,
  system: [],
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
  tools: [],
  sampling: {},
  wantsUsage: true,
}

export const translate = (prompt: Prompt, { client, upstream, account }: Relay) =>
  translatePrompt(
    prompt,
    { source: client, target: upstream, issuer: issuerOf(account, upstream.id) },
    {
      model: models[upstream.id],
      askedModel: '',
      wish: '',
      rules: noRules,
      isUpstreamStreaming: prompt.isStreaming,
      framing: 'sse',
      now: 1_790_000_000,
      ids: countedIds(),
    },
  )

/** A client's request, read and translated. */
export const relayRequest = (body: JsonObject, relay: Relay) => {
  const address = { model: 'some-model', isStreaming: false }
  const read = relay.client.readRequest(onWire(body), address)
  return read.type === 'refused' ? read : translate(read.prompt, relay)
}

/** What a relay makes of the answers to a plain request. */
export const answeringOf = (relay: Relay): Answering => {
  const request = translate(plainPrompt, relay)
  if (request.type === 'refused') throw new Error(`${request.fault.field} ${request.fault.problem}`)
  return request.answering
}

export const asked = (): Asked => ({
  prompt: plainPrompt,
  model: 'some-model',
  now: 1_790_000_000,
  ids: countedIds(),
  framing: 'sse',
})

export const onWire = (body: JsonObject): JsonObject => JSON.parse(JSON.stringify(body))

/** An upstream's whole answer, as its client gets it. */
export const relayAnswer = (body: JsonObject, relay: Relay): JsonObject => {
  const answering = answeringOf(relay)
  const events = answering.read(onWire(body))
  if (events === undefined) throw new Error('this is no answer')
  return onWire(answering.write(foldAnswer(events)))
}

/** The events of a stream as text. */
export const readStream = (codec: Codec, stream: string): readonly AnswerEvent[] =>
  readPieces(codec, [fromText(stream)])

/** An upstream's stream, as its client gets it. */
export const relayStream = (stream: string, relay: Relay): string => {
  const answering = answeringOf(relay)
  const writer = relay.client.openWriter(answering.asked)
  return readStream(relay.upstream, stream)
    .flatMap((event) => answering.turn(event))
    .map((event) => writer.write(event))
    .join('')
}

export const readWhole = (codec: Codec, body: JsonObject): Answer => {
  const answer = codec.readAnswer(onWire(body), countedIds())
  if (answer === undefined) throw new Error('this is no answer')
  return answer
}
