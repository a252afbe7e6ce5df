import { parseArgs } from 'node:util'
import { policies, type Policy } from './policies.ts'
import type { Wanted } from './replay.ts'
import type { Scenario } from './run.ts'
import { readScenario, workloads } from './scenarios.ts'

export type Options = {
  readonly scenarios: readonly Scenario[]
  readonly policies: readonly Policy[]
  /** Every rule after every event, however large the fleet. */
  readonly isChecked: boolean
  /** Tell how this came about, in place of a table. */
  readonly replay: Wanted | undefined
  /** Into the documentation, with a picture. */
  readonly writes: boolean
}

/** What was asked for on the command line; a name that is not known is an error that lists the known ones. */
export const readOptions = async (words: readonly string[]): Promise<Options> => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      workload: { type: 'string', default: '' },
      accounts: { type: 'string', default: '10' },
      hours: { type: 'string', default: '24' },
      seed: { type: 'string', default: '1' },
      policies: { type: 'string', default: '' },
      check: { type: 'boolean', default: false },
      replay: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  })
  const names = policies.map(({ name }) => name)
  const wanted = new Set(chosen('policies', values.policies, names))
  const hours = positive('hours', values.hours)
  const seed = positive('seed', values.seed)
  const fleets = values.accounts.split(',').map((text) => positive('accounts', text))
  const scenarios: Scenario[] = []
  for (const name of chosen('workload', values.workload, workloads))
    for (const accounts of fleets)
      scenarios.push(await readScenario(name, { accounts, hours, seed }))
  const replay = values.replay === undefined ? undefined : readWanted(values.replay)
  if (replay !== undefined && scenarios.length * wanted.size !== 1)
    throw new Error('--replay tells of one run: name one --workload, --accounts and --policies')
  return {
    scenarios,
    policies: policies.filter(({ name }) => wanted.has(name)),
    replay,
    isChecked: values.check,
    writes: values.write,
  }
}

/** Nothing means all. */
const chosen = (option: string, text: string, known: readonly string[]): readonly string[] => {
  if (text === '') return known
  const names = text.split(',')
  const strange = names.find((name) => !known.includes(name))
  if (strange === undefined) return names
  throw new Error(`--${option}: "${strange}" is none of ${known.join(', ')}`)
}

const positive = (option: string, text: string): number => {
  const value = Number(text)
  if (value > 0) return value
  throw new Error(`--${option}: "${text}" is not a number above 0`)
}

/** `123`, `request:123` or `event:4567`. */
const readWanted = (text: string): Wanted => {
  const [, type = 'request', number = ''] = /^(?:(request|event):)?(\d+)$/.exec(text) ?? []
  if (number === '')
    throw new Error(`--replay: "${text}" is neither request:NUMBER nor event:NUMBER`)
  return { type: type === 'event' ? 'event' : 'request', number: Number(number) }
}
