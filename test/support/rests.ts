import type { RestRules } from '../../src/account/messages.ts'

/** As the settings have it when nobody says otherwise. */
export const usualRests: RestRules = {
  isEnabled: true,
  quotaStepsMs: [60_000, 300_000, 1_800_000, 7_200_000],
}
