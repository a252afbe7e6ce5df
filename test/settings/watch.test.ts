import { expect, test } from 'bun:test'
import { rename } from 'node:fs/promises'
import { watchSettings } from '../../src/settings/watch.ts'
import { systemClock } from '../../src/actor/clock.ts'
import type { LoadedSettings } from '../../src/settings/load.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A watched file and the changes that were seen of it, each the text at that moment. */
const watched = async (folder: string) => {
  const file = `${folder}/config.toml`
  await Bun.write(file, 'first')
  const seen: string[] = []
  const waiting: (() => void)[] = []
  const watching = await watchSettings({
    file,
    load: async () => {
      seen.push(await Bun.file(file).text())
      return refused
    },
    schedule: systemClock.schedule,
    onChange: () => waiting.splice(0).forEach((wake) => wake()),
  })
  const next = () => new Promise<void>((wake) => waiting.push(wake))
  return { file, seen, next, [Symbol.dispose]: watching[Symbol.dispose] }
}

const refused: LoadedSettings = { type: 'refused', faults: [], warnings: [] }

test('a file that is written anew is loaded anew', async () => {
  using folder = temporaryFolder()
  using watching = await watched(folder.path)
  const changed = watching.next()
  await Bun.write(watching.file, 'second')
  await changed
  expect(watching.seen).toEqual(['second'])
})

test('a file that is replaced by another is seen, as editors and volumes do it', async () => {
  using folder = temporaryFolder()
  using watching = await watched(folder.path)
  const changed = watching.next()
  await Bun.write(folder.file('config.toml.new'), 'second')
  await rename(folder.file('config.toml.new'), watching.file)
  await changed
  const again = watching.next()
  await Bun.write(watching.file, 'third')
  await again
  expect(watching.seen).toEqual(['second', 'third'])
})

test('a neighbour of the file and a file written as it was are no change', async () => {
  using folder = temporaryFolder()
  using watching = await watched(folder.path)
  await Bun.write(folder.file('neighbour'), 'something')
  await Bun.write(watching.file, 'first')
  const changed = watching.next()
  await Bun.write(watching.file, 'second')
  await changed
  expect(watching.seen).toEqual(['second'])
})
