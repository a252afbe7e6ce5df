import { describe, expect, test } from 'bun:test'
import type { Fault } from '../../../src/simulator/index.ts'
import { complaintOf } from '../../support/drivers/complaint.ts'
import type { Driver } from '../../support/drivers/driver.ts'
import { drivers } from '../../support/drivers/index.ts'
import { placeOf, upstreams, type Upstream } from '../../support/pair-world.ts'
import { manyAccounts } from '../../support/relay-world.ts'
import { shareWorld } from '../../support/shared-world.ts'

const nameOf = (driver: Driver, { protocol }: Upstream): string =>
  `${driver.name.replaceAll(' ', '-')}-${protocol}`

const key = 'sk-simulated-one'

/** For each pair an account of its own, since one that was told to wait rests; and many for answers that break off. */
const world = shareWorld({
  accounts: [{ key, name: 'one' }, ...manyAccounts],
  channels: (_, simulators) =>
    upstreams.flatMap((upstream) => {
      const { protocol, vendor, model } = upstream
      const settings = { base_url: simulators[vendor].url, protocol, models: [model] }
      const single = [{ id: 'one', secret: key }]
      const many = manyAccounts.map(({ key: secret, name: id }) => ({ id, secret }))
      return [
        { id: `to-${protocol}`, settings, credentials: many },
        ...drivers.map((one) => ({ id: nameOf(one, upstream), settings, credentials: single })),
      ]
    }),
})

const ask = async (
  driver: Driver,
  upstream: Upstream,
  { fault, form }: { readonly fault: Fault; readonly form: 'whole' | 'stream' },
) => {
  world()[upstream.vendor].program({ fault })
  const isWait = fault.type === 'status' && fault.status === 429
  const place = {
    ...placeOf(world(), upstream),
    ...(isWait ? { address: `${world().url}/${nameOf(driver, upstream)}` } : {}),
  }
  return complaintOf(driver.ask(place, { prompt: 'Say one.' }, form))
}

const requestIdOf = ({ protocol, errors }: Driver): unknown =>
  protocol === 'gemini' && errors.refused !== 'APICallError' ? undefined : expect.any(String)

for (const upstream of upstreams)
  describe(`what goes wrong at an upstream of ${upstream.protocol}`, () => {
    for (const driver of drivers) {
      test(`a refusal is told by ${driver.name}`, async () => {
        const fault = { type: 'status', status: 400, message: 'Not so.' } as const
        expect(await ask(driver, upstream, { fault, form: 'whole' })).toEqual({
          kind: driver.errors.refused,
          status: 400,
          message: expect.stringContaining('Not so.'),
          requestId: requestIdOf(driver),
        })
      })

      test(`a rate limit is told by ${driver.name}`, async () => {
        const retry = { type: 'seconds', seconds: 900 } as const
        const fault = { type: 'status', status: 429, retry } as const
        expect(await ask(driver, upstream, { fault, form: 'whole' })).toEqual({
          kind: driver.errors.limited,
          status: 429,
          message: expect.stringContaining('free again in 900 s'),
          requestId: requestIdOf(driver),
        })
      })
    }

    for (const driver of drivers.filter(({ errors }) => errors.broken !== undefined)) {
      test(`a stream that is cut is told by ${driver.name}`, async () => {
        const fault = { type: 'cut', afterEvents: 4, at: 'half-event', by: 'end' } as const
        expect(await ask(driver, upstream, { fault, form: 'stream' })).toMatchObject({
          kind: driver.errors.broken,
          message: expect.stringContaining('closed the stream before its answer was complete'),
        })
      })

      test(`a stream that fails is told by ${driver.name}`, async () => {
        const fault = { type: 'error-event', at: { afterEvents: 4 } } as const
        expect(await ask(driver, upstream, { fault, form: 'stream' })).toMatchObject({
          kind: driver.errors.broken,
          message: expect.stringContaining('Simulated failure inside the stream: overloaded.'),
        })
      })
    }
  })
