import type { Layer } from '../settings/index.ts'
import { startSimulator, type SimulatorOptions } from './simulator.ts'

export type Demo = {
  readonly layer: Layer
  stop(): Promise<void>
}

/** Slow enough to watch. */
const PACE_MS = 40

/** Accounts with different limits, so that rotation and cooldowns show within a minute of playing. */
const accounts: SimulatorOptions['accounts'] = [
  { key: 'sk-simulated-1', name: 'demo-1', requestsPerMinute: 6 },
  { key: 'sk-simulated-2', name: 'demo-2', requestsPerMinute: 12, maxConcurrent: 2 },
  { key: 'sk-simulated-3', name: 'demo-3' },
]

const channels = [
  { id: 'openai', vendor: 'openai' },
  { id: 'anthropic', vendor: 'anthropic' },
  { id: 'aistudio', vendor: 'gemini' },
] as const

/** Simulated upstreams on loopback, and the settings that use them and nothing else. */
export const startDemo = async (dataDir: string): Promise<Demo> => {
  const simulators = await Promise.all(
    channels.map(({ vendor }) => startSimulator({ vendor, accounts, paceMs: PACE_MS })),
  )
  return {
    layer: {
      source: { type: 'flag', name: '--demo' },
      form: 'data',
      tree: {
        global: { data_dir: dataDir, dsn: `sqlite://${dataDir}/switchyard.db` },
        proxy: { api_key: 'sk-demo', upstream_proxy: { enabled: false } },
        channels: channels.map(({ id }, position) => ({
          id,
          settings: { base_url: simulators[position]?.url },
          credentials: accounts.map(({ key, name }) => ({ id: name, secret: key })),
        })),
      },
    },
    stop: async () => {
      await Promise.all(simulators.map((simulator) => simulator.stop()))
    },
  }
}
