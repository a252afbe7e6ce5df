import { Type } from '@sinclair/typebox'
import { flag, later, texts, whole, wholes } from './schema-parts.ts'

const watchedModels = [
  'claude-sonnet-4-5',
  'gemini-3-pro-high',
  'gemini-3-flash',
  'gemini-3-pro-image',
]

/** What is done for accounts besides serving requests: top-level keys, as gephyr has them. */
export const schedulerDutiesSchemas = {
  auto_refresh: later(flag('Renews tokens before they end.', true)),
  scheduled_warmup: later(
    Type.Object(
      {
        enabled: flag('Switches it on.', false),
        monitored_models: texts('Models looked at.', watchedModels),
      },
      { description: 'A regular look at the health of tokens.' },
    ),
  ),
  quota_protection: later(
    Type.Object(
      {
        enabled: flag('Switches it on.', false),
        threshold_percentage: whole('Share of the quota left at which an account rests.', 10, {
          minimum: 1,
          maximum: 99,
        }),
        monitored_models: texts('Models looked at.', watchedModels),
      },
      { description: 'Rest of accounts whose quota is nearly used up.' },
    ),
  ),
  pinned_quota_models: later(
    Type.Object(
      { models: texts('Models shown first.', watchedModels) },
      { description: 'Display of quotas.' },
    ),
  ),
  circuit_breaker: Type.Object(
    {
      enabled: flag(
        'Accounts rest after failures for which their upstream asks for no pause, and come back from a rest with one request first. Off: they rest for what is asked alone.',
        true,
      ),
      backoff_steps: wholes(
        'Rests in seconds after quotas found spent in a row, where the upstream does not say when they come back; the last one repeats.',
        [60, 300, 1800, 7200],
        { minimum: 1 },
      ),
    },
    { description: 'Rests of accounts that fail.' },
  ),
}
