import { expect, test } from 'bun:test'
import { openAccountWorld } from '../support/account-world.ts'
import { whole } from '../support/raw-upstream.ts'

const settledAfter = async (bytes: string) => {
  await using world = await openAccountWorld({ respond: (request) => request.write(bytes) })
  world.order({ exchange: 1 })
  return await world.reports.next('settled')
}

test.each([
  [401, 503],
  [403, 503],
  [429, 429],
  [500, 502],
  [529, 529],
  [400, 400],
])('a refusal with %d is told with its own status besides the client’s', async (told, status) => {
  const report = await settledAfter(whole(told, '{"error":{"message":"no"}}'))
  expect(report).toMatchObject({ upstreamStatus: told, status })
})

test('an error in what should be an answer is told with the status of the answer', async () => {
  const report = await settledAfter(whole(200, '{"error":{"message":"no","type":"rate_limit"}}'))
  expect(report).toMatchObject({ upstreamStatus: 200, kind: 'rate_limited' })
})

test('what is answered has no status to be told', async () => {
  const report = await settledAfter(whole(200, '{"object":"chat.completion"}'))
  expect(report).toMatchObject({ upstreamStatus: 0, outcome: 'served' })
})

test('an upstream that answers nothing has no status', async () => {
  await using world = await openAccountWorld({ respond: (request) => request.reset() })
  world.order({ exchange: 1 })
  expect(await world.reports.next('settled')).toMatchObject({
    upstreamStatus: 0,
    outcome: 'failed',
  })
})
