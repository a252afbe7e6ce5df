import { protocolIds } from '../src/protocol/protocol.ts'
import type { Reading } from './measures.ts'
import { pairMeasures, type Pair, type PairMeasure, type PairObserved } from './pair-measures.ts'
import { median } from './statistics.ts'
import { tableOf } from './table.ts'

type Work = 'all' | 'main' | 'account'

/** Microseconds for each unit of work: of all threads together, or of one kind. */
const costOf = (readings: readonly Reading[], units: number, work: Work): number =>
  median(readings.map(({ cpu }) => sum(cpu, work) / units))

const sum = (cpu: ReadonlyMap<string, number>, work: Work): number => {
  let total = 0
  for (const [thread, time] of cpu) if (work === 'all' || thread.startsWith(work)) total += time
  return total
}

type Costs = (pair: Pair, work: Work) => number

const costsOf =
  (observed: readonly PairObserved[], { id, units }: PairMeasure): Costs =>
  ({ client, upstream }, work) => {
    const one = observed.find(({ pair }) => pair.client === client && pair.upstream === upstream)
    return costOf(one?.readings[id] ?? [], units, work)
  }

const ratioOf = (costs: Costs, { client, upstream }: Pair): number =>
  costs({ client, upstream }, 'all') / costs({ client, upstream: client }, 'all')

/** One row for each client's protocol, one column for each upstream's. */
const square = (cell: (pair: Pair) => string): string =>
  tableOf([
    ['client ╲ upstream', ...protocolIds],
    ...protocolIds.map((client) => [
      client,
      ...protocolIds.map((upstream) => cell({ client, upstream })),
    ]),
  ])

const titles: Readonly<Record<PairMeasure['id'], string>> = {
  small: 'a small request and its whole answer',
  paced: 'a chunk, 10 ms apart',
  fast: 'a chunk at full speed',
  long: 'a request of a megabyte',
}

const digits: Readonly<Record<PairMeasure['id'], number>> = { small: 0, paced: 1, fast: 2, long: 0 }

const sections = (observed: readonly PairObserved[], measure: PairMeasure): readonly string[] => {
  const costs = costsOf(observed, measure)
  const shown = (value: number): string => value.toFixed(digits[measure.id])
  return [
    `CPU of ${titles[measure.id]}, in µs, and its ratio to the untouched path of the client's protocol:`,
    square((pair) => `${shown(costs(pair, 'all'))} (${ratioOf(costs, pair).toFixed(2)}×)`),
    'Of that in the main thread, and in the account threads:',
    square((pair) => `${shown(costs(pair, 'main'))} + ${shown(costs(pair, 'account'))}`),
  ]
}

const milliseconds = (microseconds: number): string => (microseconds / 1_000).toFixed(1)

const longSections = (
  observed: readonly PairObserved[],
  measure: PairMeasure,
): readonly string[] => {
  const costs = costsOf(observed, measure)
  const coldOf = (pair: Pair): number => {
    const one = observed.find(
      (each) => each.pair.client === pair.client && each.pair.upstream === pair.upstream,
    )
    return one === undefined ? 0 : costOf([one.cold], 1, 'account')
  }
  return [
    `Account threads' CPU time of ${titles.long}, in ms: after many of them, and for the first one after the start:`,
    square((pair) => `${milliseconds(costs(pair, 'account'))} / ${milliseconds(coldOf(pair))}`),
    "The main thread's for the same, after many of them:",
    square((pair) => milliseconds(costs(pair, 'main'))),
  ]
}

/** The figures, with what they are to reach. */
export const writePairs = (observed: readonly PairObserved[]): string =>
  [
    writeTargets(observed),
    ...pairMeasures.flatMap((measure) =>
      measure.id === 'long' ? longSections(observed, measure) : sections(observed, measure),
    ),
  ].join('\n\n')

const translated: readonly Pair[] = protocolIds.flatMap((client) =>
  protocolIds.filter((upstream) => upstream !== client).map((upstream) => ({ client, upstream })),
)

const writeTargets = (observed: readonly PairObserved[]): string =>
  pairMeasures
    .map((measure) => {
      const costs = costsOf(observed, measure)
      return measure.id === 'long' ? longTarget(costs) : ratioTarget(titles[measure.id], costs)
    })
    .join('\n')

const ratioTarget = (title: string, costs: Costs): string => {
  const ratios = translated.map((pair) => ({ pair, value: ratioOf(costs, pair) }))
  const middle = median(ratios.map(({ value }) => value))
  const { pair, value } = highest(ratios)
  return (
    `- ${title}, translated: at most 2× an untouched one, no pair above 3×: ` +
    `${middle.toFixed(2)}× in the middle, ${value.toFixed(2)}× at most (${nameOf(pair)})`
  )
}

const longTarget = (costs: Costs): string => {
  const account = highest(
    translated.map((pair) => ({ pair, value: costs(pair, 'account') / 1_000 })),
  )
  const main = highest(
    translated.map((pair) => ({
      pair,
      value: (costs(pair, 'main') - costs({ ...pair, upstream: pair.client }, 'main')) / 1_000,
    })),
  )
  return (
    `- ${titles.long}, translated: at most 15 ms of account-thread time: ${account.value.toFixed(1)} ms at most (${nameOf(account.pair)})\n` +
    `- and none of it on the main thread: beyond an untouched one at most ${main.value.toFixed(2)} ms (${nameOf(main.pair)})`
  )
}

type Valued = { readonly pair: Pair; readonly value: number }

const highest = (values: readonly Valued[]): Valued =>
  values.reduce((most, each) => (each.value > most.value ? each : most), {
    pair: { client: 'openai-chat', upstream: 'openai-chat' },
    value: Number.NEGATIVE_INFINITY,
  })

const nameOf = ({ client, upstream }: Pair): string => `${client} → ${upstream}`
