import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdir, readdir } from 'node:fs/promises'
import { startProcess, startSwitchyard, type Running } from '../support/process.ts'
import { curlExamples, runExample } from '../support/readme.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts'

let folder: TemporaryFolder
beforeEach(async () => {
  folder = temporaryFolder()
  await mkdir(folder.file('tmp'))
})
afterEach(() => folder[Symbol.dispose]())

/** As the readme says, with another port; what it keeps goes under `folder`. */
const startDemo = (...words: readonly string[]): Running =>
  startProcess(['bun', 'run', 'demo', '--port', '0', ...words], { environment: home() })

const home = () => ({ TMPDIR: folder.file('tmp'), HOME: folder.file('home') })

const ask = async (address: string, question: string): Promise<Response> =>
  fetch(`${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-demo', 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: `What is ${question}?` }],
    }),
  })

describe("the readme's examples", () => {
  test('are one for each protocol, and one that is translated', () => {
    expect(curlExamples.map((example) => /8045(\/[^\s']+)/.exec(example)?.[1])).toEqual([
      '/v1/chat/completions',
      '/v1/messages',
      '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      '/v1/messages',
    ])
  })

  test('stream, word for word, answers that say they are simulated', async () => {
    await using demo = startDemo()
    const address = await demo.listening()
    const answers = await Promise.all(curlExamples.map((example) => runExample(example, address)))
    expect(answers.map((text) => (text.match(/^data: /gm) ?? []).length > 3)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(answers[3]).toMatch(/event: message_start[^]+gemini/)
    for (const text of answers) expect(text).toContain('simulated')
    demo.signal('SIGTERM')
    expect(await demo.exited).toBe(0)
  })
})

test('requests go round the accounts, and past one that has had enough', async () => {
  await using demo = startDemo()
  const address = await demo.listening()
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => ask(address, `question ${index}`)),
  )
  expect(answers.map(({ status, headers }) => [status, headers.get('x-simulated')])).toEqual(
    answers.map(() => [200, 'switchyard']),
  )
  const accounts = answers.map(({ headers }) => headers.get('x-switchyard-account'))
  expect([...new Set(accounts)].sort()).toEqual(['openai/demo-1', 'openai/demo-2', 'openai/demo-3'])
  // Its share of the 24 would be 8, its limit is 6 a minute.
  expect(accounts.filter((account) => account === 'openai/demo-1').length).toBeLessThan(7)
  await demo.out.match(/"attempts":[23]/)
})

describe('what the demo keeps', () => {
  test.each([
    [['SIGTERM'], 0],
    [['SIGTERM', 'SIGINT'], 130],
  ] as const)('is gone after %j', async (signals, code) => {
    await using demo = startSwitchyard(['start', '--demo', '--port', '0'], { environment: home() })
    const address = await demo.listening()
    expect(await readdir(folder.file('tmp'))).toEqual([expect.stringMatching(/^switchyard-demo-/)])
    const open = await fetch(`${address}/v1/messages`, { ...slow })
    for (const signal of signals) demo.signal(signal)
    await open.text().catch(() => '')
    expect(await demo.exited).toBe(code)
    expect(await readdir(folder.file('tmp'))).toEqual([])
  })
})

describe('the demo does not start', () => {
  test('on a port that is taken, and says so', async () => {
    await using demo = startDemo()
    const { port } = new URL(await demo.listening())
    await using second = startSwitchyard(['start', '--demo', '--port', port])
    expect([await second.exited, await second.errors.all]).toEqual([
      1,
      `127.0.0.1:${port} is in use, perhaps by another copy of this program: stop it, or choose another port\n`,
    ])
  })

  test("with a user's configuration", async () => {
    await using demo = startDemo('--config', folder.file('config.toml'))
    expect(await demo.exited).toBe(1)
    expect(await demo.errors.all).toContain('`--demo` brings a configuration of its own')
  })
})

test("the demo reads nobody's configuration", async () => {
  const faulty = '[global]\nprot = 1\n'
  await Bun.write(folder.file('home/.switchyard/config.toml'), faulty)
  await Bun.write(folder.file('config.toml'), faulty)
  await using demo = startSwitchyard(['start', '--demo', '--port', '0'], {
    environment: {
      ...home(),
      DATA_DIR: folder.file('home/.switchyard'),
      GPROXY_CONFIG_PATH: folder.file('config.toml'),
      API_KEY: 'the key of somebody else',
      GPROXY_PROXY: 'http://127.0.0.1:9',
    },
  })
  expect((await ask(await demo.listening(), 'the answer')).status).toBe(200)
})

test("the way to its accounts is the configuration's, whatever proxy the environment names", async () => {
  const environment = {
    ...home(),
    HTTP_PROXY: 'http://127.0.0.1:9',
    http_proxy: 'http://127.0.0.1:9',
  }
  await using demo = startSwitchyard(['start', '--demo', '--port', '0'], { environment })
  const address = await demo.listening()
  expect((await ask(address, 'the answer')).status).toBe(200)
  const { port } = new URL(address)
  await using health = startSwitchyard(['health', '--port', port], { environment })
  expect(await health.exited).toBe(0)
})

const slow = {
  method: 'POST',
  headers: { 'x-api-key': 'sk-demo', 'anthropic-version': '2023-06-01' },
  body: JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 64,
    stream: true,
    messages: [{ role: 'user', content: 'Hello' }],
  }),
}
