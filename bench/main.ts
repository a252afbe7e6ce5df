/**
 * What relaying costs: the straight way, a bare relay on Bun (the floor), nginx when it is installed, and Switchyard,
 * measured in turns in one run of under three minutes. Prints one table and writes it into docs/benchmarks.md.
 *
 * Usage: bun run bench [--rounds N]
 */
import { cpus, totalmem } from 'node:os'
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
import { readMemory, startProgram } from './process.ts'
import { type Observed, writeTable, writeThreads } from './report.ts'
import { writeTargets } from './targets.ts'

const page = 'docs/benchmarks.md'
const marks = { begin: '<!-- measured: begin -->', end: '<!-- measured: end -->' }

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
  const date = new Date().toISOString().slice(0, 10)
  const machine = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Bun ${Bun.version}`
  return [
    `Measured on ${date}: ${machine}. Medians over all rounds.`,
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

/** The rest of the page is written by hand and stays. */
const intoPage = async (report: string): Promise<void> => {
  const text = await Bun.file(page).text()
  const begin = text.indexOf(marks.begin)
  const end = text.indexOf(marks.end)
  if (begin === -1 || end < begin)
    throw new Error(`${page} has lost the marks of its measured part`)
  const measured = `${marks.begin}\n\n${report}\n\n`
  await Bun.write(page, text.slice(0, begin) + measured + text.slice(end))
  await Bun.$`bun fmt --no-script ${page}`.quiet()
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '4' } } })
  const upstream = await startProgram(['bun', 'bench/upstream.ts'])
  const { candidates, notes } = await startCandidates(Number(upstream.firstLine))
  try {
    const report = writeReport(await observe(candidates, Number(values.rounds)), notes)
    console.log(report)
    await intoPage(report)
  } finally {
    for (const candidate of candidates) await candidate.stop()
    await upstream.stop()
  }
}

await main()
