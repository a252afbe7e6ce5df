/**
 * What must not compile, and what must: read by the type check only. A line marked `@ts-expect-error`
 * that compiles is an error.
 */
import {
  actorKind,
  defineActor,
  type ActorContext,
  type ActorRef,
  type Message,
} from '../../src/actor/index.ts'
import { counterKind, type Count, type CounterMessage } from './fixtures/protocol.ts'
import { gentle } from './fixtures/puppet.ts'

type With<Value> = { readonly type: 'x'; readonly value: Value }

export const sendable = [
  actorKind<With<string | number | bigint | boolean | null | undefined>, null>('primitives'),
  actorKind<With<readonly { readonly deep: Date }[]>, { readonly bytes: Uint8Array }>('data'),
  actorKind<{ readonly type: 'x'; readonly value?: ActorRef<With<string>> }, undefined>('refs'),
]

export const unsendable = [
  // @ts-expect-error -- a function
  actorKind<With<() => void>, null>('x'),
  // @ts-expect-error -- an error loses its class and cause
  actorKind<With<Error>, null>('x'),
  // @ts-expect-error -- headers cannot be posted
  actorKind<With<Headers>, null>('x'),
  // @ts-expect-error -- a response cannot be posted
  actorKind<With<Response>, null>('x'),
  // @ts-expect-error -- a signal cannot be posted
  actorKind<With<AbortSignal>, null>('x'),
  // @ts-expect-error -- a stream cannot be posted
  actorKind<With<ReadableStream<string>>, null>('x'),
  // @ts-expect-error -- a promise cannot be posted
  actorKind<With<Promise<string>>, null>('x'),
  // @ts-expect-error -- however deep it lies
  actorKind<With<readonly { readonly deep: Error }[]>, null>('x'),
  // @ts-expect-error -- anything might be in it
  actorKind<With<unknown>, null>('x'),
  // @ts-expect-error -- arguments travel as well
  actorKind<With<string>, { readonly log: () => void }>('x'),
]

type Fetched = { readonly type: 'fetched'; readonly response: Response }

/** Private messages stay at home: they may hold anything, and nobody else may send them. */
export const privately = defineActor<CounterMessage, { readonly from: number }, Fetched>(
  counterKind,
  {
    supervision: gentle,
    mailbox: { capacity: 1, overflow: 'reject-new' },
    setup: (context) => ({
      receive: (message) => {
        if (message.type === 'fetched') return void message.response.status
        context.pipeToSelf(
          fetch('http://localhost/'),
          (response) => ({ type: 'fetched', response }),
          ({ message: explanation }) => ({ type: 'fail', explanation }),
        )
      },
    }),
  },
)

export const uses = async (context: ActorContext<Message>): Promise<number> => {
  const counter = context.spawn(counterKind, 'counter', { from: 1 })
  // @ts-expect-error -- the arguments of another kind
  context.spawn(counterKind, 'counter', { to: 1 })
  context.tell(counter, { type: 'add', amount: 1 })
  // @ts-expect-error -- not a message of this kind
  context.tell(counter, { type: 'subtract', amount: 1 })
  // @ts-expect-error -- a private message
  context.tell(counter, { type: 'fetched', response: new Response() })
  // @ts-expect-error -- any actor may be stopped, but not any string
  context.stop('main/counter#1')
  const answer = await context.ask(
    counter,
    (replyTo: ActorRef<Count>) => ({ type: 'read', replyTo }),
    100,
  )
  return answer.type === 'reply' ? answer.reply.value : 0
}
