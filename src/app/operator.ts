import type { ActorRef, ActorSystem } from '../actor/index.ts'
import type { NodeView } from '../actor/inspection.ts'
import type { ProxyPool } from '../proxy-pool/client.ts'
import type { PoolMessage } from '../proxy-pool/messages.ts'
import type { Scheduler } from '../scheduler/client.ts'
import type { SchedulerMessage } from '../scheduler/messages.ts'
import type { Operator } from '../server/admin/index.ts'
import type { Log } from '../telemetry/log.ts'
import { ANSWER_MS, askOf } from './ask.ts'
import { poolProxy } from './proxy-pool-config.ts'

export type OperatorParts = Pick<
  Operator,
  'settings' | 'describeSettings' | 'changeSettings' | 'eventsOf'
> & {
  readonly system: ActorSystem
  readonly scheduler: Scheduler
  readonly schedulerRef: ActorRef<SchedulerMessage>
  readonly proxyPool: ProxyPool
  readonly proxyPoolRef: ActorRef<PoolMessage>
  readonly log: Log
  /** The threads besides the main one. */
  readonly threads: () => readonly string[]
}

/** Checks are answered for after 25 s, over or not. */
const CHECKS_MS = 30_000
/** A check takes 10 s at most. */
const TEST_MS = 15_000

/** What `/api` knows of the program. */
export const openOperator = (parts: OperatorParts): Operator => {
  const { system, scheduler, schedulerRef, proxyPool, proxyPoolRef, threads, ...known } = parts
  const ask = askOf(system, schedulerRef)
  const askPool = askOf(system, proxyPoolRef)
  const { questions } = scheduler
  return {
    ...known,
    receipt: (requestId) => ask(scheduler.receiptQuestion(requestId)),
    accounts: () => ask(questions.accounts),
    sessions: () => ask(questions.sessions),
    caches: () => ask(questions.caches),
    guardrails: () => ask(questions.guardrails),
    clearBindings: () => ask(questions.clearBindings),
    clearRests: (account) => ask(questions.clearRests(account)),
    proxyPool: () => askPool(proxyPool.view()),
    checkProxies: () => askPool(proxyPool.checkNow(), CHECKS_MS),
    testProxy: (entry) => askPool(proxyPool.test(poolProxy(entry)), TEST_MS),
    nodes: async () => [mainNode(system), ...(await otherNodes(system, threads()))],
  }
}

const mainNode = (system: ActorSystem): NodeView => ({
  type: 'node-view',
  node: 'main',
  actors: system.inspect(),
  counters: system.counters,
})

/** One that hangs or has just ended is left out. */
const otherNodes = async (
  system: ActorSystem,
  threads: readonly string[],
): Promise<readonly NodeView[]> => {
  const views = await Promise.all(threads.map((node) => system.inspectNode(node, ANSWER_MS)))
  return views.flatMap((view) => (view.type === 'reply' ? [view.reply] : []))
}
