import { tableOf } from '../table.ts'
import { boundsOf, type Bound, type Observed } from './bounds.ts'
import { columns, count, type Column } from './columns.ts'
import type { Figures } from './measure.ts'
import { commandOf, instantOf } from './command.ts'
import type { Policy } from './policies.ts'
import type { Scenario, Violation } from './run.ts'

/** One workload on one fleet, under every policy that was asked for. */
export type Day = { readonly scenario: Scenario; readonly observed: readonly Observed[] }

export const boundsOfDay = ({ scenario, observed }: Day): readonly Bound[] =>
  boundsOf(observed, {
    growsPrompts: scenario.workload.streams.every(({ isForgetful }) => !isForgetful),
    isWhole: scenario.hours >= WHOLE_DAY_HOURS,
  })

const WHOLE_DAY_HOURS = 24

/** The days of one workload and fleet, which differ in their seeds alone: one, or the mean and the worst of several. */
export const writeDays = (days: readonly Day[]): string => {
  const [day, ...others] = days
  if (day === undefined) return ''
  if (others.length === 0) return writeDay(day)
  const seeds = days.map(({ scenario }) => scenario.seed)
  const title = titleOf(day.scenario).replace(/seed \d+$/, `seeds ${seeds.join(', ')}`)
  return [
    `### ${title}: mean (worst)`,
    tableOf([
      ['policy', ...columns.map((column) => column.title)],
      ...day.observed.map(({ family, figures }, index) => [
        nameOf(family, figures),
        ...columns.map((column) => overSeeds(column, figuresAt(days, index))),
      ]),
    ]),
    boundsOverSeeds(days),
  ].join('\n\n')
}

export const writeDay = (day: Day): string =>
  [`### ${titleOf(day.scenario)}`, tableOfDay(day), boundsListOf(day)].join('\n\n')

export const titleOf = ({ workload, accounts, asked, hours, seed }: Scenario): string =>
  [
    workload.name,
    `${count(accounts)} accounts${asked.fleet === undefined ? '' : ` (${asked.fleet})`}`,
    ...(asked.clientsFor === undefined ? [] : [`clients for ${count(asked.clientsFor)}`]),
    `${hours} hours`,
    `seed ${seed}`,
  ].join(', ')

const figuresAt = (days: readonly Day[], index: number): readonly Figures[] =>
  days.flatMap(({ observed }) => observed[index]?.figures ?? [])

const overSeeds = ({ of, write, isWorse }: Column, figures: readonly Figures[]): string => {
  const all = figures.map(of)
  const worst = isWorse === 'more' ? Math.max : Math.min
  const cell = (value: (values: readonly number[]) => number): string =>
    (all[0] ?? []).map((_, part) => write(value(all.map((one) => one[part] ?? 0)))).join(' / ')
  const means = cell((values) => values.reduce((sum, one) => sum + one, 0) / values.length)
  return `${means} (${cell((values) => worst(...values))})`
}

/** A claim holds when it holds on each of the days; else it is told on which not. */
const boundsOverSeeds = (days: readonly Day[]): string => {
  const all = days.flatMap((day) =>
    boundsOfDay(day).map((bound) => ({ ...bound, seed: day.scenario.seed })),
  )
  return Array.from(Map.groupBy(all, ({ claim }) => claim))
    .map(([claim, bounds]) => {
      const broken = bounds.filter(({ holds }) => !holds)
      const held = `${bounds.length - broken.length} of ${bounds.length} seeds`
      const list = broken.map(({ seed, shown }) => `seed ${seed}: ${shown}`)
      return `- ${broken.length === 0 ? '✔' : '✘'} ${[`${claim}: ${held}`, ...list].join('; ')}`
    })
    .join('\n')
}

export const writeViolation = (
  { message, event, atMs }: Violation,
  policy: Policy,
  scenario: Scenario,
): string =>
  [
    `a rule is broken: ${message}`,
    `  workload ${scenario.workload.name}, ${count(scenario.accounts)} accounts, seed ${scenario.seed}, policy ${policy.name}`,
    `  at ${instantOf(atMs)}, event ${event}`,
    `  again: ${commandOf(scenario, policy)} --replay event:${event}`,
  ].join('\n')

const tableOfDay = ({ observed }: Day): string =>
  tableOf([
    ['policy', ...columns.map(({ title }) => title)],
    ...observed.map(({ family, figures }) => [
      nameOf(family, figures),
      ...columns.map(({ of, write }) => of(figures).map(write).join(' / ')),
    ]),
  ])

const boundsListOf = (day: Day): string =>
  boundsOfDay(day)
    .map(({ claim, holds, shown }) => `- ${holds ? '✔' : '✘'} ${claim}: ${shown}`)
    .join('\n')

const nameOf = (family: Observed['family'], { policy }: Figures): string =>
  family === 'ours' ? `**${policy}**` : policy
