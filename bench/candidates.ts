import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nginxSettings, pairSettings, switchyardSettings } from './candidate-settings.ts'
import { freePort, servingProcess, startProgram } from './process.ts'

export type CandidateName = 'straight' | 'nginx' | 'floor' | 'Switchyard'

/** A way from the client to the upstream. The straight one has no process of its own. */
export type Candidate = {
  readonly name: CandidateName
  readonly port: number
  readonly pid: number | undefined
  stop(): Promise<void>
}

export type Started = {
  readonly candidates: readonly Candidate[]
  readonly notes: readonly string[]
}

export const startCandidates = async (upstreamPort: number): Promise<Started> => {
  const notes: string[] = []
  const straight: Candidate = {
    name: 'straight',
    port: upstreamPort,
    pid: undefined,
    stop: () => Promise.resolve(),
  }
  const candidates = [straight, await startFloor(upstreamPort)]
  const nginx = Bun.which('nginx', { PATH: `${process.env['PATH']}:/usr/sbin` })
  if (nginx === null) notes.push('nginx is not installed and was left out.')
  else candidates.push(await startNginx(nginx, upstreamPort))
  if (existsSync('src/main.ts'))
    candidates.push(await startSwitchyard(switchyardSettings(upstreamPort)))
  return { candidates, notes }
}

const startFloor = async (upstreamPort: number): Promise<Candidate> => {
  const program = await startProgram(['bun', 'bench/floor.ts', String(upstreamPort)])
  return { ...program, name: 'floor', port: Number(program.firstLine) }
}

const startNginx = async (command: string, upstreamPort: number): Promise<Candidate> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-nginx-'))
  const port = freePort()
  const file = join(folder, 'nginx.conf')
  await Bun.write(file, nginxSettings({ folder, port, upstreamPort }))
  const child = Bun.spawn([command, '-c', file, '-p', folder], {
    stdio: ['ignore', 'inherit', 'ignore'],
  })
  await answering(`http://127.0.0.1:${port}/v1/models`)
  return {
    name: 'nginx',
    port,
    pid: child.pid,
    stop: async () => {
      child.kill()
      await child.exited
      await rm(folder, { recursive: true })
    },
  }
}

/** With a channel for each protocol. */
export const startPairs = (upstreamPort: number): Promise<Candidate> =>
  startSwitchyard(pairSettings(upstreamPort))

/** As an operator starts it: the start script, a configuration file, authentication and records on. */
const startSwitchyard = async (settings: string): Promise<Candidate> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-switchyard-'))
  const port = freePort()
  const file = join(folder, 'config.toml')
  await Bun.write(file, settings)
  const command = ['bun', 'run', 'start', '--config', file, '--port', String(port)]
  const child = Bun.spawn(command, {
    env: { ...process.env, DATA_DIR: folder, API_KEY: 'bench-key' },
    stdio: ['ignore', Bun.file(join(folder, 'log')), Bun.file(join(folder, 'errors'))],
  })
  await answering(`http://127.0.0.1:${port}/readyz`)
  return {
    name: 'Switchyard',
    port,
    pid: await servingProcess(child.pid),
    stop: async () => {
      child.kill('SIGTERM')
      await child.exited
      await rm(folder, { recursive: true })
    },
  }
}

const patienceMs = 15_000

const answering = async (url: string): Promise<void> => {
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    const status = await fetch(url, { headers: { authorization: 'Bearer bench-key' } }).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return
    await Bun.sleep(50)
  }
  throw new Error(`${url} did not answer 200 within ${patienceMs} ms`)
}
