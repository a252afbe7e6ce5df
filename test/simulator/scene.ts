import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.ts'
import { sendRequest, type Wire } from './wire.ts'

export type Scene = Simulator & {
  /** A good request of this vendor by the account `team-1`, its parts replaced as told. */
  ask(changed?: Partial<Ask>): Wire
}

export type Ask = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

type Vendor = SimulatorOptions['vendor']

const accounts = [
  { key: 'key-1', name: 'team-1' },
  { key: 'key-2', name: 'team-2' },
]

const goodRequests: Readonly<Record<Vendor, Ask>> = {
  openai: {
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer key-1' },
    body: { model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'hi' }] },
  },
  anthropic: {
    path: '/v1/messages',
    headers: { 'x-api-key': 'key-1', 'anthropic-version': '2023-06-01' },
    body: {
      model: 'claude-opus-5',
      max_tokens: 99,
      stream: true,
      messages: [{ role: 'user', content: 'hi' }],
    },
  },
  gemini: {
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    headers: { 'x-goog-api-key': 'key-1' },
    body: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
  },
}

export const goodRequest = (vendor: Vendor): Ask => goodRequests[vendor]

/** A simulator as a relay meets it: no client but Switchyard gets in. */
export const openScene = async (
  vendor: Vendor,
  options: Partial<SimulatorOptions> = {},
): Promise<Scene> => {
  const simulator = await startSimulator({ vendor, accounts, ...options })
  const ask = (changed: Partial<Ask> = {}) =>
    sendRequest({ port: simulator.port, ...goodRequests[vendor], ...changed })
  return Object.assign(simulator, { ask })
}

/** The whole answer to a request that gets one: status, headers and body. */
export const answerOf = async (
  wire: Wire,
): Promise<{ status: number; head: string; body: string }> => {
  await wire.complete
  const [head = '', ...rest] = wire.text().split('\r\n\r\n')
  wire.leave()
  return {
    status: Number(head.split(' ')[1]),
    head: head.toLowerCase(),
    body: rest.join('\r\n\r\n'),
  }
}
