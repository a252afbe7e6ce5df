import { addQuery, joinUrl, type Channel, type Target } from '../channel/index.ts'
import type { Failure } from '../ir/failure.ts'
import type { Fault } from '../ir/report.ts'
import { fromText } from '../protocol/bytes.ts'
import type { Ids } from '../protocol/codec.ts'
import { codecs } from '../protocol/codecs.ts'
import { protocols } from '../protocol/index.ts'
import { readString, spliceValue } from '../protocol/json-scan.ts'
import { isObject, parseText } from '../protocol/json.ts'
import { issuerOf, sealMark, translateRequest } from '../translation/index.ts'
import type { Grant } from './attempt-context.ts'
import type { CallPlan } from './call-plan.ts'
import { parseHeaderLines } from './header-lines.ts'
import type { Order } from './messages.ts'
import { targetsOf } from './targets.ts'

export type Planned =
  | { readonly type: 'planned'; readonly plan: CallPlan }
  | { readonly type: 'refused'; readonly failure: Failure }

export type PlanSource = { readonly grant: Grant; readonly ids: Ids; readonly now: number }

export const planCall = (order: Order, source: PlanSource): Planned => {
  const targets = targetsOf(order, source.grant.channel)
  const first = targets[0]
  if (first === undefined) return refused(unsupported(order, source.grant.channel))
  const isUntouched = isSame(first, order) && !order.body.includes(sealMark)
  return isUntouched ? untouched(order, source.grant, first) : translated(order, source, targets)
}

/** A body with seals of ours in it began at an upstream of another protocol: it is read, and they are opened. */
const isSame = (target: Target, order: Order): boolean =>
  target.protocol === order.protocol &&
  target.operation === order.operation &&
  target.isStreaming === order.isStreaming

const untouched = (order: Order, grant: Grant, target: Target): Planned => {
  const body = withModel(order)
  const wish = order.isStreaming
    ? protocols[order.protocol].askForUsage(order.operation, body)
    : { body, hidesUsage: false }
  return planned({
    ...addressOf(order, grant, target),
    body: wish.body,
    hidesUsage: wish.hidesUsage,
    answering: undefined,
    warnings: [],
  })
}

/** The first of the upstream's protocols that can say all of the request. */
const translated = (order: Order, source: PlanSource, targets: readonly Target[]): Planned => {
  const body = parseText(order.body)
  if (!isObject(body)) return refused(notAnObject)
  let firstFault: Fault | undefined
  const reader = codecs[order.protocol]
  for (const target of targets) {
    const writer = codecs[target.protocol]
    if (reader === undefined || writer === undefined) continue
    const request = translateRequest(
      body,
      {
        source: reader,
        target: writer,
        issuer: issuerOf(source.grant.account, target.protocol),
      },
      {
        address: { model: order.model, isStreaming: order.isStreaming },
        model: order.model,
        isUpstreamStreaming: target.isStreaming,
        framing: order.framing,
        now: Math.floor(source.now / 1000),
        ids: source.ids,
      },
    )
    if (request.type === 'refused') {
      firstFault ??= request.fault
      continue
    }
    const text = fromText(JSON.stringify(request.body))
    const wish = target.isStreaming
      ? protocols[target.protocol].askForUsage(target.operation, text)
      : { body: text }
    return planned({
      ...addressOf({ ...order, query: '' }, source.grant, target),
      body: wish.body,
      hidesUsage: false,
      answering: request.answering,
      warnings: request.warnings,
    })
  }
  return refused(firstFault === undefined ? notAnObject : inexpressible(firstFault))
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
    'content-type': 'application/json',
    accept:
      target.isStreaming && target.framing === 'sse' ? 'text/event-stream' : 'application/json',
    'accept-encoding': 'identity',
    'user-agent': userAgent,
    ...channel.headersFor(secret),
    ...forwarded(order.headers, channel.forwardedHeaders),
  },
})

const forwarded = (lines: string, allowed: readonly string[]): Record<string, string> =>
  Object.fromEntries(parseHeaderLines(lines).filter(([name]) => allowed.includes(name)))

/** The client's model name may be an alias or carry a channel prefix: its place in the body gets the upstream's name. */
const withModel = ({ body, model, modelStart, modelEnd }: Order): string => {
  if (modelStart < 0) return body
  const span = { start: modelStart, end: modelEnd }
  // Compared as read: a name that is written with escapes is the same name, and its bytes are the client's.
  return readString(body, span) === model ? body : spliceValue(body, span, JSON.stringify(model))
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
