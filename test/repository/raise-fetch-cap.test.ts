import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const seam = resolve(import.meta.dir, '../../src/raise-fetch-cap.ts')
let folder = ''
let script = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-cap-'))
  script = join(folder, 'program.ts')
  await Bun.write(
    script,
    `import { raiseFetchCap } from ${JSON.stringify(seam)}
     raiseFetchCap()
     console.log(JSON.stringify({
       cap: process.env.BUN_CONFIG_MAX_HTTP_REQUESTS,
       pid: process.pid,
       given: process.argv.slice(2),
       options: process.execArgv,
     }))`,
  )
})

afterAll(() => rm(folder, { recursive: true }))

const run = async (environment: Readonly<Record<string, string | undefined>>) => {
  const child = Bun.spawn([process.execPath, '--smol', script, 'start', '--port', '1'], {
    env: { ...process.env, ...environment },
  })
  const printed: unknown = await new Response(child.stdout).json()
  return { pid: child.pid, printed }
}

test('a process without a cap becomes itself with a higher one, same id, same arguments', async () => {
  const { pid, printed } = await run({ BUN_CONFIG_MAX_HTTP_REQUESTS: undefined })
  expect(printed).toEqual({
    cap: '65535',
    pid,
    given: ['start', '--port', '1'],
    options: ['--smol'],
  })
})

test("the operator's own cap stays", async () => {
  const { printed } = await run({ BUN_CONFIG_MAX_HTTP_REQUESTS: '300' })
  expect(printed).toHaveProperty('cap', '300')
})
