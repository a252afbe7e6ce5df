import { parseArgs } from 'node:util'
import { policyOf } from './configured.ts'
import { usualThreads } from './jobs.ts'
import { Mistake } from './mistake.ts'
import { policies, type Policy } from './policies.ts'
import type { Wanted } from './replay.ts'
import type { Scenario } from './run.ts'
import { readScenario, workloads } from './scenarios.ts'

export type Options = {
  /** Those that differ in their seeds alone are told of together. */
  readonly scenarios: readonly (readonly Scenario[])[]
  readonly policies: readonly Policy[]
  /** Every rule after every event, however large the fleet. */
  readonly isChecked: boolean
  /** Tell how this came about, in place of a table. */
  readonly replay: Wanted | undefined
  /** So many runs at once. */
  readonly threads: number
  /** Into the documentation, with a picture. */
  readonly writes: boolean
}

/** What was asked for on the command line; a name that is not known is an error that lists the known ones. */
export const readOptions = async (words: readonly string[]): Promise<Options> => {
  const values = read(words)
  const offered =
    values.config === undefined ? policies : [...policies, await policyOf(values.config)]
  const names = offered.map(({ name }) => name)
  const wanted = new Set(chosen('policies', values.policies, names))
  const extent = {
    hours: amount('hours', values.hours, MOST_HOURS),
    ...(values.fleet === undefined ? {} : { fleet: values.fleet }),
    ...(values['clients-for'] === undefined
      ? {}
      : { clientsFor: whole('clients-for', values['clients-for'], MOST_ACCOUNTS) }),
  }
  const sizes = (values.accounts ?? (values.write ? WRITTEN : QUICK))
    .split(',')
    .map((text) => whole('accounts', text, MOST_ACCOUNTS))
  const seeds =
    values.seeds === undefined ? [whole('seed', values.seed, MOST_SEED)] : readSeeds(values.seeds)
  const scenarios: (readonly Scenario[])[] = []
  for (const name of values.workload === '' ? workloads : values.workload.split(','))
    for (const accounts of sizes)
      scenarios.push(
        await Promise.all(seeds.map((seed) => readScenario(name, { ...extent, accounts, seed }))),
      )
  const replay = values.replay === undefined ? undefined : readWanted(values.replay)
  if (replay !== undefined && scenarios.flat().length * wanted.size !== 1)
    throw new Mistake(
      '--replay tells of one run: name one --workload, --accounts, --seed and --policies',
    )
  return {
    scenarios,
    policies: offered.filter(({ name }) => wanted.has(name)),
    replay,
    isChecked: values.check,
    threads:
      values.threads === undefined
        ? usualThreads()
        : whole('threads', values.threads, MOST_THREADS),
    writes: values.write,
  }
}

/** Whether somebody wants to know what may be asked for. */
export const asksForHelp = (words: readonly string[]): boolean =>
  words.includes('--help') || words.includes('-h')

const read = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options }).values
  } catch (thrown) {
    const known = Object.keys(options).map((name) => `--${name}`)
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Mistake(`${why}; known are ${known.join(', ')}`)
  }
}

const options = {
  workload: { type: 'string', default: '' },
  fleet: { type: 'string' },
  config: { type: 'string' },
  accounts: { type: 'string' },
  'clients-for': { type: 'string' },
  hours: { type: 'string', default: '24' },
  seed: { type: 'string', default: '1' },
  seeds: { type: 'string' },
  threads: { type: 'string' },
  policies: { type: 'string', default: '' },
  check: { type: 'boolean', default: false },
  replay: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const

/** Accounts of what stands in the documentation, and of what is looked at in between: whole days as well. */
const WRITTEN = '10'
const QUICK = '5'

/** A year. */
const MOST_HOURS = 8_760
const MOST_ACCOUNTS = 10_000
const MOST_THREADS = 256
const MOST_SEED = 1_000_000_000
/** Days that are told of together. */
const MOST_SEEDS = 1_000

/** Nothing means all. */
const chosen = (option: string, text: string, known: readonly string[]): readonly string[] => {
  if (text === '') return known
  const names = text.split(',')
  const strange = names.find((name) => !known.includes(name))
  if (strange === undefined) return names
  throw new Mistake(`--${option}: "${strange}" is none of ${known.join(', ')}`)
}

const whole = (option: string, text: string, most: number): number => {
  const value = amount(option, text, most)
  if (Number.isInteger(value)) return value
  throw new Mistake(`--${option}: "${text}" is not a whole number`)
}

const amount = (option: string, text: string, most: number): number => {
  const value = Number(text)
  if (value > 0 && value <= most) return value
  throw new Mistake(
    `--${option}: "${text}" is not a number above 0, and ${most.toLocaleString('en')} at most`,
  )
}

/** `3`, `1-5` or `1,2,7`. */
const readSeeds = (text: string): readonly number[] => {
  const seeds = text.split(',').flatMap(readSpan)
  if (seeds.length <= MOST_SEEDS) return seeds
  throw tooManySeeds(text)
}

const readSpan = (text: string): readonly number[] => {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text) ?? []
  if (first === undefined || last === undefined) return [whole('seeds', text, MOST_SEED)]
  const [from, to] = [whole('seeds', first, MOST_SEED), whole('seeds', last, MOST_SEED)]
  if (to < from) throw new Mistake(`--seeds: "${text}" ends before it begins`)
  if (to - from >= MOST_SEEDS) throw tooManySeeds(text)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

const tooManySeeds = (text: string): Mistake =>
  new Mistake(`--seeds: "${text}" are more than ${MOST_SEEDS.toLocaleString('en')} days`)

/** `123`, `request:123` or `event:4567`. */
const readWanted = (text: string): Wanted => {
  const [, type = 'request', number = ''] = /^(?:(request|event):)?(\d+)$/.exec(text) ?? []
  if (number === '')
    throw new Mistake(`--replay: "${text}" is neither request:NUMBER nor event:NUMBER`)
  return { type: type === 'event' ? 'event' : 'request', number: Number(number) }
}
