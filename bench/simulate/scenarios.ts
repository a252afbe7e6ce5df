import { readDataFile, type Table } from './data-file.ts'
import { readFleet, type Fleet } from './fleet.ts'
import { Mistake } from './mistake.ts'
import type { Scenario } from './run.ts'
import type { ClientStream, Workload } from './workload.ts'

/** The workloads, in the order in which they are told of; each is a file in `workloads/`. */
export const workloads = ['agents', 'bursts', 'batch', 'mix', 'busy-agents'] as const

/** Fleets besides those of the workloads; each is a file in `fleets/`. */
export const fleets = ['weights', 'plans', 'tiers', 'large', 'subscriptions'] as const

export type Extent = Pick<Scenario, 'accounts' | 'hours' | 'seed'> & {
  /** Name or path; without it the workload's own. */
  readonly fleet?: string
  /** As busy as a fleet of so many accounts; without it as the fleet that there is. */
  readonly clientsFor?: number
}

type Data = { readonly workload: Workload; readonly fleet: Fleet | undefined }

/** `name`: of ours, or the path of another. */
export const readScenario = async (
  name: string,
  { fleet: other, clientsFor, ...extent }: Extent,
): Promise<Scenario> => {
  const file = pathOf('workload', name, workloads)
  const { workload, fleet } = await readDataFile(file, readWorkload)
  const used =
    other === undefined ? fleet : await readDataFile(pathOf('fleet', other, fleets), readFleetFile)
  if (used === undefined)
    throw new Mistake(`${file} has no accounts: give it a [[fleet]], or name one with --fleet`)
  return {
    ...extent,
    workload,
    fleet: used,
    clientsFor: clientsFor ?? extent.accounts,
    asked: {
      workload: name,
      ...(other === undefined ? {} : { fleet: other }),
      ...(clientsFor === undefined ? {} : { clientsFor }),
    },
  }
}

const pathOf = (kind: 'workload' | 'fleet', name: string, known: readonly string[]): string => {
  if (known.includes(name)) return `${import.meta.dir}/${kind}s/${name}.toml`
  if (name.includes('/') || name.endsWith('.toml')) return name
  throw new Mistake(
    `--${kind}: "${name}" is none of ${known.join(', ')}, nor the path of a .toml file`,
  )
}

const readFleetFile = (table: Table): Fleet => {
  const fleet = readFleet(table)
  table.end()
  return fleet
}

const readWorkload = (table: Table): Data => {
  const data = {
    workload: { name: table.text('name'), streams: table.list('streams', readStream) },
    fleet: table.has('fleet') ? readFleet(table) : undefined,
  }
  table.end()
  return data
}

const readStream = (table: Table): ClientStream => {
  const stream = {
    user: table.text('user'),
    beginPerHour: table.range('begin_per_hour', { least: 0 }),
    turns: table.range('turns', { least: 1 }),
    projects: table.number('projects', { least: 1, isWhole: true }),
    sharedTokens: table.number('shared_tokens', { least: 0 }),
    firstTokens: table.range('first_tokens', { least: 1 }),
    turnTokens: table.number('turn_tokens', { least: 0 }),
    outputTokens: table.number('output_tokens', { least: 1 }),
    thinkSeconds: table.number('think_seconds', { least: 0 }),
    pauseShare: table.number('pause_share', { least: 0, most: 1 }, 0),
    pauseSeconds: table.number('pause_seconds', { least: 0 }, 0),
    patienceSeconds: table.number('patience_seconds', { least: 0.001 }),
    urgency: table.choice('urgency', ['high', 'normal', 'low'], 'normal') ?? 'normal',
    isForgetful: table.flag('is_forgetful', false),
  }
  table.end()
  return stream
}
