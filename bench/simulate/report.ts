import { tableOf } from '../table.ts'
import { boundsOf, percent, seconds, type Bound, type Observed } from './bounds.ts'
import type { Figures, Percentiles } from './measure.ts'
import { commandOf, instantOf } from './command.ts'
import type { Policy } from './policies.ts'
import type { Scenario, Violation } from './run.ts'

/** One workload on one fleet, under every policy that was asked for. */
export type Day = { readonly scenario: Scenario; readonly observed: readonly Observed[] }

type Column = { readonly title: string; readonly of: (figures: Figures) => string }

const columns: readonly Column[] = [
  { title: 'served', of: ({ served }) => count(served) },
  { title: 'refused', of: ({ refused }) => count(refused) },
  { title: 'refused in vain', of: ({ refusedInVain }) => count(refusedInVain) },
  { title: 'late', of: ({ late }) => count(late) },
  { title: 'read from cache', of: ({ cacheShare }) => percent(cacheShare) },
  { title: 'of one unlimited', of: ({ cacheOfIdeal }) => percent(cacheOfIdeal) },
  { title: 'first event p50 / p99', of: ({ firstEventMs }) => pair(firstEventMs) },
  { title: 'waited p50 / p99', of: ({ waitedMs }) => pair(waitedMs) },
  { title: 'quota unused', of: ({ quotaUnused }) => quota(quotaUnused) },
  { title: 'most used above mean', of: ({ mostAboveMean }) => percent(mostAboveMean) },
  { title: 'off the mean', of: ({ meanDeviation }) => percent(meanDeviation) },
  { title: 'switches a conversation', of: (figures) => figures.switchesPerSession.toFixed(2) },
  { title: 'upstream calls', of: ({ attempts }) => count(attempts) },
]

export const boundsOfDay = ({ scenario, observed }: Day): readonly Bound[] =>
  boundsOf(
    observed,
    scenario.workload.streams.every(({ isForgetful }) => !isForgetful),
  )

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
      family === 'ours' ? `**${figures.policy}**` : figures.policy,
      ...columns.map(({ of }) => of(figures)),
    ]),
  ])

const boundsListOf = (day: Day): string =>
  boundsOfDay(day)
    .map(({ claim, holds, shown }) => `- ${holds ? '✔' : '✘'} ${claim}: ${shown}`)
    .join('\n')

const pair = ({ p50, p99 }: Percentiles): string => `${seconds(p50)} / ${seconds(p99)}`

const quota = (share: number): string => (Number.isNaN(share) ? '–' : percent(share))

const count = (value: number): string => value.toLocaleString('en')
