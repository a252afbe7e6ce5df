import type { Policy } from './policies.ts'
import type { Scenario } from './run.ts'

/** What gives the very same run again. */
export const commandOf = (
  { asked, accounts, hours, seed }: Scenario,
  { name, config }: Policy,
): string =>
  [
    'bun run simulate',
    `--workload ${quoted(asked.workload)}`,
    ...(asked.fleet === undefined ? [] : [`--fleet ${quoted(asked.fleet)}`]),
    `--accounts ${accounts}`,
    ...(asked.clientsFor === undefined ? [] : [`--clients-for ${asked.clientsFor}`]),
    `--hours ${hours}`,
    `--seed ${seed}`,
    ...(config === undefined ? [] : [`--config ${quoted(config)}`]),
    `--policies ${quoted(name)}`,
  ].join(' ')

const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word}'`)

/** Of a run: days, hours, minutes and seconds since its beginning. */
export const instantOf = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000)
  const parts = [seconds / 3_600, (seconds / 60) % 60, seconds % 60]
  const clock = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')
  return `${clock}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`
}
