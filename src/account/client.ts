import type { ActorContext, ActorRef } from '../actor/index.ts'
import type { Message } from '../actor/message.ts'
import type { Order } from '../exchange/messages.ts'
import type { Cooldown } from './cooldown.ts'
import type { AccountArguments, AccountMessage, AccountStatus } from './messages.ts'

/** How others speak to an account: the one place that builds its messages. */
export type Account = {
  order(order: Order): void
  cancel(exchange: number): void
  restore(args: AccountArguments, status: AccountStatus): void
  reconfigure(args: AccountArguments): void
  discoverModels(): void
  forgetRests(): void
  restWithGroup(cooldowns: readonly Cooldown[]): void
}

export const accountClient = <Own extends Message>(
  context: Pick<ActorContext<Own>, 'tell'>,
  ref: ActorRef<AccountMessage>,
): Account => ({
  order: (order) => context.tell(ref, order),
  cancel: (exchange) => context.tell(ref, { type: 'cancel', exchange }),
  restore: (args, status) => context.tell(ref, { type: 'restore', args, status }),
  reconfigure: (args) => context.tell(ref, { type: 'reconfigure', args }),
  discoverModels: () => context.tell(ref, { type: 'discover-models' }),
  forgetRests: () => context.tell(ref, { type: 'forget-rests' }),
  restWithGroup: (cooldowns) => context.tell(ref, { type: 'rest-with-group', cooldowns }),
})
