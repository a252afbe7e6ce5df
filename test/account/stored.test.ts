import { expect, test } from 'bun:test'
import { storedScope } from '../../src/account/cooldown.ts'
import type { Order } from '../../src/exchange/messages.ts'
import { openAccountWorld } from '../support/account-world.ts'
import { whole, type RawRequest } from '../support/raw-upstream.ts'

const aboutStored = {
  protocol: 'openai-responses',
  operation: 'cancel',
  model: '',
  resource: 'resp_1',
} satisfies Partial<Order>

const limited = (request: RawRequest) => request.write(whole(429, '{"error":{"message":"Slow."}}'))

test('a limit on requests about stored answers rests no model', async () => {
  await using world = await openAccountWorld({ respond: limited })
  world.order({ exchange: 1, ...aboutStored })
  await world.reports.next('settled')
  expect(world.statusNow().cooldowns).toMatchObject([{ model: storedScope }])
  world.order({ exchange: 2, ...aboutStored })
  expect(await world.reports.next('declined')).toMatchObject({ exchange: 2, reason: 'cooling' })
  world.order({ exchange: 3 })
  expect(await world.reports.next('settled')).toMatchObject({ exchange: 3 })
})

test('what an answer may be asked for by is told before the answer', async () => {
  const body = '{"object":"response","id":"resp_1","output":[{"type":"message","id":"msg_1"}]}'
  await using world = await openAccountWorld({ respond: (one) => one.write(whole(200, body)) })
  world.order({ exchange: 1, protocol: 'openai-responses' })
  await world.reports.next('settled')
  expect(world.reports.all.filter(({ type }) => type !== 'started')).toMatchObject([
    { type: 'made', exchange: 1, account: 'openai/one', ids: 'resp_1\nmsg_1', isKept: true },
    { type: 'settled', exchange: 1 },
  ])
})
