import { defineActor, actorKind, type ActorDefinition } from '../actor/index.ts'
import type { ModelCard } from '../protocol/protocol.ts'
import type { StateChanged } from './keeping/kept-state.ts'
import type { Notice, SchedulerNews, SchedulerView } from './messages.ts'

/** The scheduler's latest published picture, for everybody who only holds a copy. */
export type Viewer = {
  /** Hears what the scheduler publishes. */
  readonly actor: ActorDefinition<SchedulerNews, null>
  /** The models of one channel, or of all when `scope` is empty; undefined when there is no such channel. */
  listModels(scope: string): readonly ModelCard[] | undefined
  /** At least one account can serve something now. */
  isReady(now: number): boolean
}

export type ViewerEvents = {
  /** For the log. */
  readonly onNotice: (notice: Notice) => void
  /** For the next start. */
  readonly onStateChanged: (changed: StateChanged) => void
}

export const openViewer = ({ onNotice, onStateChanged }: ViewerEvents): Viewer => {
  let readyAt = Number.POSITIVE_INFINITY
  let models: ReadonlyMap<string, readonly ModelCard[]> = new Map()
  let aliases: readonly ModelCard[] = []

  const learn = (view: SchedulerView): void => {
    readyAt = view.readyAt
    models = new Map(view.channels.map(({ id, cards }) => [id, cards]))
    aliases = view.aliases
  }

  const hear = (news: SchedulerNews): void => {
    switch (news.type) {
      case 'notice':
        return onNotice(news)
      case 'state-changed':
        return onStateChanged(news)
      case 'scheduler-view':
        return learn(news)
      default:
        return news satisfies never
    }
  }

  /** An alias leads elsewhere than the model that it hides. */
  const everything = (): readonly ModelCard[] => {
    const hidden = new Set(aliases.map(({ id }) => id))
    const shown = Array.from(models.values()).flat()
    return [...shown.filter(({ id }) => !hidden.has(id)), ...aliases]
  }

  return {
    actor: defineActor<SchedulerNews, null>(actorKind('viewer'), {
      supervision: {
        onFailure: 'resume',
        backoff: { minMs: 0, maxMs: 0, jitter: 0 },
        limit: { restarts: 100, withinMs: 60_000 },
      },
      mailbox: { capacity: 1000, overflow: 'drop-oldest' },
      setup: () => ({ receive: hear }),
    }),
    listModels: (scope) => (scope === '' ? everything() : models.get(scope)),
    isReady: (now) => readyAt <= now,
  }
}
