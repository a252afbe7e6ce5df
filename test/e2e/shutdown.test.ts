import { describe, expect, test } from 'bun:test'
import { open } from 'node:fs/promises'
import { connect } from 'node:net'
import { openProcessWorld } from '../support/process-world.ts'
import { startProcess, startSwitchyard } from '../support/process.ts'
import { chat, contents, messages } from '../support/requests.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const patient = { SHUTDOWN_DRAIN_TIMEOUT_SECS: '600' }
const hasty = { SHUTDOWN_DRAIN_TIMEOUT_SECS: '1' }

const geminiPath = '/v1beta/models/gemini-2.5-flash:streamGenerateContent'

const knock = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
    socket.on('connect', () => resolve('accepted'))
    socket.on('error', () => resolve('refused'))
    socket.on('close', () => socket.destroy())
  })

describe.each(['SIGTERM', 'SIGINT'] as const)('after %s', (signal) => {
  test('an open stream is finished, nobody new is let in, and everything is written down', async () => {
    await using world = await openProcessWorld({ environment: patient })
    const { running } = world
    const held = await world.hold('/v1/chat/completions', chat(true), { afterEvents: 2 })
    const answer = await held.answer
    running.signal(signal)
    await running.out.match(/"message":"stopping/)
    expect(await knock(world.url)).toBe('refused')
    held.gate.release()
    expect(await answer.text()).toEndWith('data: [DONE]\n\n')
    expect(await running.exited).toBe(0)
    expect(world.records()).toEqual([{ outcome: 'completed', failure: '', status: 200 }])
    expect(await running.out.all).toMatch(/"outcome":"completed"[^]*"message":"stopped"/)
  })
})

describe('at the deadline', () => {
  test('every stream ends with the error event of its protocol', async () => {
    await using world = await openProcessWorld({ environment: hasty })
    const begun = { afterEvents: 2 }
    const held = [
      await world.hold('/v1/chat/completions', chat(true), begun),
      await world.hold('/v1/messages', messages(true), begun),
      await world.hold(`${geminiPath}?alt=sse`, contents(), begun),
      await world.hold(geminiPath, contents(), begun),
    ]
    const answers = await Promise.all(held.map(({ answer }) => answer))
    world.running.signal('SIGTERM')
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(texts.map((text) => text.trimEnd().split('\n').at(-1))).toEqual([
      expect.stringMatching(/^data: \{"error":\{.*"server_shutting_down"/),
      expect.stringMatching(/^data: \{"type":"error","error":\{"type":"overloaded_error"/),
      expect.stringMatching(/^data: \{"error":\{"code":503.*"SERVER_SHUTTING_DOWN"/),
      expect.stringMatching(/^\{"error":\{"code":503.*"SERVER_SHUTTING_DOWN".*\]$/),
    ])
    expect(await world.running.exited).toBe(0)
    const broken = { outcome: 'broken', failure: 'server_shutting_down', status: 200 }
    expect(world.records()).toEqual([broken, broken, broken, broken])
  })

  test('a request that still waits for its answer is told to come again', async () => {
    await using world = await openProcessWorld({ environment: hasty })
    const held = await world.hold('/v1/chat/completions', chat(), 'before-headers')
    world.running.signal('SIGTERM')
    const { status, headers } = await held.answer
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect(await world.running.exited).toBe(0)
  })
})

describe('a second signal', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('(%s) ends it at once', async (second) => {
    await using world = await openProcessWorld({ environment: patient })
    const held = await world.hold('/v1/chat/completions', chat(true), { afterEvents: 2 })
    await held.answer
    world.running.signal('SIGTERM')
    await world.running.out.match(/"message":"stopping/)
    world.running.signal(second)
    expect(await world.running.exited).toBe(130)
  })

  test('is not what one key press becomes on its way through `bun run`', async () => {
    await using world = await openProcessWorld({
      environment: patient,
      start: ([, ...words], options) =>
        startProcess(['bun', 'run', 'start', ...words], { ...options, isGroup: true }),
    })
    const held = await world.hold('/v1/chat/completions', chat(true), { afterEvents: 2 })
    const answer = await held.answer
    process.kill(-world.running.pid, 'SIGINT')
    await world.running.out.match(/"message":"stopping/)
    held.gate.release()
    expect(await answer.text()).toEndWith('data: [DONE]\n\n')
    expect(await world.running.exited).toBe(0)
  })
})

test('a signal while it starts ends it before it listens', async () => {
  using folder = temporaryFolder()
  const pipe = folder.file('config.toml')
  expect(Bun.spawnSync(['mkfifo', pipe]).exitCode).toBe(0)
  await using running = startSwitchyard(['start', '--config', pipe])
  // Opens when the other side reads: the process has come to its configuration, and waits for it.
  await using _writer = await open(pipe, 'w')
  running.signal('SIGTERM')
  expect([await running.exited, await running.out.all, await running.errors.all]).toEqual([
    0,
    '',
    '',
  ])
})
