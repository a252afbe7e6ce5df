import { addQuery, joinUrl, type Channel, type Target } from '../channel/index.ts'
import type { Clock } from '../actor/clock.ts'
import type { Failure } from '../ir/failure.ts'
import type { Prompt } from '../ir/prompt.ts'
import type { Fault } from '../ir/report.ts'
import { fromText } from '../protocol/bytes.ts'
import type { Codec, Ids } from '../protocol/codec.ts'
import { codecs } from '../protocol/codecs.ts'
import { embedCodecs } from '../protocol/embed-codecs.ts'
import { protocols } from '../protocol/index.ts'
import type { Operation } from '../protocol/protocol.ts'
import { readString, spliceValue } from '../protocol/json-scan.ts'
import { countForms } from '../protocol/counts.ts'
import { isObject, parseText, type JsonObject } from '../protocol/json.ts'
import { isUponStored } from '../protocol/upon-stored.ts'
import { issuerOf, sealMark, translatePrompt } from '../translation/index.ts'
import type { Grant } from './attempt-context.ts'
import type { CallPlan } from './call-plan.ts'
import type { Converter } from './conversion.ts'
import { conversionTo } from './converters.ts'
import { countable, countConversion, noCounter, requestIn } from './count.ts'
import { fetchMedia } from './fetch-media.ts'
import { inlineMedia, type InlineMedia } from './inline-media.ts'
import { parseHeaderLines } from './header-lines.ts'
import type { Order } from './messages.ts'
import { targetsOf } from './targets.ts'
import { formTypeOf, withFormModel } from './uploaded-form.ts'

export type Planned =
  | { readonly type: 'planned'; readonly plan: CallPlan }
  | { readonly type: 'refused'; readonly failure: Failure }

export type PlanSource = {
  readonly grant: Grant
  readonly ids: Ids
  readonly clock: Clock
  /** The client has left, or everything took too long. */
  readonly signal: AbortSignal
}

export const planCall = (order: Order, source: PlanSource): Planned | Promise<Planned> => {
  const targets = targetsOf(order, source.grant.channel)
  const first = targets[0]
  if (first === undefined) return refused(unsupported(order, source.grant.channel))
  if (isSame(first, order) && !isSealed(order)) return untouched(order, source.grant, first)
  const conversion = conversionTo(order, first.protocol)
  return conversion === undefined
    ? translated(order, source, targets)
    : converted(order, source, { target: first, convert: conversion.convert })
}

/** A conversation with seals of ours in it began at an upstream of another protocol: it is read, and they are opened. */
const isSealed = ({ operation, body }: Order): boolean =>
  (operation === 'generate' || operation === 'count-tokens') && body.includes(sealMark)

const isSame = (target: Target, order: Order): boolean =>
  target.protocol === order.protocol &&
  target.operation === order.operation &&
  target.isStreaming === order.isStreaming

const untouched = (order: Order, grant: Grant, target: Target): Planned => {
  const formType = formTypeOf(order)
  const body = formType === undefined ? withModel(order) : withFormModel(order)
  const wish = order.isStreaming
    ? protocols[order.protocol].askForUsage(order.operation, body)
    : { body, hidesUsage: false }
  const address = addressOf(order, grant, target)
  if (formType !== undefined) address.headers['content-type'] = formType
  return planned({
    ...address,
    body: wish.body,
    hidesUsage: wish.hidesUsage,
    answering: undefined,
    warnings: [],
  })
}

type Converting = { readonly target: Target; readonly convert: Converter }

const converted = (
  order: Order,
  { grant, clock, ids }: PlanSource,
  { target, convert }: Converting,
): Planned => {
  const request = convert(order, target, { now: Math.floor(clock.now() / 1000), ids })
  if (request.type === 'refused') return refused(inexpressible(request.fault))
  const { operation = target.operation, conversion, warnings } = request
  return planned({
    ...addressOf({ ...order, query: '' }, grant, { ...target, operation }),
    body: fromText(JSON.stringify(request.body)),
    hidesUsage: false,
    answering: undefined,
    conversion,
    warnings,
  })
}

/** The first of the upstream's protocols that can say all of the request. */
const translated = async (
  order: Order,
  source: PlanSource,
  targets: readonly Target[],
): Promise<Planned> => {
  const body = parseText(order.body)
  if (!isObject(body)) return refused(notAnObject)
  const client = codecs[order.protocol]
  const { model, isStreaming } = order
  const read = client.readRequest(requestIn(order, body), { model, isStreaming })
  if (read.type === 'refused') return refused(inexpressible(read.fault))
  const isCount = order.operation === 'count-tokens'
  const prompt = isCount ? countable(read.prompt) : read.prompt
  let firstFault: Fault | undefined
  for (const target of targets) {
    const attempted = await inProtocol(prompt, { order, source, client, target })
    if (attempted.type === 'planned') return attempted
    firstFault ??= attempted.fault
  }
  if (isCount) return refused(noCounter)
  return refused(firstFault === undefined ? notAnObject : inexpressible(firstFault))
}

type Attempted =
  Extract<Planned, { type: 'planned' }> | { readonly type: 'refused'; readonly fault: Fault }

type Wording = {
  readonly order: Order
  readonly source: PlanSource
  readonly client: Codec
  readonly target: Target
}

const inProtocol = async (prompt: Prompt, wording: Wording): Promise<Attempted> => {
  const { order, source, client, target } = wording
  const { grant } = source
  const upstream = codecs[target.protocol]
  const inlined = await withMedia(prompt, upstream, source)
  if (inlined.type === 'refused') return inlined
  const request = translatePrompt(
    inlined.prompt,
    { source: client, target: upstream, issuer: issuerOf(grant.account, target.protocol) },
    {
      model: order.model,
      askedModel: askedModelOf(order),
      wish: order.wish,
      rules: grant.rules,
      isUpstreamStreaming: target.isStreaming,
      framing: order.framing,
      now: Math.floor(source.clock.now() / 1000),
      ids: source.ids,
    },
  )
  if (request.type === 'refused') return request
  if (target.operation === 'count-tokens') return counting(wording, request)
  const text = fromText(JSON.stringify(request.body))
  const body = target.isStreaming
    ? protocols[target.protocol].askForUsage(target.operation, text).body
    : text
  const { answering, warnings } = request
  const address = addressOf({ ...order, query: '' }, grant, target)
  return { type: 'planned', plan: { ...address, body, hidesUsage: false, answering, warnings } }
}

const counting = (
  { order, source, target }: Wording,
  { body, warnings }: Pick<CallPlan, 'warnings'> & { readonly body: JsonObject },
): Attempted => {
  const count = countForms[target.protocol]?.ofRequest(body, order.model) ?? body
  return {
    type: 'planned',
    plan: {
      ...addressOf({ ...order, query: '' }, source.grant, target),
      body: fromText(JSON.stringify(count)),
      hidesUsage: false,
      answering: undefined,
      conversion: countConversion(order.protocol, target.protocol),
      warnings,
    },
  }
}

/** What the upstream would have to be given by URL, and does not take so, is fetched where the operator allows it. */
const withMedia = async (
  prompt: Prompt,
  upstream: Codec,
  { grant, clock, signal }: PlanSource,
): Promise<InlineMedia> => {
  const { media, egress, userAgent } = grant
  if (!media.isAllowed) return { type: 'inlined', prompt }
  return inlineMedia(
    prompt,
    ({ type }) => upstream.fetchedMedia?.includes(type) ?? false,
    (url) => fetchMedia(url, media, { egress, clock, signal, userAgent }),
  )
}

type Address = Pick<CallPlan, 'url' | 'headers' | 'target'>

const addressOf = (
  order: Pick<Order, 'query' | 'headers'>,
  { channel, secret, userAgent }: Grant,
  target: Target,
): Address => ({
  target,
  url: joinUrl(channel.baseUrl, addQuery(channel.pathOf(target) ?? '', order.query)),
  headers: {
    ...(isUponStored(target.operation) ? {} : { 'content-type': 'application/json' }),
    accept: acceptOf(target),
    'accept-encoding': 'identity',
    'user-agent': userAgent,
    ...channel.headersFor(secret),
    ...forwarded(order.headers, channel.forwardedHeaders),
  },
})

const acceptOf = ({ operation, isStreaming, framing }: Target): string => {
  if (isStreaming && framing === 'sse') return 'text/event-stream'
  return answersAsAsked.has(operation) ? '*/*' : 'application/json'
}

/** Their answers are whatever the body asks for: subtitles, plain text, sound. */
const answersAsAsked: ReadonlySet<Operation> = new Set(['transcribe', 'translate-speech', 'speak'])

const forwarded = (lines: string, allowed: readonly string[]): Record<string, string> =>
  Object.fromEntries(parseHeaderLines(lines).filter(([name]) => allowed.includes(name)))

/** Empty where the path names it. */
const askedModelOf = ({ body, modelStart, modelEnd }: Order): string =>
  modelStart < 0 ? '' : (readString(body, { start: modelStart, end: modelEnd }) ?? '')

/** The client's model name may be an alias or carry a channel prefix: its place in the body gets the upstream's name. */
const withModel = (order: Order): string => {
  const { body, model, modelStart, modelEnd } = order
  if (modelStart < 0) return withInnerModel(order)
  const span = { start: modelStart, end: modelEnd }
  // Compared as read: a name that is written with escapes is the same name, and its bytes are the client's.
  return readString(body, span) === model ? body : spliceValue(body, span, JSON.stringify(model))
}

/** The path names the model, and some bodies name it once more. */
const withInnerModel = ({ protocol, operation, body, model }: Order): string => {
  if (operation === 'count-tokens') return countForms[protocol]?.renamed?.(body, model) ?? body
  const embedding = embedCodecs[protocol]
  return embedding?.clientOperations.includes(operation)
    ? (embedding.renamed?.(operation, body, model) ?? body)
    : body
}

const planned = (plan: CallPlan): Planned => ({ type: 'planned', plan })
const refused = (failure: Failure): Planned => ({ type: 'refused', failure })

const notAnObject: Failure = {
  kind: 'client',
  code: 'invalid_json',
  status: 400,
  message: 'the body is not a JSON object',
}

const inexpressible = ({ field, problem }: Fault): Failure => ({
  kind: 'client',
  code: 'invalid_request',
  status: 400,
  message: field === '' ? `the body ${problem}` : `${field}: ${problem}`,
  ...(field === '' ? {} : { param: field }),
})

const unsupported = (order: Order, channel: Channel): Failure => ({
  kind: 'client',
  code: 'unsupported_operation',
  status: 400,
  message: `the channel ${channel.id} does not offer '${order.operation}' in the protocol ${order.protocol}`,
})
