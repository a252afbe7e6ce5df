import { systemClock, type ActorRef, type ActorSystem } from '../actor/index.ts'
import type { Scheduler } from '../scheduler/client.ts'
import type { SchedulerMessage } from '../scheduler/messages.ts'
import type { Viewer } from '../scheduler/view.ts'
import type { Relay } from '../server/dispatch/relay.ts'
import { askOf } from './ask.ts'

export type RelayParts = Pick<Relay, 'channelIds'> & {
  readonly system: ActorSystem
  readonly scheduler: Scheduler
  readonly schedulerRef: ActorRef<SchedulerMessage>
  readonly viewer: Viewer
}

/** What the front knows of those who do the work. */
export const openRelay = (parts: RelayParts): Relay => {
  const { system, scheduler, schedulerRef, viewer, channelIds } = parts
  const ask = askOf(system, schedulerRef)
  return {
    dispatch: scheduler.dispatch,
    cancel: scheduler.cancel,
    credit: (account, message) => system.tell(account, message),
    listModels: viewer.listModels,
    resolveModel: (scope, model) => ask(scheduler.modelQuestion(scope, model)),
    listKept: async (asked) => (await ask(scheduler.keptQuestion(asked)))?.kept,
    sendPart: (account, part) => system.tell(account, part),
    channelIds,
    isReady: () => viewer.isReady(systemClock.now()),
  }
}
