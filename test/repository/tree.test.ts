import { expect, test } from 'bun:test'
import { join } from 'node:path'
import manifest from '../../package.json'

const root = join(import.meta.dir, '../..')
const patterns = ['*', '{.ci,bench,docs,scripts,src,test,workers}/**/*']
const paths = patterns.flatMap((pattern) => [
  ...new Bun.Glob(pattern).scanSync({ cwd: root, dot: true }),
])

/** Lines of files that belong to the project, as `path:line`. */
const linesThat = async (matches: RegExp, within = (_path: string) => true) => {
  const found = await Promise.all(
    paths.filter(within).map(async (path) => {
      const lines = (await Bun.file(join(root, path)).text()).split('\n')
      return lines.flatMap((line, index) => (matches.test(line) ? [`${path}:${index + 1}`] : []))
    }),
  )
  return found.flat()
}

const declared = { ...manifest.dependencies, ...manifest.devDependencies }

test('every dependency is named in one exact version', () => {
  const loose = Object.entries(declared).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
  expect(loose).toEqual([])
})

test('the lockfile is in step with package.json', async () => {
  const lock: unknown = Bun.JSONC.parse(await Bun.file(join(root, 'bun.lock')).text())
  const { dependencies, devDependencies } = manifest
  expect([lock]).toMatchObject([{ workspaces: { '': { dependencies, devDependencies } } }])
})

test('the pinned Bun is the one that the container and the readme name', async () => {
  const version = manifest.packageManager.replace('bun@', '')
  const texts = await Promise.all(
    ['Dockerfile', 'README.md', 'CONTRIBUTING.md'].map((path) => Bun.file(join(root, path)).text()),
  )
  const named = texts.map((text) => new Set(text.match(/(?<=\bbun[@:])\d+\.\d+\.\d+/g)))
  expect(named).toEqual([new Set([version]), new Set([version]), new Set([version])])
})

test('the rules below look at every folder of the project', () => {
  const known = ['.ci/run', 'README.md', 'scripts/check.ts', 'src/ir/usage.ts', 'bunfig.toml']
  expect(paths).toEqual(expect.arrayContaining(known))
})

test('no file names a package registry', async () => {
  const isOurs = (path: string) => path !== 'bun.lock'
  expect(await linesThat(/\bregistry\.[a-z]+\.(?:org|com|io|net)\b/, isOurs)).toEqual([])
})

test('no file names a path of one machine', async () => {
  expect(await linesThat(/(?<![\w$.~}-])\/(?:home|Users|root|work|farm)\/\w/)).toEqual([])
})

test('a lint rule that is switched off says why', async () => {
  const isCode = (path: string) => /\.tsx?$/.test(path)
  expect(await linesThat(/\b(?:ox|es)lint-disable(?!.* -- \S)/, isCode)).toEqual([])
})
