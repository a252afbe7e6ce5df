/** A simulated vendor of one protocol, and Switchyard before it with the one channel that leads there. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.ts'
import { startTap, type Tap } from './tap.ts'

/** What a channel may speak and tools can be called in. */
export const channelProtocols = ['anthropic', 'gemini', 'openai-responses', 'openai-chat'] as const

export type ChannelProtocol = (typeof channelProtocols)[number]

export type World = AsyncDisposable & {
  readonly simulator: Simulator
  readonly tap: Tap
  readonly key: string
}

type Upstream = {
  readonly vendor: SimulatorOptions['vendor']
  readonly path: string
  readonly model: string
  /** Names that this vendor knows by itself. */
  readonly own: readonly string[]
}

const upstreams: Readonly<Record<ChannelProtocol, Upstream>> = {
  anthropic: { vendor: 'anthropic', path: '', model: 'claude-opus-5', own: ['claude-*'] },
  gemini: { vendor: 'gemini', path: '', model: 'gemini-3-pro-preview', own: ['gemini-*'] },
  'openai-responses': { vendor: 'openai', path: '/v1', model: 'gpt-5', own: ['gpt-*'] },
  'openai-chat': { vendor: 'openai', path: '/v1', model: 'gpt-5', own: ['gpt-*', 'qwen*'] },
}

const families = ['claude-*', 'gemini-*', 'gpt-*', 'qwen*']

const key = 'sk-client-of-the-agents'
const account = { key: 'sk-simulated-only', name: 'only' }

export const openWorld = async (protocol: ChannelProtocol): Promise<World> => {
  await using begun = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-agents-'))
  begun.defer(() => rm(folder, { recursive: true }))
  const upstream = upstreams[protocol]
  const simulator = begun.use(
    await startSimulator({
      vendor: upstream.vendor,
      accounts: [account],
      models: agentsModels.map((id) => ({ id, kind: 'chat' })),
    }),
  )
  const file = join(folder, 'config.json')
  await Bun.write(file, configuration(protocol, `${simulator.url}${upstream.path}`))
  const switchyard = Bun.spawn([process.execPath, 'src/main.ts', 'start', '--config', file], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, DATA_DIR: folder, API_KEY: key },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  begun.defer(async () => {
    switchyard.kill('SIGTERM')
    await switchyard.exited
  })
  const tap = begun.use(startTap(await addressIn(switchyard.stdout)))
  const world = begun.move()
  return { simulator, tap, key, [Symbol.asyncDispose]: () => world.disposeAsync() }
}

/** What the agents ask for by themselves, and what their requests become elsewhere. */
const agentsModels = [
  'claude-opus-4-8',
  'claude-opus-5',
  'gemini-3-pro-preview',
  'gemini-3.1-pro-preview',
  'gemini-3.5-flash-lite',
  'gemini-3.8-flash',
  'gpt-5',
  'gpt-6.1-sol',
  'qwen3-coder-plus',
]

const configuration = (protocol: ChannelProtocol, url: string): string => {
  const { model, own } = upstreams[protocol]
  const foreign = families.filter((family) => !own.includes(family))
  return JSON.stringify({
    global: { port: 0 },
    proxy: {
      default_channel: 'agents',
      custom_mapping: Object.fromEntries(foreign.map((family) => [family, `agents/${model}`])),
    },
    channels: [
      {
        id: 'agents',
        settings: { base_url: url, protocol, models: [...own] },
        credentials: [{ id: account.name, secret: account.key }],
      },
    ],
  })
}

/** Reads on to the end, so that the program never waits for its log to be read. */
const addressIn = (log: ReadableStream<Uint8Array>): Promise<string> => {
  const found = Promise.withResolvers<string>()
  void readLog(log, found.resolve).then((text) =>
    found.reject(new Error(`Switchyard ended: ${text}`)),
  )
  return found.promise
}

const readLog = async (
  log: ReadableStream<Uint8Array>,
  onAddress: (address: string) => void,
): Promise<string> => {
  const decoder = new TextDecoder()
  let end = ''
  for await (const bytes of log) {
    end = `${end}${decoder.decode(bytes, { stream: true })}`.slice(-10_000)
    const address = /"address":"([^"]+)"/.exec(end)?.[1]
    if (address !== undefined) onAddress(address)
  }
  return end
}
