import { actorKind, defineActor, type ActorRef } from '../src/actor/index.ts'

export type Tally = { readonly type: 'tally'; readonly received: number }

export type TallyMessage =
  | { readonly type: 'chunk'; readonly exchange: number; readonly data: string }
  | { readonly type: 'read'; readonly replyTo: ActorRef<Tally> }

export const tallyKind = actorKind<TallyMessage, null>('tally')

/** Counts what it is told. */
export const tallyActor = defineActor(tallyKind, {
  supervision: {
    onFailure: 'stop',
    backoff: { minMs: 0, maxMs: 0, jitter: 0 },
    limit: { restarts: 0, withinMs: 0 },
  },
  mailbox: { capacity: 1_000_000, overflow: 'reject-new' },
  setup: (context) => {
    let received = 0
    return {
      receive: (message) => {
        switch (message.type) {
          case 'chunk':
            received += 1
            return
          case 'read':
            return context.tell(message.replyTo, { type: 'tally', received })
          default:
            return message satisfies never
        }
      },
    }
  },
})
