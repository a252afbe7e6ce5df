import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/cli/index.ts'
import { root, type Running, startSwitchyard } from './program.ts'

const readme = await Bun.file(join(root, 'README.md')).text()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readme-'))
})

afterAll(() => rm(folder, { recursive: true }))

test('the first configuration that the readme shows has no fault', async () => {
  const [, configuration = ''] = /```toml\n([^`]*)```/.exec(readme) ?? []
  const file = join(folder, 'config.toml')
  await Bun.write(file, configuration)
  const complained: string[] = []
  const exitCode = await run(
    ['check-config', file],
    { start: () => Promise.resolve(0) },
    {
      environment: { OPENAI_KEY_1: 'one', OPENAI_KEY_2: 'two', API_KEY: 'three' },
      whereabouts: { home: folder, workingFolder: folder },
      print: () => {},
      complain: (text) => complained.push(text),
    },
  )
  expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: [] })
})

describe("the readme's examples against the demo", () => {
  let demo: Running

  beforeAll(async () => {
    demo = await startSwitchyard(['bun', 'run', 'demo'], { folder, isAway: false })
  })

  afterAll(async () => {
    expect(await demo.stop()).toBe(0)
  })

  const send = async (target: string | undefined, example: string) => {
    const headers = [...example.matchAll(/-H '([^:]+): ([^']+)'/g)]
    const answer = await fetch(`${demo.address}${target}`, {
      method: 'POST',
      headers: headers.map(([, name = '', value = '']): [string, string] => [name, value]),
      body: /-d '([^']+)'/.exec(example)?.[1] ?? '',
    })
    return { answer, text: await answer.text() }
  }

  const examples = (readme.match(/^curl -N (?:.*\\\n)*.*$/gm) ?? []).map(
    (example) => [/8045(\/[^\s']+)/.exec(example)?.[1], example] as const,
  )

  test('are one for each protocol', () => {
    expect(examples.map(([target]) => target)).toEqual([
      '/v1/chat/completions',
      '/v1/messages',
      '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    ])
  })

  test.each(examples)('stream an answer that says it is simulated: %s', async (target, example) => {
    const { answer, text } = await send(target, example)
    expect({
      status: answer.status,
      type: answer.headers.get('content-type')?.split(';')[0],
      label: answer.headers.has('x-simulated'),
      streams: (text.match(/^data: /gm) ?? []).length > 3,
      says: /simulat/i.test(text),
    }).toEqual({ status: 200, type: 'text/event-stream', label: true, streams: true, says: true })
  })
})
