import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { stat } from 'node:fs/promises'
import { startSwitchyard, type Running } from '../support/process.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts'

let folder: TemporaryFolder
beforeEach(async () => {
  folder = temporaryFolder()
  await Bun.write(folder.file('config.json'), '{"channels":[]}')
})
afterEach(() => folder[Symbol.dispose]())

const start = (...words: readonly string[]): Running =>
  startSwitchyard(['start', '--config', folder.file('config.json'), '--port', '0', ...words], {
    environment: { DATA_DIR: folder.file('data') },
  })

/** How a start ended that did not come to listen. */
const failure = async (running: Running) => ({
  code: await running.exited,
  out: await running.out.all,
  errors: await running.errors.all,
})

const statusWith = async (running: Running, key: string): Promise<number> => {
  const headers = { authorization: `Bearer ${key}` }
  return (await fetch(`${await running.listening()}/v1/models`, { headers })).status
}

describe('the first start without a key', () => {
  test('makes one, shows it once and not in the log, and keeps only its hash', async () => {
    await using first = start()
    const [, key = ''] = (await first.errors.match(/^proxy\.api_key .*: (sk-[0-9a-f]{48})\n/)) ?? []
    expect([await statusWith(first, key), await statusWith(first, 'sk-other')]).toEqual([200, 401])
    first.signal('SIGTERM')
    expect(await first.exited).toBe(0)
    expect(
      [await first.out.all, await first.errors.all].map((text) => text.split(key).length),
    ).toEqual([1, 2])
    expect(await Bun.file(folder.file('data/client-keys.json')).text()).not.toContain(key)

    await using second = start()
    expect(await statusWith(second, key)).toBe(200)
    second.signal('SIGTERM')
    expect([await second.exited, await second.errors.all]).toEqual([0, ''])
  })

  test('makes the data folder for its user alone', async () => {
    await using running = start()
    await running.listening()
    expect((await stat(folder.file('data'))).mode & 0o777).toBe(0o700)
    expect((await stat(folder.file('data/client-keys.json'))).mode & 0o777).toBe(0o600)
  })

  test("shows the administrator's key as well when the admin API is open", async () => {
    await using running = start('--set', 'global.enable_admin_api=true')
    await running.listening()
    expect(running.errors.text).toMatch(
      /^proxy\.api_key was made.*\nglobal\.admin_key was made.*\n$/,
    )
  })
})

test("the administrators' own address is in the log", async () => {
  const words = ['--set', 'global.enable_admin_api=true', '--set', 'global.admin_address=:0']
  await using running = start(...words)
  const line = await running.out.match(
    /listening for administrators".*"address":"(http:\/\/127[^"]+)"/,
  )
  expect((await fetch(`${line?.[1]}/api/health`)).status).toBe(401)
  expect((await fetch(`${await running.listening()}/internal/health`)).status).toBe(200)
})

describe('a start that cannot be', () => {
  test('tells every fault of its configuration with its path', async () => {
    await Bun.write(folder.file('config.json'), '{"global":{"prot":1},"proxy":{"auth_mode":"x"}}')
    const source = `[file ${folder.file('config.json')}]`
    expect(await failure(start())).toEqual({
      code: 1,
      out: '',
      errors: [
        `global.prot: is no known setting; did you mean \`global.port\`? ${source}`,
        `proxy.auth_mode: must be one of \`strict\`, \`all_except_health\`, \`off\`, \`auto\` (got "x") ${source}`,
        '',
      ].join('\n'),
    })
  })

  test('because its port is taken says so', async () => {
    await using first = start()
    const { port } = new URL(await first.listening())
    const { code, errors } = await failure(
      start('--data-dir', folder.file('other'), '--port', port),
    )
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringContaining(`127.0.0.1:${port} is in use`),
    })
  })

  test("because the administrators' port is taken says so, and serves nobody", async () => {
    await using first = start()
    const { port } = new URL(await first.listening())
    const words = ['--data-dir', folder.file('other'), '--set', 'global.enable_admin_api=true']
    const { code, out, errors } = await failure(
      start(...words, '--set', `global.admin_address=${port}`),
    )
    expect({ code, out, errors }).toEqual({
      code: 1,
      out: '',
      errors: expect.stringContaining(`global.admin_address: 127.0.0.1:${port} is in use`),
    })
  })

  test('because another copy uses its data folder says so', async () => {
    await using first = start()
    await first.listening()
    expect(await failure(start())).toEqual({
      code: 1,
      out: '',
      errors: `the data folder ${folder.file('data')} is in use by another copy of this program: stop it, or name another folder with \`--data-dir\`\n`,
    })
  })

  test('because its data folder is a file says so', async () => {
    await Bun.write(folder.file('data'), '')
    const { code, errors } = await failure(start())
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `the data folder ${folder.file('data')} is no folder: name another with \`--data-dir\`\n`,
    })
  })

  test('because its files are not its own says so', async () => {
    await Bun.write(folder.file('data/client-keys.json'), 'not ours')
    expect(await failure(start())).toEqual({
      code: 1,
      out: '',
      errors: `${folder.file('data/client-keys.json')} holds no key hashes: mend or delete it\n`,
    })
  })
})

test('a copy that was killed leaves its data folder to the next', async () => {
  await using first = start()
  await first.listening()
  first.signal('SIGKILL')
  expect(await first.exited).toBe(-1)
  await using second = start()
  expect(await second.listening()).toStartWith('http://127.0.0.1:')
})

test('it serves from whatever folder it is started in', async () => {
  await using demo = startSwitchyard(['start', '--demo', '--port', '0'], { folder: folder.path })
  const address = await demo.listening()
  const { status } = await fetch(`${address}/v1/messages/count_tokens`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-demo', 'anthropic-version': '2023-06-01' },
    body: '{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"Hello"}]}',
  })
  expect(status).toBe(200)
})
