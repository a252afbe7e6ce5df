import { expect, test } from 'bun:test'
import { openProcessWorld, type ProcessWorld } from '../support/process-world.ts'
import { chat } from '../support/requests.ts'

/** Writes the file anew as an operator would, with something changed in its tree. */
const edit = async (
  { folder }: ProcessWorld,
  change: (tree: Record<string, unknown>) => object,
): Promise<void> => {
  const file = `${folder}/config.json`
  await Bun.write(file, JSON.stringify(change(await Bun.file(file).json())))
}

test('an edit of the configuration file holds from the next request on', async () => {
  await using world = await openProcessWorld()
  expect((await world.post('/v1/chat/completions', chat())).status).toBe(200)
  await edit(world, (tree) => ({ ...tree, channels: [] }))
  await world.running.out.match(/was applied.*"setting":"channels"/)
  expect((await world.post('/v1/chat/completions', chat())).status).toBe(404)
})

test('an edit with faults is refused with each of them, and what held before stays', async () => {
  await using world = await openProcessWorld()
  await edit(world, (tree) => ({ ...tree, proxy: { request_timeout: -1 }, chanels: [] }))
  const { out } = world.running
  await Promise.all([
    out.match(/was refused.*proxy\.request_timeout/),
    out.match(/was refused.*chanels/),
  ])
  expect((await world.post('/v1/chat/completions', chat())).status).toBe(200)
})

test('an edit of what is read at the start says that it waits for the next one', async () => {
  await using world = await openProcessWorld()
  await edit(world, (tree) => ({ ...tree, runtime: { threads: 3 } }))
  await world.running.out.match(/hold after the next start.*"setting":"runtime\.threads"/)
})
