import { protocols } from '../../protocol/index.ts'
import { isUponStored } from '../../protocol/upon-stored.ts'
import type { AttemptContext } from '../attempt-context.ts'

type Told = Pick<AttemptContext, 'order' | 'plan' | 'sink'>

/** What of a whole answer (byte string) the upstream keeps, for those who will ask for it. */
export const tellMade = ({ order, sink }: Told, body: string): void => {
  if (isUponStored(order.operation)) return
  const made = protocols[order.protocol].stored?.readMade(body, order.operation) ?? []
  if (made.length > 0) sink.made(made, true)
}

/**
 * A translated answer has an id that clients may ask by. Where both sides speak the same protocol the upstream keeps it,
 * else nobody does. `data`: how the answer begins.
 */
export const tellOwnId = ({ order, plan, sink }: Told, data: string): void => {
  const id = protocols[order.protocol].stored?.readOwnId(data)
  if (id !== undefined) sink.made([id], plan.target.protocol === order.protocol)
}
