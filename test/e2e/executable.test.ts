import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { version } from '../../package.json'
import { buildExecutable, type Executable } from '../support/executable.ts'
import { holdMany, many } from '../support/many-requests.ts'
import { openProcessWorld } from '../support/process-world.ts'
import { chat } from '../support/requests.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let executable: Executable

beforeAll(async () => {
  executable = await buildExecutable()
}, 60_000)

afterAll(() => executable[Symbol.asyncDispose]())

const openWorld = () => openProcessWorld({ start: (...given) => executable.start(...given) })

/** What a command says, and how it ends. */
const say = async (...words: readonly string[]) => {
  await using command = executable.start(words)
  return {
    code: await command.exited,
    out: await command.out.all,
    errors: await command.errors.all,
  }
}

test('the executable streams through its account threads and records in its ledger thread', async () => {
  await using world = await openWorld()
  const answer = await world.post('/v1/chat/completions', chat(true))
  expect(await answer.text()).toEndWith('data: [DONE]\n\n')
  world.running.signal('SIGTERM')
  expect(await world.running.exited).toBe(0)
  expect(world.records()).toEqual([{ outcome: 'completed', failure: '', status: 200 }])
})

test('the executable counts tokens in a thread of its own', async () => {
  await using world = await openWorld()
  world.openai.program({ fault: { type: 'status', status: 429 }, times: 20 })
  const question = { model: 'gpt-4o-mini', input: 'Say something.' }
  const answer = await world.post('/v1/responses/input_tokens', question)
  expect(await answer.json()).toEqual({ object: 'response.input_tokens', input_tokens: 10 })
})

test('the executable has more requests upstream at once than Bun lets by itself', async () => {
  await using world = await openWorld()
  expect(await holdMany(world)).toBe(many)
})

test('the executable has every page of its description inside', async () => {
  await using world = await openWorld()
  const page = await (await fetch(`${world.url}/swagger`)).text()
  const parts = [...page.matchAll(/(?:src="|href="|url: ')([^"']+)/g)].map(([, path]) => path)
  expect(parts.sort()).toEqual(['/swagger/json', '/swagger/viewer.css', '/swagger/viewer.js'])
  const answers = await Promise.all(parts.map((path) => fetch(`${world.url}${path}`)))
  expect(
    answers.map(({ status, headers }) => [status, headers.get('content-type')?.split(';')[0]]),
  ).toEqual([
    [200, 'application/json'],
    [200, 'text/css'],
    [200, 'text/javascript'],
  ])
})

test('the executable knows how a running one feels', async () => {
  await using world = await openWorld()
  const { port } = new URL(world.url)
  expect(await say('health', '--port', port)).toEqual({
    code: 0,
    out: `${world.url}/internal/health answers\n`,
    errors: '',
  })
})

describe('the executable says', () => {
  test('its version', async () => {
    expect(await say('version')).toEqual({ code: 0, out: `${version}\n`, errors: '' })
  })

  test('what is wrong with a configuration', async () => {
    using folder = temporaryFolder()
    await Bun.write(folder.file('bad.toml'), '[global]\nprot = 1\n')
    const { code, out } = await say('check-config', folder.file('bad.toml'))
    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringMatching(/^fault: global\.prot: is no known setting.*\n1 fault\n$/),
    })
  })

  test('what a good configuration makes, all of it', async () => {
    using folder = temporaryFolder()
    const models = Array.from({ length: 20_000 }, (_, index) => `"model-${index}"`)
    await Bun.write(
      folder.file('long.toml'),
      `[[channels]]\nid = "openai"\n[channels.settings]\nmodels = [${models.join(',')}]\n`,
    )
    const { code, out } = await say('check-config', folder.file('long.toml'))
    expect({ code, isWhole: out.includes('model-19999'), end: out.at(-1) }).toEqual({
      code: 0,
      isWhole: true,
      end: '\n',
    })
  })
})
