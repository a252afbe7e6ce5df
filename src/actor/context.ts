import { refTo } from './address.ts'
import type { ActorContext } from './definition.ts'
import { recordFailure } from './failure.ts'
import type { Host } from './host.ts'
import type { FailureRecord, Message } from './message.ts'
import type { ActorTimers, Token } from './timers.ts'

/** What one behaviour is given of its actor. A restart makes a new one; the old then does nothing any more. */
export type Stage = {
  readonly host: Host
  readonly self: string
  readonly path: string
  /** Lives as long as the behaviour. */
  readonly token: Token
  readonly timers: ActorTimers
  readonly children: Set<string>
  readonly watching: Set<string>
  sendOwn(message: Message, token: Token): void
  crash(failure: FailureRecord): void
  stop(): void
}

export const actorContext = (stage: Stage): ActorContext<Message> => {
  const { host, self, path, timers, token } = stage
  return {
    self: refTo(self),
    path,
    node: host.node,
    clock: host.clock,
    random: host.random,
    timers,
    tell: (to, message) =>
      host.send(to, { message, asker: '', sender: self, sentAt: host.clock.monotonic() }),
    ask: (to, message, timeoutMs) => host.ask({ to, message, timeoutMs, sender: self }),
    pipeToSelf: (work, onDone, onFailed) => {
      host.dispatcher.awaiting?.(1)
      work.then(
        (value) => deliverResult(stage, () => onDone(value)),
        (thrown: unknown) => deliverResult(stage, () => onFailed(recordFailure(thrown))),
      )
    },
    // oxlint-disable-next-line max-params -- what is started, as whom, with what; where is rarely said
    spawn: (kind, name, args, options) =>
      refTo(spawnChild(stage, { kind, name, args, node: options?.node ?? host.node })),
    stop: (ref) => {
      if (token.isLive) host.command(ref, { type: 'stop' })
    },
    stopSelf: () => {
      if (token.isLive) stage.stop()
    },
    watch: (ref) => {
      if (!token.isLive || stage.watching.has(ref)) return
      stage.watching.add(ref)
      host.command(ref, { type: 'watch', watcher: self })
    },
    unwatch: (ref) => {
      if (!token.isLive || !stage.watching.delete(ref)) return
      host.command(ref, { type: 'unwatch', watcher: self })
    },
  }
}

type Child = {
  readonly kind: { readonly kind: string }
  readonly name: string
  readonly args: unknown
  readonly node: string
}

const spawnChild = ({ host, self, path, token, children }: Stage, child: Child): string => {
  const spawning = { ...child, parent: self, parentPath: path }
  const ref = host.addressFor(spawning)
  if (!token.isLive) return ref
  children.add(ref)
  host.start(ref, spawning)
  return ref
}

/** What is made of the result is made here; a throw there is the actor's own. */
const deliverResult = (stage: Stage, makeMessage: () => Message): void => {
  const { dispatcher } = stage.host
  dispatcher.awaiting?.(-1)
  const deliver = (): void => {
    const { token, sendOwn, crash } = stage
    if (!token.isLive) return
    try {
      sendOwn(makeMessage(), token)
    } catch (thrown) {
      crash(recordFailure(thrown))
    }
  }
  if (dispatcher.transit === undefined) deliver()
  else dispatcher.transit({ from: stage.host.nextWorkId(), to: stage.self, deliver })
}
