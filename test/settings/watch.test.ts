import { expect, test } from 'bun:test'
import { rename } from 'node:fs/promises'
import { type Schedule, watchSettings } from '../../src/settings/watch.ts'
import { systemClock } from '../../src/actor/clock.ts'
import { Inbox } from '../support/inbox.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A watched file and the changes that were seen of it, each the text at that moment. */
const watched = async (folder: string) => {
  const file = `${folder}/config.toml`
  await Bun.write(file, 'first')
  const seen: string[] = []
  const waiting: (() => void)[] = []
  const watching = await watchSettings({
    file,
    schedule: soon,
    onChange: async () => {
      seen.push(await Bun.file(file).text())
      waiting.splice(0).forEach((wake) => wake())
    },
  })
  const next = () => new Promise<void>((wake) => waiting.push(wake))
  return { file, seen, next, [Symbol.dispose]: watching[Symbol.dispose] }
}

/** Looks as often as it can. */
const soon: Schedule = (_delayMs, run) => systemClock.schedule(1, run)

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

test('a change waits until the one before it was taken', async () => {
  using folder = temporaryFolder()
  const file = folder.file('config.toml')
  await Bun.write(file, 'first')
  const events: string[] = []
  const changes = new Inbox<{ readonly type: 'change'; readonly take: () => void }>()
  using _ = await watchSettings({
    file,
    schedule: soon,
    onChange: async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      events.push('begins')
      changes.add({ type: 'change', take: resolve })
      await promise
      events.push('ends')
    },
  })
  const replace = async (content: string): Promise<void> => {
    await Bun.write(folder.file('config.toml.new'), content)
    await rename(folder.file('config.toml.new'), file)
  }
  await replace('second')
  const second = await changes.next('change')
  await replace('third')
  for (let turn = 0; turn < 50; turn += 1) await Bun.file(file).text()
  second.take()
  await changes.next('change')
  expect(events).toEqual(['begins', 'ends', 'begins'])
})
