import type { Answered, Dispatch, Reply } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import { readFailure } from '../../ir/flat-failure.ts'
import type { TableEntry } from '../dispatch/exchange-table.ts'
import type { Progress } from '../dispatch/facts.ts'
import type { Front } from '../front.ts'
import { brokenAnswer, noReply } from '../refusal.ts'
import type { Wishes } from '../request/wishes.ts'

export type Asked =
  | { readonly type: 'answered'; readonly status: number; readonly body: string }
  | { readonly type: 'failed'; readonly failure: Failure }

export type Wanted = Wishes & Pick<Dispatch, 'resource'>

/**
 * Asks for one thing that is kept, in the name of a request that is about many. It takes the way of every request, with
 * its limits and its waiting, and is no exchange of its own to those who count.
 */
export const askKept = (front: Front, progress: Progress, wanted: Wanted): Promise<Asked> => {
  const { promise, resolve } = Promise.withResolvers<Asked>()
  const exchange = front.exchanges.nextNumber()
  const { signal } = progress.call.request
  const startedAt = front.clock.monotonic()
  const end = (asked: Asked): void => {
    front.exchanges.remove(exchange)
    signal.removeEventListener('abort', leave)
    resolve(asked)
  }
  const giveUp = (failure: Failure): void => {
    front.relay.cancel(exchange)
    end({ type: 'failed', failure })
  }
  const leave = (): void => giveUp(brokenAnswer())
  const entry: TableEntry = {
    receive: (reply) => {
      const asked = readReply(reply)
      if (asked !== undefined) end(asked)
    },
    sweep: (now) => {
      const { replyTimeoutMs } = front.policy()
      if (now - startedAt > replyTimeoutMs) giveUp(noReply(replyTimeoutMs))
    },
    breakOff: giveUp,
  }
  front.exchanges.add(exchange, entry)
  signal.addEventListener('abort', leave, { once: true })
  front.relay.dispatch({ ...retrieval(front, progress, exchange), ...wanted })
  return promise
}

/** It is answered whole. */
const readReply = (reply: Reply): Asked | undefined => {
  switch (reply.type) {
    case 'answered':
      return answerOf(reply)
    case 'failed':
      return { type: 'failed', failure: readFailure(reply) }
    case 'opened':
    case 'chunk':
    case 'ended':
    case 'body-wanted':
      return undefined
    default:
      return reply satisfies never
  }
}

const answerOf = ({ status, body }: Answered): Asked => ({ type: 'answered', status, body })

const retrieval = (
  front: Front,
  { call, client, scope }: Progress,
  exchange: number,
): Omit<Dispatch, keyof Wanted> => ({
  type: 'dispatch',
  exchange,
  requestId: call.requestId,
  user: client.user,
  protocol: call.protocol.id,
  operation: 'retrieve',
  scope,
  model: '',
  isStreaming: false,
  framing: 'sse',
  session: '',
  query: '',
  headers: '',
  body: '',
  bodyBytes: -1,
  modelStart: -1,
  modelEnd: -1,
  account: '',
  references: '',
  prefixes: '',
  replyTo: front.replyTo,
})
