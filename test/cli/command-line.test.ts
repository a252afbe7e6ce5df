import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { version } from '../../package.json'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts'

let folder: TemporaryFolder
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const switchyard = async (argv: readonly string[], environment: Record<string, string> = {}) => {
  await using child = Bun.spawn([process.execPath, join(import.meta.dir, 'entry.ts'), ...argv], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, ...environment },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { out, errors, code }
}

describe('start', () => {
  const nothing = { flags: [], isForcingConfig: false, isDemo: false }

  test.each([[[]], [['start']]])('is what %j means', async (argv) => {
    const { out, code } = await switchyard(argv)
    expect({ options: JSON.parse(out), code }).toEqual({ options: nothing, code: 0 })
  })

  test('is given the file, the switches and every flag under its own name', async () => {
    const argv = ['--config', 'a.toml', '--force-config', '--port', '81', '--set', 'a.b=c=d']
    const { out } = await switchyard(['start', ...argv])
    const flag = (name: string, tree: unknown) => ({
      source: { type: 'flag', name },
      form: 'text',
      tree,
    })
    expect(JSON.parse(out)).toEqual({
      configFile: 'a.toml',
      flags: [flag('--port', { global: { port: '81' } }), flag('--set a.b', { a: { b: 'c=d' } })],
      isForcingConfig: true,
      isDemo: false,
    })
  })

  test('decides the exit code', async () => {
    expect((await switchyard(['--demo'])).code).toBe(3)
  })

  test('is not disturbed by flags of the programs before', async () => {
    const { out } = await switchyard(['--headless', '--bootstrap-force-config'])
    expect(JSON.parse(out)).toEqual({ ...nothing, isForcingConfig: true })
  })
})

describe('check-config', () => {
  test('prints every fault with its path and fails', async () => {
    await Bun.write(folder.file('bad.toml'), '[global]\nprot = 1\n[proxy]\nauth_mode = "x"\n')
    const source = `[file ${folder.file('bad.toml')}]`
    expect(await switchyard(['check-config', 'bad.toml'])).toEqual({
      code: 1,
      errors: '',
      out: [
        `fault: global.prot: is no known setting; did you mean \`global.port\`? ${source}`,
        `fault: proxy.auth_mode: must be one of \`strict\`, \`all_except_health\`, \`off\`, \`auto\` (got "x") ${source}`,
        '2 faults',
        '',
      ].join('\n'),
    })
  })

  test('prints the settings with their sources, secrets masked', async () => {
    await Bun.write(folder.file('good.json'), '{"proxy": {"api_key": "${KEY}"}}')
    const { out, code } = await switchyard(['check-config', 'good.json', '--port', '81'], {
      KEY: 'canary-0123456789abcdef',
      AUTH_MODE: 'auto',
    })
    expect(code).toBe(0)
    expect(out).toContain('global.port = 81  # flag --port\n')
    expect(out).toContain('proxy.auth_mode = "auto"  # environment AUTH_MODE\n')
    expect(out).toMatch(/^proxy\.api_key = "\*{3} \([0-9a-f]{4}\)" {2}# file .*good\.json$/m)
    expect(out).not.toContain('canary')
  })

  test('prints warnings beside the result', async () => {
    await Bun.write(folder.file('old.toml'), '[proxy]\nenabled = true\n')
    const { errors, code } = await switchyard(['check-config', 'old.toml'])
    expect({ errors, code }).toEqual({
      errors: `warning: proxy.enabled: is no longer a setting: the program serves while it runs [file ${folder.file('old.toml')}]\n`,
      code: 0,
    })
  })

  test('without a file checks what a start would read', async () => {
    await Bun.write(folder.file('.switchyard/config.toml'), '[global]\nport = 82\n')
    const { out } = await switchyard(['check-config'])
    expect(out).toContain('global.port = 82')
  })

  test('of a file that is not there fails', async () => {
    const { out, code } = await switchyard(['check-config', 'absent.toml'])
    expect({ code, out }).toEqual({
      code: 1,
      out: `fault: does not exist, or is no file [file ${folder.file('absent.toml')}]\n1 fault\n`,
    })
  })
})

test.each([['version'], ['--version']])('%s prints the version', async (word) => {
  expect(await switchyard([word])).toEqual({ out: `${version}\n`, errors: '', code: 0 })
})

test('--help names every command', async () => {
  const { out, code } = await switchyard(['--help'])
  expect(code).toBe(0)
  for (const command of ['start', 'check-config', 'version']) expect(out).toContain(command)
})

test.each([[['--bogus']], [['bogus']], [['start', '--port']]])(
  '%j is wrong usage, told apart from failure',
  async (argv) => {
    const { out, errors, code } = await switchyard(argv)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(errors).toStartWith('error: ')
  },
)
