/** One agent works through Switchyard at an upstream of one protocol: two turns of a conversation, each with tools. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { JournalEntry } from '../../src/simulator/index.ts'
import type { Agent, Call, Scene, Turn } from './agent.ts'
import type { RefusingProxy } from './refusing-proxy.ts'
import type { Heard } from './tap.ts'
import type { ChannelProtocol, World } from './world.ts'

export type Stage = {
  readonly world: World
  readonly protocol: ChannelProtocol
  readonly proxy: RefusingProxy
  /** Where the agents are installed. */
  readonly programs: string
}

/** What happened in one turn. */
export type Played = {
  readonly exitCode: number
  readonly output: string
  readonly errors: string
  readonly heard: readonly Heard[]
  readonly sent: readonly JournalEntry[]
  /** Proofs of thoughts that came back to the upstream with its last request. */
  readonly proofs: number
  /** What went wrong; none: the turn is complete. */
  readonly problems: readonly string[]
}

const patienceMs = 120_000

export const play = async (agent: Agent, stage: Stage): Promise<readonly Played[]> => {
  const folder = await mkdtemp(join(tmpdir(), `agent-${agent.id}-`))
  const scene: Scene = {
    url: stage.world.tap.url,
    key: stage.world.key,
    home: join(folder, 'home'),
    project: join(folder, 'project'),
  }
  try {
    await mkdir(scene.project, { recursive: true })
    for (const [path, text] of Object.entries(agent.files(scene))) {
      await mkdir(dirname(join(scene.home, path)), { recursive: true })
      await Bun.write(join(scene.home, path), text)
    }
    const [note, list] = [join(scene.project, 'note.txt'), join(scene.project, 'list.txt')]
    await Bun.write(note, 'marmalade-4711\n')
    await Bun.write(list, 'periwinkle-0815\n')
    const actor = { agent, scene, stage }
    const first = await playTurn(actor, {
      turn: { prompt: asking(agent.readFile(note)), isFollowing: false },
      markers: ['marmalade-4711'],
    })
    const second = await playTurn(actor, {
      turn: {
        prompt: asking([...agent.showFile(list), ...agent.readFile(note)]),
        isFollowing: agent.repeatsResults !== true || agent.speaks !== stage.protocol,
      },
      markers: ['periwinkle-0815', 'marmalade-4711'],
    })
    return [first, second]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const asking = (calls: readonly Call[]): string => {
  const told = calls.map(({ tool, input }) => `the tool ${tool} with ${JSON.stringify(input)}`)
  return `Use ${told.join(' and ')} and tell what is there.`
}

type Actor = { readonly agent: Agent; readonly scene: Scene; readonly stage: Stage }

/** What the tools will find has to reach the upstream. */
type Act = { readonly turn: Turn; readonly markers: readonly string[] }

const playTurn = async (actor: Actor, { turn, markers }: Act): Promise<Played> => {
  const { agent, scene, stage } = actor
  const { journal } = stage.world.simulator
  const before = journal.entries.length
  stage.world.tap.take()
  const child = Bun.spawn(
    [join(stage.programs, 'node_modules/.bin', agent.command), ...agent.words(turn, scene)],
    {
      cwd: scene.project,
      env: { ...surroundings(actor), ...agent.environment(scene) },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    },
  )
  const [output, errors, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  const heard = stage.world.tap.take()
  const sent = journal.entries.slice(before)
  const facts = { exitCode, output, errors, heard, sent }
  return {
    ...facts,
    proofs: countProofs(sent.at(-1)?.body ?? ''),
    problems: [...findProblems(facts, stage, markers)],
  }
}

const countProofs = (body: string): number =>
  body.match(/"(?:signature|thoughtSignature|encrypted_content)":"./g)?.length ?? 0

/** Nothing of the surroundings of this script, and one way out, which is closed. */
const surroundings = ({ scene, stage }: Actor): Readonly<Record<string, string>> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: scene.home,
  TERM: 'dumb',
  CI: '1',
  HTTP_PROXY: stage.proxy.url,
  HTTPS_PROXY: stage.proxy.url,
  ALL_PROXY: stage.proxy.url,
  http_proxy: stage.proxy.url,
  https_proxy: stage.proxy.url,
  NO_PROXY: '127.0.0.1,localhost',
  no_proxy: '127.0.0.1,localhost',
})

function* findProblems(
  { exitCode, output, heard, sent }: Omit<Played, 'proofs' | 'problems'>,
  { protocol }: Stage,
  markers: readonly string[],
): Generator<string> {
  if (exitCode !== 0) yield `exit code ${exitCode}`
  for (const { method, path, status, answer } of heard) {
    if (status >= 400) yield `${method} ${path}: ${status} ${answer.slice(0, 300)}`
  }
  for (const { number, violations } of sent) {
    if (violations.length > 0) yield `request ${number}: ${violations.join('; ')}`
  }
  const missing = markers.filter((marker) => !sent.some(({ body }) => body.includes(marker)))
  if (missing.length > 0) yield `the upstream did not see ${missing.join(', ')}`
  if (!output.includes(`simulated ${protocol} answer`)) yield 'the final text was not printed'
}
