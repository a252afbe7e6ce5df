import { ActorSystem, loopback, Simulation, type ActorRef } from '../../src/actor/index.ts'
import type { DedicatedNode } from '../../src/actor/node-pool.ts'
import { counterActor } from '../../src/counter/actor.ts'
import type { CountRequest } from '../../src/counter/messages.ts'
import { counterSupervisor } from '../../src/counter/supervisor.ts'
import type { Reply } from '../../src/exchange/messages.ts'
import { Inbox } from './inbox.ts'
import { listener } from './listener.ts'

export type CounterWorldOptions = {
  /** A word is a token when not told. */
  readonly countText?: (text: string) => number
  /** What becomes of the first tries to start a thread. */
  readonly failures?: readonly string[]
}

/** The counter's supervisor and the threads that it starts, in simulated time. */
export const openCounterWorld = (options: CounterWorldOptions = {}) => {
  const { countText = (text: string) => text.split(' ').length } = options
  const failures = [...(options.failures ?? [])]
  const simulation = new Simulation({ seed: 1, startAt: 1_790_000_000_000 })
  const main = new ActorSystem({ node: 'main', ...simulation.parts })
  const threads: string[] = []
  const closed: string[] = []
  const open = async (): Promise<DedicatedNode> => {
    const explanation = failures.shift()
    if (explanation !== undefined) return { type: 'failed', explanation }
    const node = `counter-${threads.length + 1}`
    threads.push(node)
    const definitions = [counterActor({ countText })]
    const thread = new ActorSystem({ node, definitions, ...simulation.parts })
    const [left, right] = loopback()
    main.link(node, left)
    thread.link('main', right)
    return { type: 'ready', node }
  }
  const supervisor: ActorRef<CountRequest> = main.spawn(
    counterSupervisor({ open, close: (node) => void closed.push(node) }),
    'supervisor',
    null,
  )
  const replies = new Inbox<Reply>()
  const replyTo: ActorRef<Reply> = main.spawn(
    listener<Reply>('front', (reply) => replies.add(reply)),
    'front',
    null,
  )
  return {
    threads,
    closed,
    replies,
    count: (over: Partial<CountRequest> = {}) =>
      main.tell(supervisor, { ...countRequest, replyTo, ...over }),
    settle: () => simulation.settle(),
    advance: (ms: number) => simulation.advance(ms),
    kill: (node: string) => main.nodeLost(node),
  }
}

/** As a client of Anthropic asks: two words, 4 tokens for the message and 3 for the answer's beginning. */
const countRequest: Omit<CountRequest, 'replyTo'> = {
  type: 'count',
  exchange: 1,
  protocol: 'anthropic',
  body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'two words' }] }),
  channel: 'team',
  upstreamModel: 'm',
  attempts: 0,
  queueMs: 0,
  reason: 'the channel team has no counter',
}
