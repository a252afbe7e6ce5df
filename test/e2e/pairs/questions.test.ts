import { describe, expect, test } from 'bun:test'
import { tinyPng } from '../../../src/simulator/image.ts'
import { forms } from '../../support/drivers/driver.ts'
import { drivers } from '../../support/drivers/index.ts'
import { pairOptions, placeOf, simulatorOf, toolUpstreams } from '../../support/pair-world.ts'
import { shareWorld } from '../../support/shared-world.ts'

const world = shareWorld(pairOptions)

/** A completion is one text: no client of that protocol has pictures, and its instructions are part of the prompt. */
const asking = drivers.filter(({ protocol }) => protocol !== 'openai-completions')

for (const upstream of toolUpstreams)
  describe(`an upstream of ${upstream.protocol} is shown`, () => {
    for (const driver of asking.filter(({ isBlind }) => isBlind !== true))
      for (const form of forms)
        test(`the picture and the instructions of ${driver.name}: ${form}`, async () => {
          const { journal } = simulatorOf(world(), upstream)
          const question = { system: 'Be brief.', prompt: 'What is this?', picture: tinyPng }
          const { text } = await driver.ask(placeOf(world(), upstream), question, form)
          const body = journal.entries.at(-1)?.body ?? ''
          expect(text).toContain('you wrote “What is this? [')
          expect(body.split(tinyPng)).toHaveLength(2)
          expect(body.split('Be brief.')).toHaveLength(2)
        })
  })
