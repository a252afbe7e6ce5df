import { noRules } from '../../src/ir/rules.ts'
import { accountActor } from '../../src/account/actor.ts'
import { accountClient } from '../../src/account/client.ts'
import type { AccountArguments, AccountReport, AccountStatus } from '../../src/account/messages.ts'
import { freshStatus } from '../../src/account/messages.ts'
import { ActorSystem, loopback, type ActorRef } from '../../src/actor/index.ts'
import type { Order, Reply } from '../../src/exchange/messages.ts'
import { orderFor } from './attempts.ts'
import { channelSettings } from './channels.ts'
import { Inbox } from './inbox.ts'
import { listener } from './listener.ts'
import { manualClock } from './manual-clock.ts'
import { usualRests } from './rests.ts'
import { startRawUpstream, type RawRequest } from './raw-upstream.ts'

export type AccountWorldOptions = {
  readonly args?: Partial<AccountArguments>
  readonly channel?: 'openai' | 'anthropic' | 'aistudio'
  /** What the upstream does with each request; by default the test answers them by hand. */
  readonly respond?: (request: RawRequest) => void
}

/**
 * One account actor on a node of its own, joined by loopback, with a scheduler and a front that only listen, a clock
 * that the test turns and an upstream that it plays.
 */
export const openAccountWorld = async (options: AccountWorldOptions = {}) => {
  const { args = {}, channel = 'openai' } = options
  const upstream = await startRawUpstream(options.respond)
  const clock = manualClock()
  const main = new ActorSystem({ node: 'main', clock })
  const thread = new ActorSystem({ node: 'account-1', clock, definitions: [accountActor] })
  const [left, right] = loopback()
  main.link('account-1', left)
  thread.link('main', right)
  const reports = new Inbox<AccountReport>()
  const replies = new Inbox<Reply>()
  const supervisor: ActorRef<AccountReport> = main.spawn(
    listener<AccountReport>('scheduler', (report) => reports.add(report)),
    'scheduler',
    null,
  )
  const replyTo: ActorRef<Reply> = main.spawn(
    listener<Reply>('front', (reply) => replies.add(reply)),
    'front',
    null,
  )
  const accountArgs: AccountArguments = {
    id: `${channel}/one`,
    channel: channelSettings({ id: channel, baseUrl: upstream.url }),
    secret: 'sk-simulated-one',
    maxConcurrency: 0,
    rests: usualRests,
    egress: { proxyUrl: '', proxyUsername: '', proxyPassword: '' },
    userAgent: 'switchyard/0.0.0-test',
    rules: noRules,
    media: { isAllowed: false, maxBytes: 1_048_576, timeoutMs: 10_000 },
    supervisor,
    ...args,
  }
  const ref = main.spawn(accountActor, 'account', accountArgs, { node: 'account-1' })
  const account = accountClient({ tell: (to, message) => main.tell(to, message) }, ref)
  let life = (await reports.next('started')).life
  const order = (over: Partial<Omit<Order, 'body'>> = {}): void =>
    account.order(orderFor({ life, replyTo, ...over }))
  return {
    ...account,
    order,
    /** What the scheduler answers to `started`. */
    restore: (status: AccountStatus, over: Partial<AccountArguments> = {}) =>
      account.restore({ ...accountArgs, ...over }, status),
    reconfigure: (over: Partial<AccountArguments>) =>
      account.reconfigure({ ...accountArgs, ...over }),
    clock,
    upstream,
    reports,
    replies,
    credit: (exchange: number, bytes: number) =>
      main.tell(ref, { type: 'credit', exchange, bytes }),
    statusNow: (): AccountStatus =>
      reports.all.findLast((report) => report.type === 'status-changed')?.status ?? freshStatus,
    /** A defect: the account is handed a status that is none, and meets it at its next order. */
    crash: (): void => {
      main.tell(ref, JSON.parse('{"type":"restore"}'))
      order({ exchange: -1 })
    },
    /** Lets the pause before a restart pass. Orders are meant for the new life from now on. */
    revive: async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
      clock.advance(60_000)
      life = (await reports.next('started')).life
    },
    /** It has left the settings. */
    stop: (): void => main.stop(ref),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([thread.shutdown(), main.shutdown()])
      await upstream[Symbol.asyncDispose]()
    },
  }
}
