import { describe, expect, test } from 'bun:test'
import { anthropicThread } from '../../support/drivers/anthropic.ts'
import { forms, type Driver, type Form } from '../../support/drivers/driver.ts'
import { google } from '../../support/drivers/google.ts'
import { drivers } from '../../support/drivers/index.ts'
import {
  pairOptions,
  placeOf,
  simulatorOf,
  toolUpstreams,
  type Upstream,
  wordsAfter,
} from '../../support/pair-world.ts'
import { shareWorld } from '../../support/shared-world.ts'
import { allRuns, lastWords, toolboxFor, twoRounds } from '../../support/toolbox.ts'

const world = shareWorld(pairOptions)

/**
 * The loop of Google's SDK gives each piece of a stream back as a turn of its own, also the last one, which says
 * nothing: Google refuses such a turn, and untouched it reaches it.
 */
const sendsBlanks = (driver: Driver, upstream: Upstream, form: Form): boolean =>
  driver === google && upstream.protocol === 'gemini' && form === 'stream'

for (const upstream of toolUpstreams)
  describe(`two rounds of tools at an upstream of ${upstream.protocol}`, () => {
    for (const driver of drivers.filter(({ loop }) => loop !== undefined))
      for (const form of forms.filter((way) => !sendsBlanks(driver, upstream, way)))
        test(`by the loop of ${driver.name}: ${form}`, async () => {
          const { tools, runs } = toolboxFor(simulatorOf(world(), upstream))
          const question = { prompt: twoRounds, tools }
          const told = await driver.loop?.(placeOf(world(), upstream), question, form)
          expect<unknown>(runs).toEqual(allRuns)
          expect(told?.text).toBe(wordsAfter(upstream, driver, lastWords))
        })
  })

describe('the threads of Anthropic, which its SDK asks for unless it is told not to', () => {
  for (const upstream of toolUpstreams.filter(({ protocol }) => protocol !== 'anthropic'))
    for (const form of forms)
      test(`are done without at an upstream of ${upstream.protocol}: ${form}`, async () => {
        const { tools, runs } = toolboxFor(simulatorOf(world(), upstream))
        const question = { prompt: twoRounds, tools }
        const told = await anthropicThread.loop?.(placeOf(world(), upstream), question, form)
        expect<unknown>(runs).toEqual(allRuns)
        expect(told?.text).toBe(wordsAfter(upstream, anthropicThread, lastWords))
      })
})
