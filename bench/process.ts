import { readdir, readFile } from 'node:fs/promises'

/** A program started for the bench. It is ready when it has printed its first line. */
export type Program = {
  readonly pid: number
  readonly firstLine: string
  /** Ends its input, for a program that waits for that. */
  finish(): Promise<string>
  stop(): Promise<void>
}

export const startProgram = async (
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> => {
  const child = Bun.spawn([...command], {
    env: { ...process.env, BUN_CONFIG_MAX_HTTP_REQUESTS: '65535', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = linesOf(child.stdout)
  const nextLine = async () => (await lines.next()).value ?? ''
  return {
    pid: child.pid,
    firstLine: await nextLine(),
    finish: async () => {
      await child.stdin.end()
      const line = await nextLine()
      await child.exited
      return line
    },
    stop: async () => {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  return undefined
}

/** Runs a program to its end and gives what it printed. */
export const runProgram = async (command: readonly string[]): Promise<string> => {
  const child = Bun.spawn([...command], { stdio: ['ignore', 'pipe', 'inherit'] })
  const output = await new Response(child.stdout).text()
  if ((await child.exited) !== 0)
    throw new Error(`${command.join(' ')} ended with ${child.exitCode}`)
  return output
}

/** CPU time that each living thread of a process has used, in microseconds: `main`, and `name/id` of the others. Linux. */
export const readCpuTime = async (pid: number): Promise<ReadonlyMap<string, number>> => {
  const threads = await readdir(`/proc/${pid}/task`)
  const times = await Promise.all(
    threads.map(async (thread): Promise<readonly [string, number]> => {
      const folder = `/proc/${pid}/task/${thread}`
      const comm = (await readFile(`${folder}/comm`, 'utf8')).trim()
      const [nanoseconds] = (await readFile(`${folder}/schedstat`, 'utf8')).split(' ')
      const key = thread === String(pid) ? 'main' : `${comm}/${thread}`
      return [key, Number(nanoseconds) / 1000]
    }),
  )
  return new Map(times)
}

/** Resident memory of a process in bytes. */
export const readMemory = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** The process that serves, when the one we started only started another. */
export const servingProcess = async (pid: number): Promise<number> => {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  const [child] = children.trim().split(' ')
  return child === undefined || child === '' ? pid : servingProcess(Number(child))
}

export const freePort = (): number => {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => {} } })
  listener.stop(true)
  return listener.port
}
