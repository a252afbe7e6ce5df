import { afterEach, expect, test } from 'bun:test'
import { tmpdir } from 'node:os'
import { run } from '../../src/cli/index.ts'

const listeners: Bun.Server<undefined>[] = []

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.stop(true)))
})

/** A Switchyard as far as the command sees one, and the command's exit code and words about it. */
const askAbout = async (answer: (path: string) => number, ...flags: readonly string[]) => {
  const listener = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: ({ url }) => new Response('', { status: answer(new URL(url).pathname) }),
  })
  listeners.push(listener)
  const printed: string[] = []
  const complained: string[] = []
  const exitCode = await run(
    ['health', '--port', String(listener.port), ...flags],
    { start: () => Promise.resolve(0) },
    {
      environment: {},
      whereabouts: { home: tmpdir(), workingFolder: tmpdir() },
      print: (text) => printed.push(text),
      complain: (text) => complained.push(text),
    },
  )
  const address = `http://127.0.0.1:${listener.port}`
  return { exitCode, said: [...printed, ...complained].join('').replace(address, 'ADDRESS') }
}

test('a Switchyard that answers is in health', async () => {
  const answer = (path: string) => (path === '/internal/health' ? 200 : 404)
  expect(await askAbout(answer)).toEqual({ exitCode: 0, said: 'ADDRESS/internal/health answers\n' })
})

test('one that listens on every address is asked on this machine', async () => {
  expect((await askAbout(() => 200, '--host', '0.0.0.0')).exitCode).toBe(0)
})

test('one that fails is not in health', async () => {
  expect(await askAbout(() => 503)).toEqual({
    exitCode: 1,
    said: 'ADDRESS/internal/health answers 503\n',
  })
})

test('settings with faults are said to have them', async () => {
  expect(await askAbout(() => 200, '--host', '')).toEqual({
    exitCode: 1,
    said: 'the settings have faults: `switchyard check-config` names them\n',
  })
})
