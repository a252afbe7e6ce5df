import { describe, expect, test } from 'bun:test'
import { anthropicThread } from '../../support/drivers/anthropic.ts'
import { forms, isServed } from '../../support/drivers/driver.ts'
import { drivers } from '../../support/drivers/index.ts'
import {
  pairOptions,
  placeOf,
  simulatorOf,
  toolUpstreams,
  wordsAfter,
} from '../../support/pair-world.ts'
import { shareWorld } from '../../support/shared-world.ts'
import { allRuns, lastWords, toolboxFor, twoRounds } from '../../support/toolbox.ts'

const task = 'loop'

const world = shareWorld(pairOptions)

for (const upstream of toolUpstreams)
  describe(`two rounds of tools at an upstream of ${upstream.protocol}`, () => {
    for (const form of forms)
      for (const driver of drivers.filter((one) =>
        isServed(one, upstream.protocol, { task, form }),
      ))
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
