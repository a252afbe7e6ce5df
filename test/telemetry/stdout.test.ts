import { expect, test } from 'bun:test'
import { closeSync, openSync } from 'node:fs'
import { systemClock } from '../../src/actor/clock.ts'
import { openMainLog } from '../../src/telemetry/log.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const command = (lines: number, flushWithinMs: number): string[] => [
  process.execPath,
  'test/support/log-process.ts',
  `${lines}`,
  `${flushWithinMs}`,
]
const env = { ...process.env, LOG_LEVEL: 'info' }

const start = (lines: number, flushWithinMs: number) =>
  Bun.spawn(command(lines, flushWithinMs), { stdin: 'pipe', stdout: 'pipe', stderr: 'pipe', env })

type Entry = { readonly message: string; readonly count: number }
const entriesOf = (text: string): readonly Entry[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

test('a pipe that nobody reads does not block, and each line arrives or is counted as dropped', async () => {
  const child = start(10_000, 20_000)
  const said = child.stderr.getReader()
  // 5 MB are said while not a byte of it is read: this would wait for ever if the log waited.
  await said.read()
  await child.stdin.end()
  const entries = entriesOf(await new Response(child.stdout).text())
  const lines = entries.filter(({ message }) => message === 'line').length
  const dropped = entries.find(({ message }) => message === 'log lines were dropped')?.count ?? 0
  expect(dropped).toBeGreaterThan(0)
  expect(lines + dropped).toBe(10_000)
})

test('what was said before the end is out when the flush is done', async () => {
  const child = start(500, 20_000)
  await child.stdin.end()
  expect(entriesOf(await new Response(child.stdout).text())).toHaveLength(500)
  expect(await new Response(child.stderr).text()).toBe('all said\n0 lost\n')
})

test('a reader that never reads cannot hold up the end of the process', async () => {
  using pipe = unreadPipe()
  const child = Bun.spawn(command(10_000, 1), { stdout: pipe.descriptor, stderr: 'pipe', env })
  expect(await child.exited).toBe(0)
  expect(await new Response(child.stderr).text()).toMatch(/^all said\n[1-9]\d* lost\n$/)
})

test('a reader that is gone ends nothing', async () => {
  const child = start(10_000, 20_000)
  await child.stdout.cancel()
  await child.stdin.end()
  expect(await child.exited).toBe(0)
})

test("another thread's lines go to the same stdout, under its name and in its order", async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  using log = openMainLog({
    clock: systemClock,
    environment: {},
    isTerminal: false,
    writeBytes: (bytes, done) => {
      text += Buffer.from(bytes).toString()
      if (text.split('\n').length > 3) resolve(text)
      done(null, bytes.length)
    },
  })
  using thread = startThread()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  thread.worker.postMessage(3)
  const entries = entriesOf(await promise)
  expect(entries).toMatchObject([1, 2, 3].map((count) => ({ thread: 'ledger', count })))
  expect(await log.flush(1_000)).toBe(0)
})

const startThread = (): Disposable & { readonly worker: Worker } => {
  const worker = new Worker('./test/support/log-thread.ts')
  return { worker, [Symbol.dispose]: () => worker.terminate() }
}

/** A pipe that is open at both ends here, and read at none. */
const unreadPipe = (): Disposable & { readonly descriptor: number } => {
  const folder = temporaryFolder()
  Bun.spawnSync(['mkfifo', folder.file('pipe')])
  const descriptor = openSync(folder.file('pipe'), 'r+')
  const close = (): void => {
    closeSync(descriptor)
    folder[Symbol.dispose]()
  }
  return { descriptor, [Symbol.dispose]: close }
}
