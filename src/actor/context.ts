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
    pipeToSelf: (work, onDone, onFailed) =>
      pipe(
        stage,
        work.then(
          (value) => () => onDone(value),
          (thrown: unknown) => () => onFailed(recordFailure(thrown)),
        ),
      ),
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

/** `work` never rejects. What it makes of the result runs here; a throw there is the actor's own. */
const pipe = ({ host, self, token, sendOwn, crash }: Stage, work: Promise<() => Message>): void => {
  host.dispatcher.awaiting?.(1)
  const deliver = (makeMessage: () => Message): void => {
    if (!token.isLive) return
    try {
      sendOwn(makeMessage(), token)
    } catch (thrown) {
      crash(recordFailure(thrown))
    }
  }
  const settled = async (): Promise<void> => {
    const makeMessage = await work
    host.dispatcher.awaiting?.(-1)
    const delivery = { from: '', to: self, deliver: () => deliver(makeMessage) }
    if (host.dispatcher.transit === undefined) delivery.deliver()
    else host.dispatcher.transit({ ...delivery, from: host.nextWorkId() })
  }
  void settled()
}
