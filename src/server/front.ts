import type { Clock } from '../actor/clock.ts'
import type { ActorRef } from '../actor/message.ts'
import type { Random } from '../actor/random.ts'
import type { Reply } from '../exchange/messages.ts'
import type { Failure } from '../ir/failure.ts'
import type { ExchangeFacts } from '../ledger/record.ts'
import type { Protocol } from '../protocol/protocol.ts'
import type { BackgroundTask } from './dispatch/background-task.ts'
import { admit, admitAdministrator, type Access, type AuthPolicy, type Verdict } from './auth.ts'
import { answerFailure, openCall, type Call } from './call.ts'
import type { CorsPolicy } from './cors.ts'
import type { ExchangeCounts } from './dispatch/exchange-counter.ts'
import type { ExchangeTable } from './dispatch/exchange-table.ts'
import { exchangeFacts, startProgress, type Ending, type Progress } from './dispatch/facts.ts'
import { forbidden, unauthorized } from './refusal.ts'
import type { Relay } from './dispatch/relay.ts'

/** Makes a text unreadable to whoever holds it. `about` is what it belongs to: elsewhere it does not open. */
export type Seal = {
  seal(text: string, about: string): Promise<string>
  /** Undefined when it was sealed with another key, or changed since, or when there is no key. */
  open(sealed: string, about: string): Promise<string | undefined>
}

/** What of the settings the front goes by. A request keeps the policy that it began with. */
export type FrontPolicy = {
  readonly auth: AuthPolicy
  readonly cors: CorsPolicy
  readonly maxBodyBytes: number
  /** Of a body that passes through in parts. */
  readonly maxUploadBytes: number
  readonly backgroundTasks: readonly BackgroundTask[]
  /** Some channel goes by what upstreams have cached of a prompt; else nobody need know how prompts begin. */
  readonly readsPrefixes: boolean
  /** After so long without any reply the front gives up by itself: longer than every deadline behind it. */
  readonly replyTimeoutMs: number
}

/** All that the routes need of the program. */
export type Front = {
  readonly version: string
  readonly policy: () => FrontPolicy
  readonly relay: Relay
  readonly exchanges: ExchangeTable
  /** The front's actor: where replies go. */
  readonly replyTo: ActorRef<Reply>
  readonly clock: Clock
  readonly random: Random
  /** What is given to clients to bring it back, and is none of their business. */
  readonly seal: Seal
  /** Told once of every exchange, whatever its end. Never waits, never throws. */
  readonly record: (facts: ExchangeFacts) => void
  /** What has ended so far. */
  readonly counts: () => ExchangeCounts
  /** The address that clients are served at, as it is listened on; empty while there is none. */
  readonly host: () => string
  /** Its port, 0 while there is none. */
  readonly port: () => number
  /** The connection of this request may be silent for as long as it likes, until it is let go. */
  readonly holdOpen: (request: Request) => void
  /** To be called before the answer is whole: Bun 1.4.4 keeps what was set for the connection, not for the request. */
  readonly letGo: (request: Request) => void
  isDraining: boolean
}

export const beginCall = (front: Front, request: Request, protocol: Protocol): Call =>
  openCall(request, {
    clock: front.clock,
    random: front.random,
    cors: front.policy().cors,
    protocol,
  })

/** The exchange of a call, its caller known; or the answer to a caller who may not. */
export const beginExchange = (front: Front, call: Call, access: Access): Progress | Response =>
  beginAdmitted(front, call, () => admit(front.policy().auth, access, call))

/** The same for `/api`. */
export const beginAdministration = (front: Front, call: Call): Progress | Response =>
  beginAdmitted(front, call, () => admitAdministrator(front.policy().auth, call))

const beginAdmitted = (front: Front, call: Call, judge: () => Verdict): Progress | Response => {
  const progress = startProgress(front.exchanges.nextNumber(), call)
  const verdict = judge()
  progress.authMs = front.clock.monotonic() - call.startedMonotonic
  if (verdict.type === 'denied') return refuse(front, progress, denial(verdict))
  progress.client = verdict.client
  return progress
}

const denial = ({ code, message }: Extract<Verdict, { type: 'denied' }>): Failure =>
  code === 'not_an_administrator' ? forbidden(code, message) : unauthorized(code, message)

export type Refusal = {
  readonly failure: Failure
  readonly headers: Readonly<Record<string, string>>
}

/** Answers for ourselves, before any account was asked, and records it. */
export const refuse = (front: Front, progress: Progress, failure: Failure): Response =>
  refuseWith(front, progress, { failure, headers: {} })

export const refuseWith = (front: Front, progress: Progress, refusal: Refusal): Response => {
  const { failure, headers } = refusal
  const answer = answerFailure(progress.call, failure, headers)
  recordEnd(front, progress, {
    outcome: 'refused',
    status: answer.response.status,
    failureCode: failure.code,
    bytesOut: answer.bytes,
  })
  return answer.response
}

/** Nobody is left to answer. */
export const noteLeft = (front: Front, progress: Progress): Response => {
  recordEnd(front, progress, { outcome: 'cancelled', status: 499, failureCode: '', bytesOut: 0 })
  return new Response(null, { status: 499 })
}

export const recordEnd = (front: Front, progress: Progress, ending: Ending): void => {
  progress.totalMs = front.clock.monotonic() - progress.call.startedMonotonic
  front.record(exchangeFacts(progress, ending))
}
