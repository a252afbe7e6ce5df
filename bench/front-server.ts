/**
 * The server half of `bench/front.ts`: answers by itself, with nothing behind it. `bare` is `Bun.serve` alone, `front`
 * is Switchyard's front with a relay that answers at once. Prints its port.
 *
 * Usage: bun bench/front-server.ts bare|front
 */
import { ActorSystem } from '../src/actor/index.ts'
import { systemClock } from '../src/actor/clock.ts'
import { systemRandom } from '../src/actor/random.ts'
import { refTo } from '../src/actor/address.ts'
import type { Credit, Dispatch, Reply } from '../src/exchange/messages.ts'
import { hashKey } from '../src/server/auth.ts'
import { ExchangeTable } from '../src/server/dispatch/exchange-table.ts'
import { frontActor } from '../src/server/front-actor.ts'
import { createServer } from '../src/server/server.ts'
import { silentLog } from '../src/telemetry/log.ts'

const answer = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'It sorts wagons.' } }],
  usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
})

const event = `data: ${JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content: ' wagon' }, finish_reason: null }],
})}\n\n`

/** Events come in their own turns of the loop, as from another thread. */
const eventsInStream = 100

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const startBare = (): number => {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      const isStream = (await request.text()).includes('"stream":true')
      if (!isStream)
        return new Response(answer, { headers: { 'content-type': 'application/json' } })
      return new Response(
        new ReadableStream({
          start: async (controller) => {
            for (let sent = 0; sent < eventsInStream; sent += 1) {
              await nextTurn()
              controller.enqueue(Buffer.from(event, 'latin1'))
            }
            controller.enqueue(Buffer.from('data: [DONE]\n\n', 'latin1'))
            controller.close()
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      )
    },
  })
  return server.port ?? 0
}

const measured = {
  slotMs: 0,
  connectMs: 1,
  firstEventMs: 1,
  streamMs: 1,
  upstreamBytes: 100,
  inputTokens: 20,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 5,
  reasoningTokens: 0,
}

const served = {
  account: 'bench/one',
  accountRef: refTo<Credit>('none/none#1'),
  channel: 'bench',
  upstreamModel: 'bench',
  attempts: 1,
  queueMs: 0,
  status: 200,
}

const startFront = (): number => {
  const exchanges = new ExchangeTable(systemClock)
  const system = new ActorSystem({ node: 'main' })
  const replyTo = system.spawn(frontActor(exchanges), 'front', null)
  const reply = (message: Reply): void => system.tell(replyTo, message)
  const answerStream = async (exchange: number): Promise<void> => {
    const headers = 'content-type: text/event-stream'
    reply({ type: 'opened', exchange, ...served, headers, data: event })
    for (let sent = 1; sent < eventsInStream; sent += 1) {
      await nextTurn()
      reply({ type: 'chunk', exchange, data: event })
    }
    reply({ type: 'chunk', exchange, data: 'data: [DONE]\n\n' })
    reply({ type: 'ended', exchange, ...measured })
  }
  const dispatch = ({ exchange, isStreaming }: Dispatch): void => {
    if (isStreaming) return void answerStream(exchange)
    const headers = 'content-type: application/json'
    reply({ type: 'answered', exchange, ...served, ...measured, headers, body: answer })
  }
  const clients = new Map([
    [hashKey('bench-key'), { user: 'bench', role: 'user', key: 'bench' } as const],
  ])
  const server = createServer({
    version: '0',
    policy: () => policy,
    relay: {
      dispatch,
      cancel: () => undefined,
      credit: () => undefined,
      listModels: () => [],
      resolveModel: async () => undefined,
      listKept: async () => [],
      sendPart: () => undefined,
      channelIds: () => [],
      isReady: () => true,
    },
    exchanges,
    replyTo,
    clock: systemClock,
    random: systemRandom,
    seal: { seal: async (text) => text, open: async (sealed) => sealed },
    record: () => undefined,
    log: silentLog,
  })
  const policy = {
    auth: { mode: 'strict' as const, clients },
    cors: { mode: 'strict' as const, allowedOrigins: new Set<string>() },
    maxBodyBytes: 1_000_000,
    maxUploadBytes: 100_000_000,
    backgroundTasks: [],
    readsPrefixes: false,
    replyTimeoutMs: 60_000,
  }
  const listening = server.listen({ host: '127.0.0.1', port: 0 })
  if (listening.type === 'refused') throw new Error(listening.explanation)
  return listening.port
}

console.log(process.argv[2] === 'bare' ? startBare() : startFront())
