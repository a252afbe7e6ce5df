import { describe, expect, test } from 'bun:test'
import { forms, isServed, type Place } from '../../support/drivers/driver.ts'
import { drivers, official } from '../../support/drivers/index.ts'
import { movingPlace } from '../../support/moving-place.ts'
import {
  pairOptions,
  placeOf,
  simulatorOf,
  toolUpstreams,
  type Upstream,
} from '../../support/pair-world.ts'
import { shareWorld } from '../../support/shared-world.ts'
import { allRuns, toolboxFor, twoRounds } from '../../support/toolbox.ts'

const world = shareWorld(pairOptions)

const thinkingAt = ({ thinkingModel = '', ...upstream }: Upstream): Place => ({
  ...placeOf(world(), upstream),
  model: thinkingModel,
})

/** What one upstream has thought and called, another goes on with: ids and names it knows, and no proofs but its own. */
for (const from of toolUpstreams)
  for (const to of toolUpstreams.filter((upstream) => upstream !== from))
    describe(`a turn moves from ${from.protocol} to ${to.protocol}`, () => {
      for (const form of forms)
        for (const { name, loop, isThoughtless } of (form === 'whole' ? drivers : official)
          .filter((driver) => isServed(driver, from.protocol, { task: 'loop', form }))
          .filter((driver) => isServed(driver, to.protocol, { task: 'loop', form }))
          .filter(
            ({ protocol, repeatsThoughts }) => !(repeatsThoughts && protocol === to.protocol),
          ))
          test(`between two rounds of the tools of ${name}: ${form}`, async () => {
            await using place = movingPlace([thinkingAt(from), thinkingAt(to)])
            const { tools, runs } = toolboxFor(simulatorOf(world(), to))
            const question = { prompt: twoRounds, tools }
            const thinking =
              isThoughtless === true ? question : { ...question, thinks: true as const }
            const told = await loop?.(place, thinking, form)
            expect<unknown>(runs).toEqual(allRuns)
            expect(told?.text).toContain(`simulated ${to.protocol} answer`)
            expect(told?.text).toContain('noon')
          })
    })
