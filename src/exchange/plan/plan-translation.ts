import type { Target } from '../../channel/index.ts'
import type { Prompt } from '../../ir/prompt.ts'
import type { Fault } from '../../ir/report.ts'
import { fromText } from '../../protocol/bytes.ts'
import type { Codec, ReadRequest } from '../../protocol/codec.ts'
import { codecs } from '../../protocol/codecs.ts'
import { countForms } from '../../protocol/counts.ts'
import { readString } from '../../protocol/json-scan.ts'
import { isObject, parseText, type JsonObject } from '../../protocol/json.ts'
import { protocols } from '../../protocol/index.ts'
import { issuerOf, spelled, translatePrompt } from '../../translation/index.ts'
import { addressOf } from './address.ts'
import type { CallPlan } from './call-plan.ts'
import { countable, countConversion, noCounter, requestIn } from '../answer/count.ts'
import { fetchMedia } from '../media/fetch-media.ts'
import { inlineMedia, type InlineMedia } from '../media/inline-media.ts'
import type { Order } from '../messages.ts'
import { inexpressible, refused, type Planned, type PlanSource } from './planned.ts'

/** What an order asks for, in the neutral form. */
export const readPrompt = (order: Order): ReadRequest => {
  const body = parseText(order.body)
  if (!isObject(body)) return { type: 'refused', fault: noObject }
  const { model, isStreaming } = order
  return codecs[order.protocol].readRequest(requestIn(order, body), { model, isStreaming })
}

const noObject: Fault = { field: '', problem: 'is not a JSON object' }

type Translating = Pick<Wording, 'order' | 'source'> & { readonly targets: readonly Target[] }

/** The first of the upstream's protocols that can say all of the request. */
export const translated = async (
  asked: Prompt,
  { order, source, targets }: Translating,
): Promise<Planned> => {
  const isCount = order.operation === 'count-tokens'
  const prompt = isCount ? countable(asked) : asked
  const faults: Fault[] = []
  for (const target of targets) {
    const attempted = await inProtocol(prompt, { order, source, target })
    if (attempted.type === 'planned') return attempted
    faults.push(attempted.fault)
  }
  return refused(isCount ? noCounter : inexpressible(faults[0] ?? noObject))
}

type Attempted =
  Extract<Planned, { type: 'planned' }> | { readonly type: 'refused'; readonly fault: Fault }

type Wording = {
  readonly order: Order
  readonly source: PlanSource
  readonly target: Target
}

const inProtocol = async (prompt: Prompt, wording: Wording): Promise<Attempted> => {
  const { order, source, target } = wording
  const { grant } = source
  const client = codecs[order.protocol]
  const upstream = codecs[target.protocol]
  const inlined =
    client.id === upstream.id
      ? { type: 'inlined' as const, prompt }
      : await withMedia(prompt, upstream, source)
  if (inlined.type === 'refused') return { type: 'refused', fault: spelled(inlined.fault, client) }
  const request = translatePrompt(
    inlined.prompt,
    {
      source: client,
      target: upstream,
      issuer: issuerOf(grant.account, target.protocol),
      dropsProofs: order.dropsProofs,
    },
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
  const address = addressOf({ ...order, query: queryFor(order, target) }, grant, target)
  return { type: 'planned', plan: { ...address, body, hidesUsage: false, answering, warnings } }
}

/** A client's query means something to upstreams of its own protocol only, and only in the way of answering it is for. */
const queryFor = ({ protocol, isStreaming, query }: Order, target: Target): string =>
  target.protocol === protocol && target.isStreaming === isStreaming ? query : ''

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

/** All files of a request together may be as large as so many of the largest. */
const FILES_OF_FULL_SIZE = 4
/** Characters a byte. */
const BASE64 = 4 / 3

/** What the upstream would have to be given by URL, and does not take so, is fetched where the operator allows it. */
const withMedia = async (
  prompt: Prompt,
  upstream: Codec,
  { grant, clock, signal }: PlanSource,
): Promise<InlineMedia> => {
  const { media, egress, userAgent } = grant
  if (!media.isAllowed) return { type: 'inlined', prompt }
  return inlineMedia(prompt, ({ type }) => upstream.fetchedMedia?.includes(type) ?? false, {
    fetch: (url) => fetchMedia(url, media, { egress, clock, signal, userAgent }),
    maxLength: FILES_OF_FULL_SIZE * media.maxBytes * BASE64,
  })
}

/** Empty where the path names it. */
const askedModelOf = ({ body, modelStart, modelEnd }: Order): string =>
  modelStart < 0 ? '' : (readString(body, { start: modelStart, end: modelEnd }) ?? '')
