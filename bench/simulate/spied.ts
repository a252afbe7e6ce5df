import type { ActorContext, ActorDefinition, Message } from '../../src/actor/index.ts'
import type { SchedulerArguments, SchedulerMessage } from '../../src/scheduler/messages.ts'

type Definition = ActorDefinition<SchedulerMessage, SchedulerArguments>

/** The scheduler actor, and a way to ask it between two events without one message more on the way. */
export type Spied = {
  readonly definition: Definition
  /** Undefined where it does not answer at once. */
  ask(question: SchedulerMessage): Message | undefined
}

/** `onMessage`: hears what the scheduler is about to hear. */
export const spied = (
  definition: Definition,
  onMessage: (message: SchedulerMessage) => void,
): Spied => {
  let receive: (message: SchedulerMessage) => void = () => undefined
  let isAsking = false
  let answer: Message | undefined
  const overheard = (context: ActorContext<SchedulerMessage>): ActorContext<SchedulerMessage> => ({
    ...context,
    tell: (to, message) => {
      if (isAsking) answer = message
      else context.tell(to, message)
    },
  })
  return {
    definition: {
      ...definition,
      setup: (context, args) => {
        const behavior = definition.setup(overheard(context), args)
        receive = (message) => behavior.receive(message)
        return {
          ...(behavior.signal === undefined
            ? {}
            : { signal: (signal) => behavior.signal?.(signal) }),
          receive: (message) => {
            onMessage(message)
            behavior.receive(message)
          },
        }
      },
    },
    ask: (question) => {
      isAsking = true
      answer = undefined
      receive(question)
      isAsking = false
      return answer
    },
  }
}
