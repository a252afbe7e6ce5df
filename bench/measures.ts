import type { Candidate } from './candidates.ts'
import type { LoadPlan, LoadResult } from './load.ts'
import { readCpuTime, readMemory, runProgram, startProgram } from './process.ts'

/** Something done to every candidate in turn, several rounds over. */
export type Measure = {
  readonly id: 'small' | 'fast' | 'paced' | 'rate' | 'first-event'
  readonly plan: Pick<LoadPlan, 'model' | 'connections' | 'shape'>
}

export const measures: readonly Measure[] = [
  {
    id: 'small',
    plan: { model: 'bench-json', connections: 64, shape: { type: 'closed', requests: 16_000 } },
  },
  {
    id: 'fast',
    plan: { model: 'bench-1000x0', connections: 16, shape: { type: 'closed', requests: 128 } },
  },
  {
    id: 'paced',
    plan: { model: 'bench-200x10', connections: 100, shape: { type: 'closed', requests: 100 } },
  },
  {
    id: 'rate',
    plan: {
      model: 'bench-json',
      connections: 64,
      shape: { type: 'open', perSecond: 500, requests: 1000 },
    },
  },
  {
    id: 'first-event',
    plan: {
      model: 'bench-5x10',
      connections: 64,
      shape: { type: 'open', perSecond: 200, requests: 400 },
    },
  },
]

export type Reading = {
  readonly load: LoadResult
  /** CPU time by thread that the load took, in microseconds; empty for the straight way. */
  readonly cpu: ReadonlyMap<string, number>
}

export const takeReading = async (
  candidate: Candidate,
  { plan }: { readonly plan: Omit<LoadPlan, 'port'> },
): Promise<Reading> => {
  const before = await cpuTimeOf(candidate)
  const load = await runLoad({ ...plan, port: candidate.port })
  const after = await cpuTimeOf(candidate)
  if (load.failures > 0) throw new Error(`${candidate.name}: ${load.failures} requests failed`)
  return { load, cpu: usedBetween(before, after) }
}

type CpuTime = ReadonlyMap<string, number>

const cpuTimeOf = ({ pid }: Candidate): Promise<CpuTime> =>
  pid === undefined ? Promise.resolve(new Map()) : readCpuTime(pid)

/** By name; threads of one name (compilers, pools) together. What a thread did that has ended meanwhile is lost. */
const usedBetween = (before: CpuTime, after: CpuTime): ReadonlyMap<string, number> => {
  const used = new Map<string, number>()
  for (const [thread, time] of after) {
    const [name = ''] = thread.split('/')
    used.set(name, (used.get(name) ?? 0) + time - (before.get(thread) ?? 0))
  }
  return used
}

const runLoad = async (plan: LoadPlan): Promise<LoadResult> =>
  JSON.parse(await runProgram(['bun', 'bench/load.ts', JSON.stringify(plan)]))

/** Lets compilers and connection pools settle before anything counts. */
export const warmUp = async ({ port }: Candidate): Promise<void> => {
  const load = (model: string, connections: number, requests: number) =>
    runLoad({ port, model, connections, shape: { type: 'closed', requests } })
  await load('bench-json', 64, 48_000)
  await load('bench-1000x0', 16, 128)
  await load('bench-200x10', 100, 100)
}

/** Resident bytes. */
export type HeldMemory = { readonly open: number; readonly after: number }

const openStreams = 1000

/** Memory while many streams are open and slowly moving, and a while after all of their clients have left. */
export const holdStreams = async ({ port, pid }: Candidate): Promise<HeldMemory | undefined> => {
  if (pid === undefined) return undefined
  const plan: LoadPlan = {
    port,
    model: 'bench-1000x1000',
    connections: openStreams,
    shape: { type: 'hold' },
  }
  const client = await startProgram(['bun', 'bench/load.ts', JSON.stringify(plan)])
  await Bun.sleep(3000)
  const open = await readMemory(pid)
  await client.finish()
  await Bun.sleep(3000)
  return { open, after: await readMemory(pid) }
}
