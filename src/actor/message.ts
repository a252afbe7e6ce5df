/**
 * What may travel between actors, and how an actor is addressed.
 *
 * A message is data: what `structuredClone` keeps with its meaning. `Headers`, `Response`, streams,
 * signals, functions and `Error` do not compile; a failure travels as its fields. Flat objects of
 * strings and numbers are the fast path between threads (one post of a flat object costs about
 * half of a nested one), so messages of the hot path have no nesting.
 */
export type Message = { readonly type: string }

type Primitive = string | number | boolean | bigint | null | undefined

/** `T` when every part of it survives a thread, else `never`: used where a message type is declared. */
export type Sendable<T> = T extends Primitive
  ? T
  : T extends Uint8Array | ArrayBuffer | Date
    ? T
    : T extends (...parameters: never[]) => unknown
      ? never
      : T extends
            Error | Headers | Response | Request | AbortSignal | ReadableStream | Promise<unknown>
        ? never
        : T extends object
          ? { readonly [Key in keyof T]: Sendable<T[Key]> }
          : never

declare const accepts: unique symbol

/**
 * The address of an actor: `node/path#incarnation`, the same from any thread. It is a string so
 * that it travels in flat messages. An actor started again under the same path is a new
 * incarnation: messages to the old address are dead letters. A restart by supervision keeps it.
 */
export type ActorRef<Accepted extends Message> = string & {
  readonly [accepts]: (message: Accepted) => void
}

/** Why an actor is gone. Nothing stops without a reason. */
export type StopReason =
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly failure: FailureRecord }
  | { readonly type: 'node-lost'; readonly node: string }
  | { readonly type: 'not-started'; readonly explanation: string }

/** What is kept of an exception: an `Error` loses its class when it is cloned. */
export type FailureRecord = {
  readonly name: string
  readonly message: string
  readonly stack: string
}

/** Why a message did not reach a mailbox. */
export type Undeliverable = 'dead-letter' | 'overloaded' | 'node-lost' | 'unclonable'

export type AskResult<Reply extends Message> =
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'timed-out'; readonly afterMs: number }
  | { readonly type: 'undeliverable'; readonly reason: Undeliverable }
