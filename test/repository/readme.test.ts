import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from '../../src/cli/index.ts'

const root = resolve(import.meta.dir, '../..')
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
