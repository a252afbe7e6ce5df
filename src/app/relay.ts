import { systemClock, type ActorRef, type ActorSystem } from '../actor/index.ts'
import type { Message } from '../actor/message.ts'
import type { Scheduler } from '../scheduler/client.ts'
import type { SchedulerMessage } from '../scheduler/messages.ts'
import type { Viewer } from '../scheduler/view.ts'
import type { Relay } from '../server/relay.ts'

export type RelayParts = Pick<Relay, 'channelIds'> & {
  readonly system: ActorSystem
  readonly scheduler: Scheduler
  readonly schedulerRef: ActorRef<SchedulerMessage>
  readonly viewer: Viewer
}

/** For what the scheduler knows by itself. */
const ANSWER_MS = 1_000

/** What the front knows of those who do the work. */
export const openRelay = (parts: RelayParts): Relay => {
  const { system, scheduler, schedulerRef, viewer, channelIds } = parts
  const ask = async <Answer extends Message>(
    question: (replyTo: ActorRef<Answer>) => SchedulerMessage,
  ): Promise<Answer | undefined> => {
    const answer = await system.ask(schedulerRef, question, ANSWER_MS)
    return answer.type === 'reply' ? answer.reply : undefined
  }
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
