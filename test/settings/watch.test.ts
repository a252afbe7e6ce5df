import { expect, test } from 'bun:test'
import { mkdir, rename, rm, symlink, utimes } from 'node:fs/promises'
import { type FileText, readFileText } from '../../src/settings/config-file.ts'
import { type WatchOptions, watchSettings } from '../../src/settings/watch.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts'

const said = (read: FileText): string => {
  if (read.type === 'text') return read.text
  return read.type === 'none' ? 'none' : read.fault.message
}

/** A folder whose configuration file is looked at when the test says so, and what was told of it. */
const watched = async (over: Partial<WatchOptions> = {}) => {
  const folder = temporaryFolder()
  await Bun.write(folder.file('config.toml'), 'first')
  const read = () => readIn(folder)
  const told: string[] = []
  let look = (): void => {}
  let hasLooked = (): void => {}
  const watching = watchSettings({
    known: await read(),
    read,
    schedule: (_delayMs, run) => {
      look = run
      hasLooked()
      return { cancel: () => {} }
    },
    onChange: async (seen) => void told.push(said(seen)),
    ...over,
  })
  const lookOnce = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    hasLooked = resolve
    look()
    return promise
  }
  return {
    folder,
    told,
    file: folder.file('config.toml'),
    lookOnce,
    /** As often as a change needs, and once more. */
    settle: async () => {
      for (let time = 0; time < 3; time += 1) await lookOnce()
    },
    [Symbol.dispose]: () => {
      watching[Symbol.dispose]()
      folder[Symbol.dispose]()
    },
  }
}

const readIn = ({ path }: TemporaryFolder): Promise<FileText> =>
  readFileText({
    environment: (name) => (name === 'DATA_DIR' ? path : undefined),
    flags: [],
    whereabouts: { home: path, workingFolder: path },
  })

test('a file that is written anew is told of once', async () => {
  using world = await watched()
  await Bun.write(world.file, 'second')
  await world.settle()
  expect(world.told).toEqual(['second'])
})

test('an edit before the first look is told of: what was read at the start is what it differs from', async () => {
  using world = await watched({ known: { type: 'text', file: 'config.toml', text: 'read before' } })
  await world.settle()
  expect(world.told).toEqual(['first'])
})

test('a file that is replaced by another is told of, as editors do it', async () => {
  using world = await watched()
  await Bun.write(world.folder.file('new'), 'second')
  await rename(world.folder.file('new'), world.file)
  await world.settle()
  expect(world.told).toEqual(['second'])
})

test('a link below the file that points elsewhere is told of, as clusters mount it', async () => {
  using world = await watched()
  const { folder } = world
  for (const [name, text] of Object.entries({ before: 'second', after: 'third' })) {
    await mkdir(folder.file(name))
    await Bun.write(folder.file(`${name}/config.toml`), text)
  }
  await symlink('before', folder.file('..data'))
  await rm(world.file)
  await symlink('..data/config.toml', world.file)
  await world.settle()
  await symlink('after', folder.file('..data_tmp'))
  await rename(folder.file('..data_tmp'), folder.file('..data'))
  await world.settle()
  expect(world.told).toEqual(['second', 'third'])
})

test('a file of the same size and time with another content is told of', async () => {
  using world = await watched()
  await utimes(world.file, 1, 1)
  await Bun.write(world.file, 'tsrif')
  await utimes(world.file, 1, 1)
  await world.settle()
  expect(world.told).toEqual(['tsrif'])
})

test('a neighbour of the file and a file written as it was are no change', async () => {
  using world = await watched()
  await Bun.write(world.folder.file('neighbour'), 'something')
  await Bun.write(world.file, 'first')
  await utimes(world.file, 1, 1)
  await world.settle()
  expect(world.told).toEqual([])
})

test('a file in the middle of being written is waited for', async () => {
  using world = await watched()
  for (const text of ['sec', 'second', 'second and', 'second and more']) {
    await Bun.write(world.file, text)
    await world.lookOnce()
  }
  await world.settle()
  expect(world.told).toEqual(['second and more'])
})

test('of two edits shortly after one another the last one holds', async () => {
  using world = await watched()
  await Bun.write(world.file, 'second')
  await world.lookOnce()
  await world.lookOnce()
  await Bun.write(world.file, 'first')
  await world.settle()
  expect(world.told).toEqual(['second', 'first'])
})

test('a file that goes and one that comes are told of', async () => {
  using world = await watched()
  await rm(world.file)
  await world.settle()
  await Bun.write(world.folder.file('config.yaml'), 'second')
  await world.settle()
  expect(world.told).toEqual(['none', 'second'])
})

test('a second file beside it is told of: nobody knows which is meant', async () => {
  using world = await watched()
  await Bun.write(world.folder.file('config.yaml'), 'second')
  await world.settle()
  expect(world.told).toEqual([expect.stringContaining('config.toml and config.yaml')])
})

test('a file that cannot be read any more is told of once, and so is it when it can be again', async () => {
  using world = await watched()
  await rm(world.file)
  // The memory of a process has a name like a file, and no first byte that could be read.
  await symlink('/proc/self/mem', world.file)
  await world.settle()
  await rm(world.file)
  await Bun.write(world.file, 'first')
  await world.settle()
  expect(world.told).toEqual([expect.stringMatching(/^cannot be read: /), 'first'])
})

test('a change waits until the one before it was taken', async () => {
  const taken = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const events: string[] = []
  using world = await watched({
    onChange: async (seen) => {
      events.push(`${said(seen)} begins`)
      begun.resolve()
      await taken.promise
      events.push(`${said(seen)} ends`)
    },
  })
  await Bun.write(world.file, 'second')
  await world.lookOnce()
  const second = world.lookOnce()
  await begun.promise
  await Bun.write(world.file, 'third')
  taken.resolve()
  await second
  await world.settle()
  expect(events).toEqual(['second begins', 'second ends', 'third begins', 'third ends'])
})
