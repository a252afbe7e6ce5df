import {
  actorKind,
  defineActor,
  type ActorDefinition,
  type Message,
} from '../../src/actor/index.ts'

/** An actor that only hears. */
export const listener = <Heard extends Message>(
  name: string,
  hear: (message: Heard) => void,
): ActorDefinition<Heard, null> => ({
  ...defineActor<Message, null>(actorKind<Message, null>(name), {
    supervision: {
      onFailure: 'resume',
      backoff: { minMs: 0, maxMs: 0, jitter: 0 },
      limit: { restarts: 1_000, withinMs: 1_000 },
    },
    mailbox: { capacity: Number.POSITIVE_INFINITY, overflow: 'reject-new' },
    setup: () => ({ receive: () => undefined }),
  }),
  setup: () => ({ receive: hear }),
})
