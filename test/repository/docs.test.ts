import { expect, test } from 'bun:test'
import { dirname, join, normalize } from 'node:path'

const root = join(import.meta.dir, '../..')
const pages = ['*.md', 'docs/**/*.md'].flatMap((pattern) => [
  ...new Bun.Glob(pattern).scanSync({ cwd: root }),
])

const textOf = (path: string): Promise<string> => Bun.file(join(root, path)).text()

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

const anchorsOf = async (path: string): Promise<ReadonlySet<string>> =>
  new Set((await textOf(path)).matchAll(/^#+ (.*)$/gm).map(([, heading = '']) => anchorOf(heading)))

/** The links of a page that lead to another, or to a part of one, and nowhere. */
const deadLinksOf = async (page: string): Promise<readonly string[]> => {
  const links = (await textOf(page)).matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)
  const dead: string[] = []
  for (const [, path = '', anchor] of links) {
    const target = path === '' ? page : normalize(join(dirname(page), path))
    const isThere = await Bun.file(join(root, target)).exists()
    const isFolder = [...new Bun.Glob(`${target}/*`).scanSync({ cwd: root })].length > 0
    const isFound = anchor === undefined || (isThere && (await anchorsOf(target)).has(anchor))
    if ((!isThere && !isFolder) || !isFound) dead.push(`${page}: ${path}#${anchor ?? ''}`)
  }
  return dead
}

test('every link of a page leads somewhere', async () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/scheduling.md']))
  expect((await Promise.all(pages.map(deadLinksOf))).flat()).toEqual([])
})

test('the index of the documentation names every page and every decision', async () => {
  const index = await textOf('docs/README.md')
  const listed = pages.filter((page) => /^docs\/(?:decisions\/)?[\w-]+\.md$/.test(page))
  const missing = listed.filter((page) => !index.includes(`(${page.replace('docs/', '')})`))
  expect(missing).toEqual(['docs/README.md'])
})

const foldersIn = (folder: string): readonly string[] =>
  [...new Bun.Glob(`${folder}/*/`).scanSync({ cwd: root, onlyFiles: false })].map((path) =>
    path.replace(/\/$/, ''),
  )

test('the map of the house names every folder below src', async () => {
  const map = await textOf('CONTRIBUTING.md')
  expect(foldersIn('src').filter((folder) => !map.includes(`\`${folder}\``))).toEqual([])
})

test('the map of the scheduler names each of its folders', async () => {
  const map = await textOf('CONTRIBUTING.md')
  const folders = foldersIn('src/scheduler').map((path) => path.split('/').at(-1))
  expect(folders).toContain('tree')
  expect(folders.filter((folder) => !map.includes(`| \`${folder}/\``))).toEqual([])
})

test('the way of a request names files that are there', async () => {
  const [, way = ''] =
    /### The way of a request(.*?)\n\n\| you want/s.exec(await textOf('CONTRIBUTING.md')) ?? []
  const named = [...way.matchAll(/`([\w-]+\.ts)`/g)].map(([, name = '']) => name)
  expect(named).toContain('tournament.ts')
  const known = new Set(
    [...new Bun.Glob('src/**/*.ts').scanSync({ cwd: root })].map((path) => path.split('/').at(-1)),
  )
  expect(named.filter((name) => !known.has(name))).toEqual([])
})
