import type { CandidateName } from './candidates.ts'
import type { HeldMemory, Measure, Reading } from './measures.ts'
import { gather, median } from './statistics.ts'
import { tableOf } from './table.ts'

/** What was read of one candidate, over all rounds. */
export type Observed = {
  readonly name: CandidateName
  readonly readings: Readonly<Record<Measure['id'], readonly Reading[]>>
  readonly memory: MemoryReading | undefined
}

/** Resident bytes; `idle` is read before any request. */
export type MemoryReading = HeldMemory & { readonly idle: number }

type Row = {
  readonly title: string
  readonly unit: string
  readonly digits: number
  /** Shown for the straight way too. */
  readonly value: (observed: Observed, straight: Observed) => number | undefined
}

const cpuSum = ({ cpu }: Reading): number => [...cpu.values()].reduce((sum, time) => sum + time, 0)

const cpuPer =
  (id: Measure['id'], unit: 'requests' | 'events') =>
  ({ readings }: Observed): number | undefined => {
    const values = readings[id].map((reading) => cpuSum(reading) / reading.load[unit])
    return median(values) || undefined
  }

const added =
  (id: Measure['id'], time: 'totalMs' | 'firstEventMs', percentile: 'p50' | 'p99') =>
  (observed: Observed, straight: Observed): number | undefined => {
    if (observed === straight) return undefined
    const of = ({ readings }: Observed) =>
      median(readings[id].map(({ load }) => load[time][percentile]))
    return of(observed) - of(straight)
  }

const megabytes =
  (moment: keyof MemoryReading) =>
  ({ memory }: Observed): number | undefined =>
    memory === undefined ? undefined : memory[moment] / 1_000_000

export const rows: readonly Row[] = [
  { title: 'CPU per small request', unit: 'µs', digits: 1, value: cpuPer('small', 'requests') },
  { title: 'CPU per chunk, 10 ms apart', unit: 'µs', digits: 1, value: cpuPer('paced', 'events') },
  { title: 'CPU per chunk, full speed', unit: 'µs', digits: 2, value: cpuPer('fast', 'events') },
  {
    title: 'requests per second, 64 connections',
    unit: '/s',
    digits: 0,
    value: ({ readings }) =>
      median(readings.small.map(({ load }) => (load.requests / load.elapsedMs) * 1000)),
  },
  {
    title: 'chunks per second, 16 streams',
    unit: '/s',
    digits: 0,
    value: ({ readings }) =>
      median(readings.fast.map(({ load }) => (load.events / load.elapsedMs) * 1000)),
  },
  { title: 'added p50 at 500/s', unit: 'ms', digits: 2, value: added('rate', 'totalMs', 'p50') },
  { title: 'added p99 at 500/s', unit: 'ms', digits: 2, value: added('rate', 'totalMs', 'p99') },
  {
    title: 'added p50 to first event at 200/s',
    unit: 'ms',
    digits: 2,
    value: added('first-event', 'firstEventMs', 'p50'),
  },
  {
    title: 'added p99 to first event at 200/s',
    unit: 'ms',
    digits: 2,
    value: added('first-event', 'firstEventMs', 'p99'),
  },
  { title: 'memory idle', unit: 'MB', digits: 0, value: megabytes('idle') },
  { title: 'memory at 1,000 open streams', unit: 'MB', digits: 0, value: megabytes('open') },
  { title: 'memory 3 s after', unit: 'MB', digits: 0, value: megabytes('after') },
]

/** One row a measure, one column a candidate; in brackets the ratio to the floor. */
export const writeTable = (observed: readonly Observed[]): string => {
  const straight = observed.find(({ name }) => name === 'straight')
  const floor = observed.find(({ name }) => name === 'floor')
  if (straight === undefined || floor === undefined) throw new Error('nothing to compare with')
  const cell = (row: Row, one: Observed): string => {
    const value = row.value(one, straight)
    const base = row.value(floor, straight)
    if (value === undefined) return '–'
    const ratio =
      base !== undefined && base > 0 && one.name === 'Switchyard'
        ? ` (${(value / base).toFixed(2)}×)`
        : ''
    return `${format(value, row.digits)} ${row.unit}${ratio}`
  }
  return tableOf([
    [
      '',
      ...observed.map(({ name }) => (name === 'floor' ? '`Bun.serve` + `fetch` (floor)' : name)),
    ],
    ...rows.map((row) => [row.title, ...observed.map((one) => cell(row, one))]),
  ])
}

/** Where a candidate's CPU time goes, by thread, in microseconds for each unit of work. */
export const writeThreads = (observed: Observed): string => {
  const units = [
    ['small', 'requests'],
    ['paced', 'events'],
    ['fast', 'events'],
  ] as const
  const columns = units.map(([id, unit]) =>
    gather(
      observed.readings[id].map(
        ({ cpu, load }) => new Map([...cpu].map(([name, time]) => [name, time / load[unit]])),
      ),
    ),
  )
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))]
  const lines = names.map((name) => [
    name,
    ...columns.map((column) => median(column.get(name) ?? []).toFixed(2)),
  ])
  return tableOf([
    ['thread', 'small request', 'chunk, 10 ms apart', 'chunk, full speed'],
    ...lines.filter(([, ...values]) => values.some((value) => Number(value) >= 0.01)),
  ])
}

const format = (value: number, digits: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
