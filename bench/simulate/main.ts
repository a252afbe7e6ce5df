/**
 * Days of traffic before modelled upstreams, under our scheduling modes, what many relays do, and two peers' policies.
 * Prints a table for each workload and fleet, and which of the claims about the modes it bears out; ends with 1 when one
 * of them fails. `--write` puts all of it into docs/scheduling.md, with a picture. See docs/simulate.md.
 *
 * Usage: bun run simulate [--workload NAME|FILE,…] [--fleet NAME|FILE] [--config FILE] [--accounts N,…]
 *        [--clients-for N] [--hours N] [--seed N] [--policies NAME,…] [--check] [--replay request:N|event:N] [--write]
 */
import { intoPage } from '../page.ts'
import type { Observed } from './bounds.ts'
import type { Figures } from './measure.ts'
import { Mistake } from './mistake.ts'
import { readOptions, type Options } from './options.ts'
import { drawDays } from './picture.ts'
import type { Policy } from './policies.ts'
import { replay } from './replay.ts'
import { boundsOfDay, titleOf, writeDay, writeViolation, type Day } from './report.ts'
import { run, Violation, type Scenario } from './run.ts'

type Run = { readonly policy: Policy; readonly scenario: Scenario; readonly isChecked: boolean }

const observe = async (one: Run): Promise<Observed> => {
  const { policy, scenario } = one
  const startedAt = performance.now()
  const figures = await unlessBroken(one)
  const ms = performance.now() - startedAt
  const each = ((ms * 1_000) / figures.requests).toFixed(0)
  console.error(
    `${titleOf(scenario)}: ${policy.name}, ${(ms / 1_000).toFixed(1)} s, ${each} µs a request`,
  )
  return { family: policy.family, figures }
}

/** A broken rule of the house ends everything: what comes after it says nothing. */
const unlessBroken = async ({ policy, scenario, isChecked }: Run): Promise<Figures> => {
  try {
    return await run(policy, scenario, { isChecked })
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown
    throw new Mistake(writeViolation(thrown, policy, scenario))
  }
}

const tellDays = async ({ scenarios, policies, isChecked, writes }: Options): Promise<void> => {
  const days: Day[] = []
  for (const scenario of scenarios) {
    const observed: Observed[] = []
    for (const policy of policies) observed.push(await observe({ policy, scenario, isChecked }))
    const day: Day = { scenario, observed }
    days.push(day)
    console.log(`${writeDay(day)}\n`)
    if (writes) await write(days)
  }
  if (days.flatMap(boundsOfDay).some(({ holds }) => !holds)) process.exitCode = 1
}

/** After every day, so that a run that is cut short leaves what it has seen. */
const write = async (days: readonly Day[]): Promise<void> => {
  await intoPage('simulated', days.map(writeDay).join('\n\n'), 'docs/scheduling.md')
  await Bun.write('docs/scheduling.svg', drawDays(days))
}

const work = async (options: Options): Promise<void> => {
  const { policies, scenarios, replay: wanted } = options
  const [[policy], [scenario]] = [policies, scenarios]
  if (wanted === undefined || policy === undefined || scenario === undefined)
    return tellDays(options)
  console.log((await replay(policy, scenario, wanted)).join('\n'))
}

const [, , ...words] = process.argv
try {
  await work(await readOptions(words))
} catch (thrown) {
  // What is wrong with a file or an option is told in words; a defect with its place.
  if (!(thrown instanceof Mistake)) throw thrown
  console.error(thrown.message)
  process.exitCode = 2
}
