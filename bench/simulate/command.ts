import type { Policy } from './policies.ts'
import type { Scenario } from './run.ts'

/** What gives the very same run again. */
export const commandOf = ({ source, accounts, hours, seed }: Scenario, policy: Policy): string =>
  [
    'bun run simulate',
    `--workload ${quoted(source)}`,
    `--accounts ${accounts}`,
    `--hours ${hours}`,
    `--seed ${seed}`,
    `--policies ${quoted(policy.name)}`,
  ].join(' ')

const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word}'`)

/** Of a run: days, hours, minutes and seconds since its beginning. */
export const instantOf = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000)
  const parts = [seconds / 3_600, (seconds / 60) % 60, seconds % 60]
  const clock = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')
  return `${clock}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`
}
