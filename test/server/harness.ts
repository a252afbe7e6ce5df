import { ActorSystem, type ActorRef } from '../../src/actor/index.ts'
import { seededRandom } from '../../src/actor/random.ts'
import type { BodyPart, Credit, Dispatch, Reply } from '../../src/exchange/messages.ts'
import type { ExchangeFacts } from '../../src/ledger/record.ts'
import type { ModelCard } from '../../src/protocol/protocol.ts'
import type { Operator } from '../../src/server/admin/index.ts'
import { hashKey } from '../../src/server/auth.ts'
import { ExchangeTable } from '../../src/server/dispatch/exchange-table.ts'
import { frontActor, frontKind } from '../../src/server/front-actor.ts'
import type { Front, FrontPolicy } from '../../src/server/front.ts'
import type { Relay } from '../../src/server/dispatch/relay.ts'
import { createServer } from '../../src/server/server.ts'
import type { ListenAddress } from '../../src/settings/index.ts'
import { silentLog } from '../../src/telemetry/log.ts'
import { manualClock } from '../support/manual-clock.ts'
import { Waiting } from './waiting.ts'

export const key = 'sk-test'

export const accountRef = 'pool-1/account#1' as ActorRef<Credit>

const policy: FrontPolicy = {
  auth: {
    mode: 'strict',
    clients: new Map([[hashKey(key), { user: 'alice', role: 'user', key: 'laptop' }]]),
  },
  cors: { mode: 'strict', allowedOrigins: new Set(['https://app.example']) },
  maxBodyBytes: 1_000_000,
  maxUploadBytes: 2_000_000,
  backgroundTasks: [],
  readsPrefixes: false,
  replyTimeoutMs: 210_000,
}

const cards: readonly ModelCard[] = [
  { id: 'gpt-5.1', channel: 'openai' },
  { id: 'org/model-x', channel: 'custom' },
  {
    id: 'claude-x',
    channel: 'anthropic',
    raw: '{"type":"model","id":"claude-x","display_name":"X","created_at":"2026-01-01T00:00:00Z"}',
    rawProtocol: 'anthropic',
  },
]

/** What the front told the ones behind it, as it happens. */
type Told = {
  readonly dispatches: Waiting<Dispatch>
  readonly cancels: Waiting<number>
  readonly credits: Waiting<Credit>
  readonly parts: Waiting<BodyPart>
  readonly records: Waiting<ExchangeFacts>
}

export type FrontOptions = {
  readonly policy?: Partial<FrontPolicy>
  readonly isReady?: () => boolean
  /** What the scheduler says that somebody made; undefined: it does not answer. */
  readonly listKept?: Relay['listKept']
  /** Opens `/api`. */
  readonly operator?: Operator | undefined
  /** Where `/api` is alone. */
  readonly adminAddress?: ListenAddress
}

/** A front on a real port, with a relay that a test plays by hand and a clock that it turns. */
export const startFront = (options: FrontOptions = {}) => {
  const clock = manualClock()
  const told: Told = {
    dispatches: new Waiting(),
    cancels: new Waiting(),
    credits: new Waiting(),
    parts: new Waiting(),
    records: new Waiting(),
  }
  const exchanges = new ExchangeTable(clock)
  const system = new ActorSystem({ node: 'main', definitions: [frontActor(exchanges)], clock })
  const replyTo = system.spawn(frontKind, 'front', null)
  const current: FrontPolicy = { ...policy, ...options.policy }
  const server = createServer({
    version: '1.2.3',
    policy: () => current,
    relay: scriptedRelay(told, options),
    exchanges,
    replyTo,
    clock,
    random: seededRandom(1),
    seal: readableSeal,
    record: (facts) => told.records.add(facts),
    log: silentLog,
    operator: options.operator,
    adminAddress: options.adminAddress,
  })
  const listening = server.listen({ host: '127.0.0.1', port: 0 })
  if (listening.type === 'refused') throw new Error(listening.explanation)
  const url = `http://127.0.0.1:${listening.port}`
  return {
    ...told,
    clock,
    exchanges,
    server,
    url,
    /** Where `/api` is. */
    adminUrl: `http://127.0.0.1:${listening.admin?.port ?? listening.port}`,
    port: listening.port,
    reply: (reply: Reply) => system.tell(replyTo, reply),
    [Symbol.asyncDispose]: async () => {
      await server.app.server?.stop(true)
      await system.shutdown()
    },
  }
}

export type TestFront = ReturnType<typeof startFront>

/** A message by a user that the front knows, for whichever model, whole unless the body says otherwise. */
export const postMessage = (
  { url }: Pick<TestFront, 'url'>,
  body = '{"model":"m"}',
): Promise<Response> =>
  fetch(`${url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': key }, body })

/** What a test can look into. */
const readableSeal: Front['seal'] = {
  seal: async (text, about) => Buffer.from(`${about}:${text}`).toString('base64'),
  open: async (sealed, about) => {
    const [begin, ...text] = Buffer.from(sealed, 'base64').toString().split(':')
    return begin === about ? text.join(':') : undefined
  },
}

const scriptedRelay = (
  told: Told,
  { isReady = () => true, listKept = async () => [] }: FrontOptions,
): Relay => ({
  dispatch: (message) => told.dispatches.add(message),
  cancel: (exchange) => told.cancels.add(exchange),
  credit: (account, message) => {
    if (account === accountRef) told.credits.add(message)
  },
  listModels: (scope) => {
    if (scope === '') return cards
    const own = cards.filter(({ channel }) => channel === scope)
    return own.length === 0 ? undefined : own
  },
  resolveModel: async (_, model) => {
    const card = cards.find(({ id }) => id === model)
    return card && { type: 'model-resolved', channel: card.channel, model: card.id, wish: '' }
  },
  listKept,
  sendPart: (_, part) => told.parts.add(part),
  channelIds: () => ['openai', 'anthropic', 'custom'],
  isReady,
})
