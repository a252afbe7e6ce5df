import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { cannedText } from '../../src/simulator/canned.ts'
import type { Simulator } from '../../src/simulator/index.ts'
import type { Driver, Place } from './drivers/driver.ts'
import type { Simulators, World, WorldOptions } from './relay-world.ts'

/** An upstream that speaks one protocol and nothing else. */
export type Upstream = {
  readonly protocol: ProtocolId
  readonly vendor: keyof Simulators
  readonly model: string
  /** Absent: none of its models think. */
  readonly thinkingModel?: string
}

export const upstreams: readonly Upstream[] = [
  { protocol: 'openai-chat', vendor: 'openai', model: 'gpt-4.1', thinkingModel: 'gpt-5' },
  { protocol: 'openai-responses', vendor: 'openai', model: 'gpt-4.1', thinkingModel: 'gpt-5' },
  { protocol: 'openai-completions', vendor: 'openai', model: 'gpt-3.5-turbo-instruct' },
  {
    protocol: 'anthropic',
    vendor: 'anthropic',
    model: 'claude-opus-5',
    thinkingModel: 'claude-haiku-4-5',
  },
  {
    protocol: 'gemini',
    vendor: 'gemini',
    model: 'gemini-2.5-flash',
    thinkingModel: 'gemini-3-pro-preview',
  },
]

export const toolUpstreams = upstreams.filter(({ protocol }) => protocol !== 'openai-completions')

export const account = 'one'

/** A channel for each upstream, named after what it speaks. */
export const pairOptions: WorldOptions = {
  accounts: [{ key: 'sk-simulated-one', name: account }],
  channels: (_, simulators) =>
    upstreams.map(({ protocol, vendor }) => ({
      id: `to-${protocol}`,
      settings: { base_url: simulators[vendor].url, protocol },
      credentials: [{ id: account, secret: 'sk-simulated-one' }],
    })),
}

export const placeOf = (world: World, { protocol, model }: Upstream): Place => ({
  address: `${world.url}/to-${protocol}`,
  model,
})

export const simulatorOf = (world: World, { vendor }: Upstream): Simulator => world[vendor]

/** What the simulated model of an upstream says, in its own words. */
export const wordsOf = ({ protocol }: Upstream, prompt: string): string =>
  cannedText({ protocol, account }, prompt)

/** What it says when the last of its tools has answered. */
export const wordsAfter = (
  { protocol }: Upstream,
  driver: Driver,
  {
    prompt,
    tool,
    result,
  }: { readonly prompt: string; readonly tool: string; readonly result: string },
): string => {
  const seen = protocol === driver.protocol ? (driver.wrapped?.(tool, result) ?? result) : result
  return cannedText({ protocol, account }, prompt, [seen])
}
