import { describe, expect, test } from 'bun:test'
import { cannedThought } from '../../../src/simulator/canned.ts'
import { forms, isServed, type Driver } from '../../support/drivers/driver.ts'
import { drivers } from '../../support/drivers/index.ts'
import {
  account,
  pairOptions,
  placeOf,
  simulatorOf,
  toolUpstreams,
  wordsAfter,
  wordsOf,
  type Upstream,
} from '../../support/pair-world.ts'
import { manyAccounts } from '../../support/relay-world.ts'
import { shareWorld } from '../../support/shared-world.ts'
import { allRuns, lastWords, toolboxFor, twoRounds } from '../../support/toolbox.ts'

/** So many that one that has failed once need not be waited for. */
const pool = manyAccounts.map(({ key, name }) => ({ id: name, secret: key }))

const world = shareWorld({
  accounts: [...(pairOptions.accounts ?? []), ...manyAccounts],
  channels: (usual, simulators) => [
    ...(pairOptions.channels?.(usual, simulators) ?? []),
    ...toolUpstreams.map(({ protocol, vendor, thinkingModel = '' }) => ({
      id: `pool-${protocol}`,
      settings: { base_url: simulators[vendor].url, protocol, models: [thinkingModel] },
      credentials: pool,
    })),
  ],
})

/** How upstreams prove a thought. Each simulated account takes back what it has issued itself, and nothing else. */
const proofs = {
  'openai-responses': /"encrypted_content":"[^"]/g,
  anthropic: /"signature":"[^"]/g,
  gemini: /"thoughtSignature":"(?!skip_thought_signature_validator")/g,
} as const

const provable = toolUpstreams.flatMap((upstream) =>
  upstream.protocol in proofs
    ? [{ ...upstream, proof: proofs[upstream.protocol as keyof typeof proofs] }]
    : [],
)

const thinkers = drivers.filter((driver) => driver.isThoughtless !== true)

/** Gemini proves calls, all others thoughts. */
const givesBack = (driver: Driver, upstream: Upstream): boolean =>
  driver.dropsProofs !== true || upstream.protocol === 'gemini'

describe('thoughts around two rounds of tools', () => {
  for (const { proof, ...upstream } of provable)
    for (const form of forms)
      for (const driver of thinkers.filter((one) =>
        isServed(one, upstream.protocol, { task: 'loop', form }),
      ))
        test(`of ${upstream.protocol}, for ${driver.name}: ${form}`, async () => {
          const simulator = simulatorOf(world(), upstream)
          const { tools, runs } = toolboxFor(simulator)
          const before = simulator.journal.entries.length
          const place = { ...placeOf(world(), upstream), model: upstream.thinkingModel ?? '' }
          const question = { prompt: twoRounds, tools, thinks: true } as const
          const told = await driver.loop?.(place, question, form)
          expect<unknown>(runs).toEqual(allRuns)
          expect(told?.text).toBe(wordsAfter(upstream, driver, lastWords))
          const bodies = simulator.journal.entries.slice(before).map(({ body }) => body)
          expect(bodies.map((body) => body.match(proof)?.length ?? 0)).toEqual(
            givesBack(driver, upstream) ? [0, 1, 2] : [0, 0, 0],
          )
        })
})

describe('thoughts are shown', () => {
  for (const upstream of provable)
    for (const { name, ask, miscountsStreams } of thinkers.filter(
      (driver) => driver.protocol !== 'openai-chat',
    ))
      for (const form of forms)
        test(`${upstream.protocol}'s by ${name}: ${form}`, async () => {
          const place = { ...placeOf(world(), upstream), model: upstream.thinkingModel ?? '' }
          const { text, thoughts, usage } = await ask(
            place,
            { prompt: 'Say one.', thinks: true },
            form,
          )
          const thought = cannedThought({ protocol: upstream.protocol, account })
          const words = wordsOf(upstream, 'Say one.')
          expect({ text, thoughts }).toEqual({ text: words, thoughts: thought })
          if (form === 'whole' || miscountsStreams !== true)
            expect(usage.output).toBe(`${thought} ${words}`.match(/\S+/g)?.length ?? 0)
        })
})

/** Between sides of one protocol the bytes pass as they are. */
const isTranslated = (driver: Driver, upstream: Upstream): boolean =>
  driver.protocol !== upstream.protocol

describe('an account that takes over gets no proofs of the other', () => {
  for (const { proof, ...upstream } of provable)
    for (const driver of thinkers.filter((one) => isTranslated(one, upstream)))
      test(`of ${upstream.protocol}, for ${driver.name}`, async () => {
        const simulator = simulatorOf(world(), upstream)
        const { journal } = simulator
        const before = journal.entries.length
        const weather = {
          name: 'weather',
          description: 'What it is like outside.',
          schema: { type: 'object', properties: { city: { type: 'string' } } },
          run: () => {
            const asked = journal.entries.at(-1)?.account ?? ''
            simulator.program({ account: asked, fault: { type: 'reset' } })
            return 'sunny'
          },
        }
        const question = {
          prompt: `By ${driver.name}: call the tool weather with {"city":"Paris"}`,
          tools: [weather],
          thinks: true,
        } as const
        const address = `${world().url}/pool-${upstream.protocol}`
        const place = { address, model: upstream.thinkingModel ?? '' }
        const told = await driver.loop?.(place, question, 'whole')
        const [first, failed, taken] = journal.entries.slice(before)
        expect(told?.text).toContain('Your tools answered “sunny”')
        expect(failed?.account).toBe(first?.account ?? '')
        expect(taken?.account).not.toBe(first?.account ?? '')
        expect([failed, taken].map((entry) => entry?.body.match(proof)?.length ?? 0)).toEqual([
          givesBack(driver, upstream) ? 1 : 0,
          0,
        ])
      })
})
