import { type Observed, rows } from './report.ts'

type Target = { readonly title: string; readonly bound: number; readonly relativeToFloor: boolean }

/** What Switchyard is to reach, with authentication, scheduling and records on. */
const targets: readonly Target[] = [
  { title: 'CPU per small request', bound: 2, relativeToFloor: true },
  { title: 'CPU per chunk, 10 ms apart', bound: 2, relativeToFloor: true },
  { title: 'CPU per chunk, full speed', bound: 2, relativeToFloor: true },
  { title: 'added p50 at 500/s', bound: 0.5, relativeToFloor: false },
  { title: 'memory at 1,000 open streams', bound: 300, relativeToFloor: false },
]

/** One line a target, each with the figure and whether it is met. */
export const writeTargets = (observed: readonly Observed[]): string =>
  targets.map((target) => `- ${writeTarget(target, observed)}`).join('\n')

const writeTarget = ({ title, bound, relativeToFloor }: Target, observed: readonly Observed[]) => {
  const value = valueOf(title, 'Switchyard', observed)
  const base = relativeToFloor ? valueOf(title, 'floor', observed) : 1
  const unit = relativeToFloor ? '× the floor' : ` ${rows.find((row) => row.title === title)?.unit}`
  const wanted = `${title}: at most ${bound}${unit}`
  if (value === undefined || base === undefined) return `${wanted}: not measured`
  const reached = value / base
  const verdict =
    reached <= bound ? 'met' : `missed by ${((reached / bound - 1) * 100).toFixed(0)} %`
  return `${wanted}: ${reached.toFixed(2)}${unit}, ${verdict}`
}

const valueOf = (title: string, name: Observed['name'], observed: readonly Observed[]) => {
  const one = observed.find((candidate) => candidate.name === name)
  const straight = observed.find((candidate) => candidate.name === 'straight')
  if (one === undefined || straight === undefined) return undefined
  return rows.find((row) => row.title === title)?.value(one, straight)
}
