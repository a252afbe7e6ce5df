import { expect, test } from 'bun:test'
import { tinyPng } from '../../../src/simulator/image.ts'
import { complaintOf } from '../../support/drivers/complaint.ts'
import type { Driver } from '../../support/drivers/driver.ts'
import { drivers } from '../../support/drivers/index.ts'
import { pairOptions, placeOf, upstreams } from '../../support/pair-world.ts'
import type { Tool } from '../../support/drivers/driver.ts'
import { shareWorld } from '../../support/shared-world.ts'

const world = shareWorld(pairOptions)

const completions = upstreams.filter(({ protocol }) => protocol === 'openai-completions')
const responses = upstreams.filter(({ protocol }) => protocol === 'openai-responses')
const asking = drivers.filter(({ protocol }) => protocol !== 'openai-completions')

const weather: Tool = {
  name: 'weather',
  description: 'What it is like outside.',
  schema: { type: 'object', properties: {} },
  run: () => 'sunny',
}

const refused = ({ errors }: Driver, field: RegExp) => ({
  kind: errors.refused,
  status: 400,
  message: expect.stringMatching(field),
})

for (const upstream of completions)
  for (const driver of asking) {
    test(`${driver.name} is told that completions take no tools`, async () => {
      const question = { prompt: 'Say one.', tools: [weather] }
      const asked = driver.loop?.(placeOf(world(), upstream), question, 'whole')
      expect(await complaintOf(asked)).toMatchObject(refused(driver, /tools: cannot be offered/))
    })

    test(`${driver.name} is told that completions fill in no forms`, async () => {
      const asked = driver.fill?.(placeOf(world(), upstream), 'Report.', 'whole')
      expect(await complaintOf(asked)).toMatchObject(
        refused(driver, /(tools|ormat|responseMimeType): /),
      )
    })
  }

for (const upstream of completions)
  for (const driver of asking.filter(({ isBlind }) => isBlind !== true))
    test(`${driver.name} is told that completions see no pictures`, async () => {
      const question = { prompt: 'What is this?', picture: tinyPng }
      const asked = driver.ask(placeOf(world(), upstream), question, 'whole')
      expect(await complaintOf(asked)).toMatchObject(refused(driver, /(messages|contents|input)/))
    })

for (const upstream of responses)
  for (const driver of drivers.filter(({ protocol }) => protocol !== upstream.protocol))
    test(`${driver.name} is told that responses do not stop at sequences`, async () => {
      const asked = driver.ask(placeOf(world(), upstream), { prompt: 'A', stop: 'you' }, 'whole')
      expect(await complaintOf(asked)).toMatchObject(refused(driver, /stop/))
    })
