import { describe, expect, test } from 'bun:test'
import { forms, isServed } from '../../support/drivers/driver.ts'
import { drivers, official } from '../../support/drivers/index.ts'
import { account, toolUpstreams, upstreams, wordsOf } from '../../support/pair-world.ts'
import { shareWorld } from '../../support/shared-world.ts'
import { allRuns, toolboxFor, twoRounds } from '../../support/toolbox.ts'

const ways = ['streams', 'whole'] as const

/** Upstreams that answer in one form alone, whatever they are asked for. */
const world = shareWorld({
  accounts: [{ key: 'sk-simulated-one', name: account }],
  channels: (_, simulators) =>
    ways.flatMap((answers) =>
      upstreams.map(({ protocol, vendor }) => ({
        id: `${answers}-${protocol}`,
        settings: { base_url: simulators[vendor].url, protocol, answers },
        credentials: [{ id: account, secret: 'sk-simulated-one' }],
      })),
    ),
})

for (const answers of ways)
  for (const upstream of upstreams)
    describe(`an upstream of ${upstream.protocol} that answers by ${answers} alone`, () => {
      const place = () => ({
        address: `${world().url}/${answers}-${upstream.protocol}`,
        model: upstream.model,
      })

      for (const form of forms)
        for (const driver of drivers)
          test(`is heard by ${driver.name}: ${form}`, async () => {
            const { text, stop } = await driver.ask(place(), { prompt: 'Say one.' }, form)
            expect({ text, stop }).toEqual({
              text: wordsOf(upstream, 'Say one.'),
              stop: driver.ends.done,
            })
          })

      for (const form of toolUpstreams.includes(upstream) ? forms : [])
        for (const { name, loop } of official.filter((one) =>
          isServed(one, upstream.protocol, { task: 'loop', form }),
        ))
          test(`calls the tools of ${name}: ${form}`, async () => {
            const { tools, runs } = toolboxFor(world()[upstream.vendor])
            const told = await loop?.(place(), { prompt: twoRounds, tools }, form)
            expect<unknown>(runs).toEqual(allRuns)
            expect(told?.text).toContain('Your tools answered “noon”')
          })
    })
