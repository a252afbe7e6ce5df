import { protocolIds } from '../src/protocol/protocol.ts'
import { type Candidate, startPairs } from './candidates.ts'
import { takeReading, type Reading } from './measures.ts'
import { intoPage, measuredOn } from './page.ts'
import {
  onceLong,
  pairMeasures,
  type Pair,
  type PairMeasure,
  type PairObserved,
} from './pair-measures.ts'
import { writePairs } from './pair-report.ts'
import { startProgram } from './process.ts'

/**
 * What translation costs: clients of five protocols, upstreams of five protocols, one Switchyard between them. The pairs
 * take turns within each round. Prints its tables and writes them into docs/benchmarks.md.
 */
export const benchPairs = async (rounds: number): Promise<void> => {
  const upstream = await startProgram(['bun', 'bench/upstream.ts'])
  const upstreamPort = Number(upstream.firstLine)
  try {
    const observed = await observe(upstreamPort, rounds)
    const report = `${measuredOn()}. Medians of ${rounds} rounds.\n\n${writePairs(observed)}`
    console.log(report)
    await intoPage('pairs', report)
  } finally {
    await upstream.stop()
  }
}

const pairs: readonly Pair[] = protocolIds.flatMap((client) =>
  protocolIds.map((upstream) => ({ client, upstream })),
)

const observe = async (upstreamPort: number, rounds: number): Promise<readonly PairObserved[]> => {
  const readings = pairs.map(emptyReadings)
  const switchyard = await startPairs(upstreamPort)
  try {
    // The first round lets compilers and connection pools settle.
    for (let round = 0; round <= rounds; round += 1) {
      for (const measure of pairMeasures) {
        console.error(round === 0 ? `warm-up: ${measure.id}` : `round ${round}: ${measure.id}`)
        for (const [at, pair] of inTurn(round)) {
          const reading = await read(switchyard, pair, measure)
          if (round > 0) readings[at]?.[measure.id].push(reading)
        }
      }
    }
  } finally {
    await switchyard.stop()
  }
  const observed: PairObserved[] = []
  console.error('first requests')
  for (const [at, pair] of pairs.entries())
    observed.push({
      pair,
      readings: readings[at] ?? emptyReadings(),
      cold: await readCold(upstreamPort, pair),
    })
  return observed
}

/** Each round begins with another pair: the first one pays for what the measure before it has left behind. */
const inTurn = (round: number): readonly (readonly [number, Pair])[] => {
  const entries = Array.from(pairs.entries())
  const first = (round * 7) % entries.length
  return [...entries.slice(first), ...entries.slice(0, first)]
}

const emptyReadings = (): Record<PairMeasure['id'], Reading[]> => ({
  small: [],
  paced: [],
  fast: [],
  long: [],
})

const read = (candidate: Candidate, pair: Pair, measure: PairMeasure): Promise<Reading> => {
  const { client, upstream } = pair
  const model = `bench-${upstream}-${measure.ending}`
  const plan = { ...measure.plan, model, protocol: client }
  return takeReading(candidate, {
    plan: measure.id === 'long' ? { ...plan, length: lengthFor(pair) } : plan,
  })
}

/** Completions know neither tools nor images. */
const lengthFor = ({ client, upstream }: Pair): 'long' | 'long-words' =>
  client === 'openai-completions' || upstream === 'openai-completions' ? 'long-words' : 'long'

const readCold = async (upstreamPort: number, pair: Pair): Promise<Reading> => {
  const switchyard = await startPairs(upstreamPort)
  try {
    return await read(switchyard, pair, onceLong)
  } finally {
    await switchyard.stop()
  }
}
