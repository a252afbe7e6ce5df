/**
 * What relaying costs: the straight way, a bare relay on Bun (the floor), nginx when it is installed, and Switchyard,
 * measured in turns in one run of under three minutes. Prints one table and writes it into docs/benchmarks.md.
 *
 * Usage: bun run bench [--rounds N]
 *        bun run bench pairs [--rounds N]   (what translation costs: bench/pairs.ts)
 */
import { parseArgs } from 'node:util'
import { type Candidate, startCandidates } from './candidates.ts'
import {
  type Measure,
  measures,
  type HeldMemory,
  holdStreams,
  type Reading,
  takeReading,
  warmUp,
} from './measures.ts'
import { intoPage, measuredOn } from './page.ts'
import { benchPairs } from './pairs.ts'
import { readMemory, startProgram } from './process.ts'
import { type Observed, writeTable, writeThreads } from './report.ts'
import { writeTargets } from './targets.ts'

const observe = async (
  candidates: readonly Candidate[],
  rounds: number,
): Promise<readonly Observed[]> => {
  const readings = candidates.map(() => emptyReadings())
  const idle = await Promise.all(candidates.map(({ pid }) => pid && readMemory(pid)))
  for (const candidate of candidates) await warmUp(candidate)
  for (let round = 0; round < rounds; round += 1) {
    for (const measure of measures) {
      console.error(`round ${round + 1}: ${measure.id}`)
      for (const [index, candidate] of candidates.entries()) {
        readings[index]?.[measure.id].push(await takeReading(candidate, measure))
      }
    }
  }
  const held: (HeldMemory | undefined)[] = []
  for (const candidate of candidates) held.push(await holdStreams(candidate))
  return candidates.map(({ name }, index) => ({
    name,
    readings: readings[index] ?? emptyReadings(),
    memory: memoryOf(idle[index], held[index]),
  }))
}

const memoryOf = (idle: number | undefined, held: HeldMemory | undefined) =>
  idle === undefined || held === undefined ? undefined : { idle, ...held }

const emptyReadings = (): Record<Measure['id'], Reading[]> => ({
  small: [],
  fast: [],
  paced: [],
  rate: [],
  'first-event': [],
})

const writeReport = (observed: readonly Observed[], notes: readonly string[]): string => {
  const switchyard = observed.find(({ name }) => name === 'Switchyard')
  return [
    `${measuredOn()}. Medians over all rounds.`,
    ...notes,
    writeTable(observed),
    ...(switchyard === undefined
      ? []
      : [
          writeTargets(observed),
          "Switchyard's CPU time by thread, in µs for each unit of work:",
          writeThreads(switchyard),
        ]),
  ].join('\n\n')
}

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string', default: '4' } },
    allowPositionals: true,
  })
  if (positionals[0] === 'pairs') return benchPairs(Number(values.rounds))
  const upstream = await startProgram(['bun', 'bench/upstream.ts'])
  const { candidates, notes } = await startCandidates(Number(upstream.firstLine))
  try {
    const report = writeReport(await observe(candidates, Number(values.rounds)), notes)
    console.log(report)
    await intoPage('measured', report)
  } finally {
    for (const candidate of candidates) await candidate.stop()
    await upstream.stop()
  }
}

await main()
