import { expect, test } from 'bun:test'
import { openOurs } from '../../bench/simulate/ours.ts'
import type { Policy } from '../../bench/simulate/policies.ts'
import { run } from '../../bench/simulate/run.ts'
import { readScenario } from '../../bench/simulate/scenarios.ts'
import type { Spectator } from '../../bench/simulate/spectator.ts'
import { modes, type Mode } from '../../src/scheduler/mode/index.ts'

/** Of the smaller accounts of the fleet. */
const SMALL = 30_000

const policyOf = (mode: Mode): Policy => ({
  name: mode.name,
  family: 'ours',
  maxWaitMs: 60_000,
  open: (world) => openOurs({ ...world, mode, rules: { maxWaitMs: 60_000 } }),
})

/** Eight small accounts and two large ones. */
const day = { accounts: 10, hours: 3, seed: 1, fleet: 'tiers' }
const documents = `${import.meta.dir}/../../bench/simulate/workloads/documents.toml`

/** What becomes of long prompts, and who rests. */
const openWatch = () => {
  const seen = { long: 0, servedBySmall: 0, refusedInVain: 0, rests: 0 }
  const spectator: Spectator = {
    arrived: ({ inputTokens }) => void (seen.long += Number(inputTokens > SMALL)),
    asked: ({ request, account, taken }) => {
      const isSmall = account.model.tokensPerMinute === SMALL
      if (request.inputTokens <= SMALL || !isSmall) return
      if (taken.type === 'served') seen.servedBySmall += 1
      else seen.refusedInVain += 1
    },
    rested: (_account, cooldowns) => void (seen.rests += cooldowns.length),
  }
  return { seen, spectator }
}

test.each(Object.values(modes))(
  '$name: long prompts go to the large accounts, and nobody rests for them',
  async (mode) => {
    const { seen, spectator } = openWatch()
    const viewing = { isChecked: true, spectator: () => spectator }
    const scenario = await readScenario(documents, day)
    const { requests, served, refused } = await run(policyOf(mode), scenario, viewing)
    expect(seen.long).toBeGreaterThan(100)
    expect({ served, refused }).toEqual({ served: requests, refused: 0 })
    // Until an account has told of its limit it may be asked once.
    expect(seen.refusedInVain).toBeLessThanOrEqual(8)
    expect({ ...seen, long: 0, refusedInVain: 0 }).toEqual({
      long: 0,
      servedBySmall: 0,
      refusedInVain: 0,
      rests: 0,
    })
  },
)
