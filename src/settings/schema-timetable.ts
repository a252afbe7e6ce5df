import { Type } from '@sinclair/typebox'
import { whole } from './schema-parts.ts'

const seconds = (description: string, value: number) =>
  whole(description, value, { minimum: 0, maximum: 86_400 })

const milliseconds = (description: string, value: number) =>
  whole(description, value, { minimum: 0, maximum: 600_000 })

/** In gephyr's names, which its environment variables have. The ends of a range may stand the wrong way round. */
export const timetableSchema = Type.Object(
  {
    scheduler_refresh_jitter_min_seconds: seconds(
      'Added to the beginning of each run over all accounts, at least.',
      30,
    ),
    scheduler_refresh_jitter_max_seconds: seconds('The same, at most; 0: nothing is added.', 120),
    scheduler_account_refresh_min_seconds: seconds(
      'Between two accounts of a run, at least; less where they are so many that the run would take more than half of the time until the next one.',
      5,
    ),
    scheduler_account_refresh_max_seconds: seconds('The same, at most.', 30),
    account_refresh_stagger_min_ms: milliseconds(
      "Each account's own part in a run, always the same for the same name, at least.",
      250,
    ),
    account_refresh_stagger_max_ms: milliseconds('The same, at most.', 1_500),
    startup_health_delay_min_seconds: seconds(
      'How long an account that has come back (its thread was lost) is left alone before it is asked anything, at least. What has never been asked is asked at once.',
      2,
    ),
    startup_health_delay_max_seconds: seconds('The same, at most.', 8),
    startup_health_max_concurrent_refreshes: whole(
      'Accounts that are asked at once, at the start and later.',
      5,
      { minimum: 1, maximum: 32 },
    ),
    startup_health_jitter_min_ms: milliseconds(
      'Added to that, anew for each account, at least.',
      150,
    ),
    startup_health_jitter_max_ms: milliseconds('The same, at most.', 1_200),
  },
  { description: 'When recurring work for accounts is done.' },
)
