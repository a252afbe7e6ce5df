import type { ActorRef, ActorSystem } from '../actor/index.ts'
import type { Message } from '../actor/message.ts'

/** For what an actor knows by itself. */
export const ANSWER_MS = 1_000

/** Questions to one actor; undefined when it has not answered in time. */
export type Ask<Asked extends Message> = <Answer extends Message>(
  question: (replyTo: ActorRef<Answer>) => Asked,
  withinMs?: number,
) => Promise<Answer | undefined>

export const askOf =
  <Asked extends Message>(system: ActorSystem, ref: ActorRef<Asked>): Ask<Asked> =>
  async (question, withinMs = ANSWER_MS) => {
    const answer = await system.ask(ref, question, withinMs)
    return answer.type === 'reply' ? answer.reply : undefined
  }
