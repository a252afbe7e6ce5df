import type { Agent } from './agent.ts'
import type { Played } from './play.ts'
import { channelProtocols, type ChannelProtocol } from './world.ts'

export type Result = {
  readonly agent: Agent
  readonly protocol: ChannelProtocol
  readonly turns: readonly Played[]
}

export const tellPlay = ({ agent, protocol, turns }: Result): string =>
  [
    `${agent.id} at ${protocol}`,
    ...turns.flatMap((turn, index) => tellTurn(turn).map((line) => `  turn ${index + 1}: ${line}`)),
  ].join('\n')

const tellTurn = ({ heard, proofs, problems }: Played): readonly string[] => [
  problems.length === 0
    ? `complete, ${heard.length} requests, ${proofs} proofs of thoughts`
    : 'FAILED',
  ...problems,
  ...warningsIn(heard),
]

const warningsIn = (heard: Played['heard']): readonly string[] => {
  const warnings = new Set(heard.map((request) => request.warnings).filter((text) => text !== ''))
  return [...warnings].map((text) => `warned: ${text}`)
}

/** A row for each agent, a column for each protocol of a channel. */
export const writeTable = (results: readonly Result[]): string => {
  const agents = [...new Set(results.map(({ agent }) => agent))]
  const protocols = channelProtocols.filter((id) => results.some(({ protocol }) => protocol === id))
  const cell = (agent: Agent, protocol: ChannelProtocol): string => {
    const result = results.find((one) => one.agent === agent && one.protocol === protocol)
    if (result === undefined) return '–'
    return result.turns.every(({ problems }) => problems.length === 0) ? 'complete' : 'FAILED'
  }
  return [
    `| agent | version | speaks | ${protocols.join(' | ')} |`,
    `| --- | --- | --- | ${protocols.map(() => '---').join(' | ')} |`,
    ...agents.map(
      (agent) =>
        `| ${agent.title} | ${agent.version} | ${agent.speaks} | ${protocols.map((id) => cell(agent, id)).join(' | ')} |`,
    ),
  ].join('\n')
}
