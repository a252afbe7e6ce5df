#!/usr/bin/env bun
/**
 * What a message costs: to an actor of the same thread, to one of another thread by batch size, and a
 * question there and back. Figures are of this machine, for comparison between versions.
 *
 * Usage: bun bench/actor.ts
 */
import { ActorSystem, NodePool, type ActorRef } from '../src/actor/index.ts'
import { tallyActor, tallyKind, type Tally, type TallyMessage } from './actor-kind.ts'

type Measured = { readonly what: string; readonly count: number; readonly nsEach: number }

const data = 'x'.repeat(170)

const main = new ActorSystem({ node: 'main', definitions: [tallyActor] })

/** Answered only after everything told before. */
const received = async (tally: ActorRef<TallyMessage>): Promise<number> => {
  const answer = await main.ask(
    tally,
    (replyTo: ActorRef<Tally>) => ({ type: 'read', replyTo }),
    30_000,
  )
  if (answer.type !== 'reply') throw new Error(`no answer: ${answer.type}`)
  return answer.reply.received
}

/** Wall time and, of all threads together, CPU time. */
const measure = async (
  what: string,
  count: number,
  run: () => Promise<void>,
): Promise<readonly Measured[]> => {
  await run()
  const cpu = process.cpuUsage()
  const startedAt = Bun.nanoseconds()
  await run()
  const wallNs = Bun.nanoseconds() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return [
    { what: `${what}, wall`, count, nsEach: Math.round(wallNs / count) },
    { what: `${what}, CPU`, count, nsEach: Math.round(((user + system) * 1_000) / count) },
  ]
}

/** `batch` messages a tick. */
const stream = async (tally: ActorRef<TallyMessage>, count: number, batch: number) => {
  for (let sent = 0; sent < count; sent += batch) {
    for (let index = 0; index < batch; index += 1) {
      main.tell(tally, { type: 'chunk', exchange: index, data })
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await received(tally)
}

const pool = new NodePool({
  system: main,
  entry: './bench/actor-thread.ts',
  size: 1,
  namePrefix: 'bench',
})
const [node = ''] = await pool.start()
const here = main.spawn(tallyKind, 'here', null)
const there = main.spawn(tallyKind, 'there', null, { node })

const results = [
  ...(await measure('tell, same thread', 500_000, () => stream(here, 500_000, 500))),
  ...(await measure('ask, same thread', 50_000, async () => {
    for (let index = 0; index < 50_000; index += 1) await received(here)
  })),
  ...(await measure('ask, other thread, one at a time', 10_000, async () => {
    for (let index = 0; index < 10_000; index += 1) await received(there)
  })),
]
for (const batch of [1, 4, 16, 64, 256]) {
  const what = `tell, other thread, ${batch} a tick`
  results.push(...(await measure(what, 40_960, () => stream(there, 40_960, batch))))
}
console.table(results)
await pool.stop(1_000)
