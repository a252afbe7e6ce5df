import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import manifest from '../../package.json'
import { root, startSwitchyard } from './program.ts'

let folder = ''
let executable = ''

/** By the build script itself, with another place for its result. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'executable-'))
  executable = join(folder, 'switchyard')
  const [, ...words] = manifest.scripts.build.replace('dist/switchyard', executable).split(' ')
  const build = Bun.spawn([process.execPath, ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  expect(await build.exited).toBe(0)
}, 60_000)

afterAll(() => rm(folder, { recursive: true }))

/** Away from the project: what the executable needs must be inside it. */
const start = () => startSwitchyard([executable, 'start', '--demo'], { folder, isAway: true })

test('the executable streams through its account threads, and stops when it is asked to', async () => {
  await using switchyard = await start()
  const answer = await fetch(`${switchyard.address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-demo', 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  })
  const events = (await answer.text()).match(/^data: .*$/gm)
  expect({ status: answer.status, last: events?.at(-1) }).toEqual({
    status: 200,
    last: 'data: [DONE]',
  })
  expect(await switchyard.stop()).toBe(0)
})

test('the executable has the pages of its description inside', async () => {
  await using switchyard = await start()
  const page = await fetch(`${switchyard.address}/swagger`)
  const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)]
  const parts = await Promise.all(
    sources.map(([, path = '']) => fetch(new URL(path, page.url)).then((part) => part.status)),
  )
  expect({ status: page.status, parts: [...new Set(parts)] }).toEqual({ status: 200, parts: [200] })
})
