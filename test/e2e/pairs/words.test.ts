import { describe, expect, test } from 'bun:test'
import type { ProtocolId } from '../../../src/protocol/protocol.ts'
import { forms, type Driver, type Form } from '../../support/drivers/driver.ts'
import { drivers } from '../../support/drivers/index.ts'
import { pairOptions, placeOf, upstreams, wordsOf } from '../../support/pair-world.ts'
import { shareWorld } from '../../support/shared-world.ts'

const world = shareWorld(pairOptions)

const prompt = 'Say one.'

/** The simulated vendors count words; the role is a word where messages have one. */
const read: Readonly<Record<ProtocolId, number>> = {
  'openai-chat': 3,
  'openai-responses': 2,
  'openai-completions': 2,
  anthropic: 3,
  gemini: 3,
}

const isCounted = ({ miscountsStreams }: Driver, form: Form): boolean =>
  form === 'whole' || miscountsStreams !== true

const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0

for (const upstream of upstreams)
  for (const driver of drivers)
    describe(`${driver.name} at an upstream of ${upstream.protocol}`, () => {
      for (const form of forms) {
        test(`tells the upstream's words, end and usage: ${form}`, async () => {
          const { usage, ...told } = await driver.ask(placeOf(world(), upstream), { prompt }, form)
          const text = wordsOf(upstream, prompt)
          expect(told).toEqual({ text, thoughts: '', stop: driver.ends.done })
          if (isCounted(driver, form))
            expect(usage).toEqual({ input: read[upstream.protocol], output: countWords(text) })
        })

        test(`ends where its limit of tokens is: ${form}`, async () => {
          const question = { prompt, maxTokens: 16 }
          const { text, stop, usage } = await driver.ask(placeOf(world(), upstream), question, form)
          expect(stop).toBe(driver.ends.cut)
          if (isCounted(driver, form)) expect(usage.output).toBe(16)
          expect(wordsOf(upstream, prompt)).toStartWith(text)
          expect(countWords(text)).toBe(16)
        })
      }
    })

/** Responses have no such field, so neither its clients nor its upstreams know of them. */
const stoppable = ({ protocol }: { readonly protocol: ProtocolId }): boolean =>
  protocol !== 'openai-responses'

for (const upstream of upstreams.filter(stoppable))
  for (const driver of drivers.filter(stoppable))
    for (const form of forms)
      test(`${driver.name} stops an upstream of ${upstream.protocol} at a sequence: ${form}`, async () => {
        const question = { prompt, stop: 'wrote' }
        const { text } = await driver.ask(placeOf(world(), upstream), question, form)
        expect(text).toBe(`simulated ${upstream.protocol} answer from one: you`)
      })
