/**
 * What the front itself costs: CPU time of its main thread per small request and per streamed event, beside a bare
 * `Bun.serve` that gives the same answers. No account, no upstream.
 *
 * Usage: bun bench/front.ts
 */
import type { LoadPlan, LoadResult } from './load.ts'
import { runProgram, startProgram } from './process.ts'

const connections = 16
const rounds = 3

const kinds = [
  { name: 'small request', model: 'bench-json', requests: 20_000, unit: 'request' },
  { name: 'stream of 100 events', model: 'bench-stream', requests: 800, unit: 'event' },
] as const

type Kind = (typeof kinds)[number]

/** Microseconds of the server's main thread for each request or event. */
const measure = async (pid: number, port: number, kind: Kind): Promise<number> => {
  const { model, requests } = kind
  const plan: LoadPlan = { port, model, connections, shape: { type: 'closed', requests } }
  const before = await mainTime(pid)
  const output = await runProgram(['bun', 'bench/load.ts', JSON.stringify(plan)])
  const used = (await mainTime(pid)) - before
  const result: LoadResult = JSON.parse(output)
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`)
  return used / (kind.unit === 'event' ? result.events : result.requests)
}

/** CPU time of the main thread so far, in microseconds. Linux. */
const mainTime = async (pid: number): Promise<number> => {
  const [nanoseconds] = (await Bun.file(`/proc/${pid}/task/${pid}/schedstat`).text()).split(' ')
  return Number(nanoseconds) / 1_000
}

const servers = await Promise.all(
  ['bare', 'front'].map(async (name) => {
    const program = await startProgram(['bun', 'bench/front-server.ts', name])
    return { name, program, port: Number(program.firstLine) }
  }),
)

for (const kind of kinds) {
  const best = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1)
    for (const { name, program, port } of servers) {
      const microseconds = await measure(program.pid, port, kind)
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, microseconds))
    }
  for (const [name, microseconds] of best)
    console.log(`${kind.name}, ${name}: ${microseconds.toFixed(2)} µs for each ${kind.unit}`)
}

for (const { program } of servers) await program.stop()
