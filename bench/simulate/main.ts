/**
 * Days of traffic before modelled upstreams, under our scheduling modes, what many relays do, and two peers' policies.
 * Prints a table for each workload and fleet, and which of the claims about the modes it bears out; ends with 1 when one
 * of them fails. `--write` puts all of it into docs/scheduling.md, with a picture. See docs/simulate.md.
 */
import { intoPage } from '../page.ts'
import type { Observed } from './bounds.ts'
import { jobOf, Jobs, type Job } from './jobs.ts'
import { Mistake } from './mistake.ts'
import { asksForHelp, readOptions, type Options } from './options.ts'
import { drawDays } from './picture.ts'
import type { Policy } from './policies.ts'
import { replay } from './replay.ts'
import { boundsOfDay, titleOf, writeDay, writeDays, type Day } from './report.ts'
import { usage } from './usage.ts'

const observe = async (jobs: Jobs, policy: Policy, job: Job): Promise<Observed> => {
  const { figures, ms } = await jobs.do(job)
  const each = ((ms * 1_000) / Math.max(1, figures.requests)).toFixed(0)
  console.error(
    `${titleOf(job.scenario)}: ${policy.name}, ${(ms / 1_000).toFixed(1)} s, ${each} µs a request`,
  )
  return { family: policy.family, figures }
}

const tellDays = async (options: Options): Promise<void> => {
  const { scenarios, policies, isChecked, threads, writes } = options
  const jobs = new Jobs(threads)
  // All are given at once: what can be done beside the day that is told of next is done meanwhile.
  const begun = scenarios.map((seeds) =>
    seeds.map((scenario) =>
      policies.map((policy) => observe(jobs, policy, jobOf(policy, scenario, isChecked))),
    ),
  )
  const days: Day[] = []
  for (const [index, seeds] of scenarios.entries()) {
    const alike: Day[] = []
    for (const [at, scenario] of seeds.entries())
      alike.push({ scenario, observed: await Promise.all(begun[index]?.[at] ?? []) })
    days.push(...alike)
    console.log(`${writeDays(alike)}\n`)
    if (writes) await write(days)
  }
  jobs.close()
  if (days.flatMap(boundsOfDay).some(({ holds }) => !holds)) process.exitCode = 1
}

const tellCost = (): void => {
  const { user, system } = process.cpuUsage()
  const [wall, cpu] = [process.uptime(), (user + system) / 1_000_000]
  console.error(`${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of processors`)
}

/** After every day, so that a run that is cut short leaves what it has seen. */
const write = async (days: readonly Day[]): Promise<void> => {
  await intoPage('simulated', days.map(writeDay).join('\n\n'), 'docs/scheduling.md')
  await Bun.write('docs/scheduling.svg', drawDays(days))
}

const work = async (options: Options): Promise<void> => {
  const { policies, scenarios, replay: wanted } = options
  const [policy] = policies
  const [scenario] = scenarios.flat()
  if (wanted === undefined || policy === undefined || scenario === undefined)
    return tellDays(options).finally(tellCost)
  console.log((await replay(policy, scenario, wanted)).join('\n'))
}

const [, , ...words] = process.argv
try {
  if (asksForHelp(words)) console.log(usage)
  else await work(await readOptions(words))
} catch (thrown) {
  // What is wrong with a file or an option is told in words; a defect with its place.
  if (!(thrown instanceof Mistake)) throw thrown
  console.error(thrown.message)
  // Other runs may be under way.
  process.exit(2)
}
