import { expect, test } from 'bun:test'
import { run } from '../../src/cli/index.ts'
import { readme } from '../support/readme.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('the first configuration that the readme shows has no fault', async () => {
  const [, configuration = ''] = /```toml\n([^`]*)```/.exec(readme) ?? []
  using folder = temporaryFolder()
  const file = folder.file('config.toml')
  await Bun.write(file, configuration)
  const complained: string[] = []
  const exitCode = await run(
    ['check-config', file],
    { start: () => Promise.resolve(0) },
    {
      environment: { OPENAI_KEY_1: 'one', OPENAI_KEY_2: 'two', API_KEY: 'three' },
      whereabouts: { home: folder.path, workingFolder: folder.path },
      print: () => {},
      complain: (text) => complained.push(text),
    },
  )
  expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: [] })
})
