#!/usr/bin/env bun
/**
 * Lets command-line agents work through Switchyard at simulated upstreams of every protocol, and tells who
 * completed their turns. No model is called; whatever else the agents want to reach is refused. A run of all of
 * them writes its tables into docs/agents.md.
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
import { hasFailed, tellPlay, writeTable, writeWarnings, type Result } from './report.ts'
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

const page = 'docs/agents.md'
const marks = { begin: '<!-- seen: begin -->', end: '<!-- seen: end -->' }

/** The rest of the page is written by hand and stays. */
const intoPage = async (results: readonly Result[]): Promise<void> => {
  const text = await Bun.file(page).text()
  const [before = '', rest = ''] = text.split(marks.begin)
  const after = rest.split(marks.end)[1] ?? ''
  const date = new Date().toISOString().slice(0, 10)
  const seen = [`Seen on ${date}.`, writeTable(results), writeWarnings(results)].join('\n\n')
  await Bun.write(page, `${before}${marks.begin}\n\n${seen}\n\n${marks.end}${after}`)
  Bun.spawnSync(['bun', 'fmt', '--no-script', page])
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
    if (values.agents === undefined && values.protocols === undefined) await intoPage(results)
    process.exitCode = results.some(hasFailed) ? 1 : 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
