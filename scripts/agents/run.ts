#!/usr/bin/env bun
/**
 * Lets command-line agents work through Switchyard at simulated upstreams of every protocol, and tells who
 * completed their turns. No model is called; whatever else the agents want to reach is refused.
 *
 * Usage: bun run agents [--agents ID,…] [--protocols ID,…] [--programs FOLDER] [--keep FOLDER]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Agent } from './agent.ts'
import { agents } from './catalog.ts'
import { install } from './install.ts'
import { play, type Played } from './play.ts'
import { startRefusingProxy, type RefusingProxy } from './refusing-proxy.ts'
import { tellPlay, writeTable, type Result } from './report.ts'
import { channelProtocols, openWorld, type ChannelProtocol } from './world.ts'

const { values } = parseArgs({
  options: {
    agents: { type: 'string' },
    protocols: { type: 'string' },
    /** Where they are installed already. */
    programs: { type: 'string' },
    /** Gets all that was sent and said. */
    keep: { type: 'string' },
  },
})

const isWanted = (wish: string | undefined, id: string): boolean =>
  wish === undefined || wish.split(',').some((start) => id.startsWith(start))

const chosenAgents = agents.filter(({ id }) => isWanted(values.agents, id))
const chosenProtocols = channelProtocols.filter((id) => isWanted(values.protocols, id))

const playAll = async (
  protocol: ChannelProtocol,
  programs: string,
  proxy: RefusingProxy,
): Promise<readonly Result[]> => {
  await using world = await openWorld(protocol)
  proxy.admit(new URL(world.tap.url).host)
  const results: Result[] = []
  for (const agent of chosenAgents) {
    const turns = await play(agent, { world, protocol, proxy, programs })
    const result = { agent, protocol, turns }
    results.push(result)
    console.log(tellPlay(result))
    await keep(agent, protocol, turns)
  }
  return results
}

const keep = async (
  agent: Agent,
  protocol: ChannelProtocol,
  turns: readonly Played[],
): Promise<void> => {
  if (values.keep === undefined) return
  const path = join(values.keep, `${agent.id}-${protocol}.json`)
  await Bun.write(path, JSON.stringify(turns, null, 2))
}

const main = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'agents-'))
  await using proxy = await startRefusingProxy()
  try {
    const programs = values.programs ?? folder
    if (values.programs === undefined) await install(chosenAgents, folder)
    const results: Result[] = []
    for (const protocol of chosenProtocols)
      results.push(...(await playAll(protocol, programs, proxy)))
    console.log(`\n${writeTable(results)}`)
    console.log(`\nrefused by the proxy: ${[...proxy.refused].join(', ') || 'nothing'}`)
    const hasFailed = results.some(({ turns }) => turns.some(({ problems }) => problems.length > 0))
    process.exitCode = hasFailed ? 1 : 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
