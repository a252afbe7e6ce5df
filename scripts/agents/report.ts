import type { Agent } from './agent.ts'
import type { Played } from './play.ts'
import { channelProtocols, type ChannelProtocol } from './world.ts'

export type Result = {
  readonly agent: Agent
  readonly protocol: ChannelProtocol
  readonly turns: readonly Played[]
}

export const hasFailed = ({ turns }: Result): boolean =>
  turns.some(({ problems }) => problems.length > 0)

export const tellPlay = ({ agent, protocol, turns }: Result): string =>
  [
    `${agent.id} at ${protocol}`,
    ...turns.flatMap((turn, index) => tellTurn(turn).map((line) => `  turn ${index + 1}: ${line}`)),
  ].join('\n')

const tellTurn = (turn: Played): readonly string[] => [
  turn.problems.length === 0
    ? `complete, ${turn.heard.length} requests, ${turn.proofs} proofs of thoughts`
    : 'FAILED',
  ...turn.problems,
  ...warningsIn([turn]).map((warning) => `warned: ${warning}`),
]

/** Each once. */
const warningsIn = (turns: readonly Played[]): readonly string[] => [
  ...new Set(
    turns.flatMap(({ heard }) =>
      heard.flatMap(({ warnings }) => warnings.split('; ')).filter((warning) => warning !== ''),
    ),
  ),
]

/** A row for each agent, a column for each protocol of a channel. */
export const writeTable = (results: readonly Result[]): string => {
  const agents = [...new Set(results.map(({ agent }) => agent))]
  const protocols = channelProtocols.filter((id) => results.some(({ protocol }) => protocol === id))
  const cell = (agent: Agent, protocol: ChannelProtocol): string => {
    const result = results.find((one) => one.agent === agent && one.protocol === protocol)
    return result === undefined ? '–' : fateOf(result)
  }
  return writeRows([
    ['agent', 'version', 'speaks', ...protocols],
    ...agents.map((agent) => [
      agent.title,
      agent.version,
      agent.speaks,
      ...protocols.map((id) => cell(agent, id)),
    ]),
  ])
}

const fateOf = (result: Result): string => {
  if (hasFailed(result)) return 'FAILED'
  return result.turns.some(({ proofs }) => proofs > 0) ? 'complete, with thoughts' : 'complete'
}

/** A row for each warning of each agent. */
export const writeWarnings = (results: readonly Result[]): string => {
  const rows = results.flatMap(({ agent, protocol, turns }) =>
    warningsIn(turns).map((warning) => ({ title: agent.title, protocol, warning })),
  )
  const grouped = Map.groupBy(rows, ({ title, warning }) => `${title}\n${warning}`)
  return writeRows([
    ['agent', 'warning', 'at'],
    ...[...grouped.values()].map((same) => [
      same[0]?.title ?? '',
      same[0]?.warning ?? '',
      same.map(({ protocol }) => protocol).join(', '),
    ]),
  ])
}

const writeRows = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
