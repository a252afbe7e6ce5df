import type { Failure } from '../../ir/failure.ts'
import type { Prompt } from '../../ir/prompt.ts'
import { countForms } from '../../protocol/counts.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { protocols } from '../../protocol/index.ts'
import type { ProtocolId } from '../../protocol/protocol.ts'
import type { AttemptContext } from '../attempt-context.ts'
import type { Conversion } from '../conversion/conversion.ts'
import type { Order } from '../messages.ts'

/** Whether a count in one protocol can be asked for in another. */
export const countsAcross = (source: ProtocolId, target: ProtocolId): boolean =>
  countForms[source] !== undefined && countForms[target] !== undefined

/** The body of a client's request for its codec: of a count, what it is about. */
export const requestIn = ({ operation, protocol }: Order, body: JsonObject): JsonObject =>
  operation === 'count-tokens' ? (countForms[protocol]?.requestOf(body) ?? body) : body

/** Without what has nothing to do with how many tokens are read: it must not make an upstream refuse. */
export const countable = (prompt: Prompt): Prompt => {
  const { model, system, messages, tools, toolChoice, reasoning, format, cache, extras } = prompt
  return {
    model,
    isStreaming: false,
    system,
    messages,
    tools,
    sampling: {},
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(format === undefined ? {} : { format }),
    ...(cache === undefined ? {} : { cache }),
    ...(extras === undefined ? {} : { extras }),
  }
}

/** The way back of an upstream's number. */
export const countConversion = (source: ProtocolId, target: ProtocolId): Conversion => ({
  turn: (body) => {
    const tokens = countForms[target]?.readCount(body)
    const form = countForms[source]
    if (tokens === undefined || form === undefined) return undefined
    return {
      usage: {},
      warnings: [],
      outcome: { type: 'answer', body: JSON.stringify(form.writeCount(tokens)) },
    }
  },
})

/** Nothing was counted, and another account of the channel would not either: it is counted here. */
export const noCounter: Failure = {
  kind: 'client',
  code: 'no_counter',
  status: 400,
  message: 'the upstream cannot count the tokens of this request',
}

/** What upstreams say that speak a protocol without its counter. What they say of a model is said of the model. */
const absent: ReadonlySet<number> = new Set([404, 405, 501])

export const lacksCounter = (
  { order, plan }: Pick<AttemptContext, 'order' | 'plan'>,
  { status }: Response,
  body: string,
): boolean => {
  if (order.operation !== 'count-tokens' || !absent.has(status)) return false
  const error = protocols[plan.target.protocol].readError(body)
  return !/model/i.test([error?.type, error?.code, error?.message].join(' '))
}
