#!/usr/bin/env bun
/**
 * What clients that leave cost in memory: 10,000 streams left after their first event and 4,000 requests
 * left before their answer, 50 at a time, through one account that allows just 50. Afterwards all 50
 * slots must be free again.
 *
 * Usage: bun bench/leaving-clients.ts [STREAMS] [REQUESTS]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGate, startSimulator, type Fault, type Simulator } from '../src/simulator/index.ts'
import { type Program, readMemory, startProgram } from './process.ts'

const key = 'sk-bench'
const atOnce = 50
const readings = 5

type Scene = { readonly url: string; readonly upstream: Simulator; readonly program: Program }

/** How far the upstream goes, and a client that leaves there. */
type Departure = { readonly fault: Fault; leave(scene: Scene): Promise<void> }

const midStream: Departure = {
  fault: { type: 'silence', afterEvents: 1 },
  leave: async ({ url }) => {
    const leaving = new AbortController()
    const { body } = await ask(url, true, leaving.signal)
    await body?.getReader().read()
    leaving.abort()
  },
}

const unanswered: Departure = {
  fault: { type: 'hang' },
  leave: async ({ url, upstream }) => {
    const leaving = new AbortController()
    const asked = ask(url, false, leaving.signal).catch(() => undefined)
    await upstream.journal.next()
    leaving.abort()
    await asked
  },
}

const ask = (url: string, stream: boolean, signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    ...(signal === undefined ? {} : { signal }),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      stream,
      messages: [{ role: 'user', content: 'Hi' }],
    }),
  })

/** Memory in MB at the beginning and after each part of `count` departures. */
const measure = async (scene: Scene, count: number, { fault, leave }: Departure) => {
  const programmed = scene.upstream.program({ fault, times: Infinity })
  const figures = [await memory(scene)]
  for (let reading = 0; reading < readings; reading += 1) {
    let left = Math.floor(count / readings)
    const leaveOnes = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        await leave(scene)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, leaveOnes))
    figures.push(await memory(scene))
  }
  programmed.remove()
  return figures
}

const memory = async ({ program }: Scene): Promise<number> =>
  Math.round((await readMemory(program.pid)) / 1e6)

/** Resolves with the number of requests that are upstream at once when as many as there are slots are asked for. */
const countFreeSlots = async ({ url, upstream }: Scene): Promise<number> => {
  const gate = createGate()
  upstream.program({ fault: { type: 'gate', gate, at: 'before-headers' }, times: atOnce })
  const asked = Array.from({ length: atOnce }, () => ask(url, false))
  await Promise.all(asked.map(() => upstream.journal.next(({ fault }) => fault?.type === 'gate')))
  const inFlight = upstream.use('only')?.inFlight ?? 0
  gate.release()
  await Promise.all(asked)
  return inFlight
}

const openScene = async (folder: string): Promise<Scene> => {
  const accounts = [{ key: 'sk-simulated', name: 'only' }]
  const upstream = await startSimulator({ vendor: 'openai', accounts, keptEntries: 2 * atOnce })
  const credential = { id: 'only', secret: 'sk-simulated', max_concurrency: atOnce }
  const file = join(folder, 'config.json')
  await Bun.write(
    file,
    JSON.stringify({
      channels: [{ id: 'openai', settings: { base_url: upstream.url }, credentials: [credential] }],
    }),
  )
  const command = [process.execPath, 'src/main.ts', 'start', '--config', file, '--port', '0']
  const program = await startProgram(command, { API_KEY: key, DATA_DIR: join(folder, 'data') })
  const url = /"address":"([^"]+)"/.exec(program.firstLine)?.[1] ?? ''
  return { url, upstream, program }
}

const [streams = '10000', requests = '4000'] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
const scene = await openScene(folder)
console.log('streams left, MB:', ...(await measure(scene, Number(streams), midStream)))
console.log('requests left, MB:', ...(await measure(scene, Number(requests), unanswered)))
console.log('free slots afterwards:', await countFreeSlots(scene), 'of', atOnce)
await scene.program.stop()
await scene.upstream.stop()
await rm(folder, { recursive: true })
process.exit(0)
