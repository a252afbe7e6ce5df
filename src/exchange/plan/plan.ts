import type { Channel, Target } from '../../channel/index.ts'
import type { Failure } from '../../ir/failure.ts'
import { fromText } from '../../protocol/bytes.ts'
import { countForms } from '../../protocol/counts.ts'
import { embedCodecs } from '../../protocol/embed-codecs.ts'
import { protocols } from '../../protocol/index.ts'
import { readString, spliceValue } from '../../protocol/json-scan.ts'
import { holdsSeals, sealMark } from '../../translation/index.ts'
import { hasNoBody } from '../../protocol/upon-stored.ts'
import { addressOf } from './address.ts'
import type { Grant } from '../attempt-context.ts'
import type { Converter } from '../conversion/conversion.ts'
import { conversionTo } from '../conversion/converters.ts'
import type { Order } from '../messages.ts'
import { readPrompt, translated } from './plan-translation.ts'
import { inexpressible, planned, refused, type Planned, type PlanSource } from './planned.ts'
import { targetsOf } from './targets.ts'
import { formTypeOf, withFormModel } from './uploaded-form.ts'

export const planCall = (order: Order, source: PlanSource): Planned | Promise<Planned> => {
  const { grant } = source
  const targets = targetsOf(order, grant.channel)
  const first = targets[0]
  if (first === undefined) return refused(unsupported(order, grant.channel))
  const maySayTheSame = isSame(first, order) && !isChanged(order, grant) && !order.dropsProofs
  if (maySayTheSame && !mayBeSealed(order)) return untouched(order, grant, first)
  const conversion = conversionTo(order, first.protocol)
  if (conversion !== undefined)
    return converted(order, source, { target: first, convert: conversion.convert })
  const read = readPrompt(order)
  const isSealed = read.type === 'read' && holdsSeals(read.prompt.messages)
  if (maySayTheSame && !isSealed) return untouched(order, grant, first)
  return read.type === 'read'
    ? translated(read.prompt, { order, source, targets })
    : refused(inexpressible(read.fault))
}

/** The operator has asked for a change on the way: `docs/translation/README.md`. */
const isChanged = ({ operation, wish }: Order, { rules }: Grant): boolean =>
  operation === 'generate' &&
  (wish !== '' || rules.thoughtTags !== undefined || rules.cacheBreakpoints.length > 0)

/**
 * A conversation with seals of ours in it began at an upstream of another protocol: it is read, and they are opened. One
 * that only speaks of them is left alone.
 */
const mayBeSealed = ({ operation, body }: Order): boolean =>
  (operation === 'generate' || operation === 'count-tokens') && body.includes(sealMark)

const isSame = (target: Target, order: Order): boolean =>
  target.protocol === order.protocol &&
  target.operation === order.operation &&
  target.isStreaming === order.isStreaming

const untouched = (order: Order, grant: Grant, target: Target): Planned => {
  const formType = formTypeOf(order)
  const body = bodyOf(order, formType !== undefined)
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

const bodyOf = (order: Order, isForm: boolean): string => {
  if (hasNoBody(order.operation)) return ''
  return isForm ? withFormModel(order) : withModel(order)
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
  if (operation === 'create-cache')
    return protocols[protocol].stored?.renamed?.(body, model) ?? body
  if (operation === 'count-tokens') return countForms[protocol]?.renamed?.(body, model) ?? body
  const embedding = embedCodecs[protocol]
  return embedding?.clientOperations.includes(operation)
    ? (embedding.renamed?.(operation, body, model) ?? body)
    : body
}

const unsupported = (order: Order, channel: Channel): Failure => ({
  kind: 'client',
  code: 'unsupported_operation',
  status: 400,
  message: `the channel ${channel.id} does not offer '${order.operation}' in the protocol ${order.protocol}`,
})
