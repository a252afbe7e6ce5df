import { expect, test } from 'bun:test'
import { openCounterWorld } from '../support/counter-world.ts'

test('a count is answered in the client’s protocol, as an estimate, without any account', async () => {
  const world = openCounterWorld()
  world.count()
  await world.settle()
  expect(world.replies.all).toMatchObject([
    {
      type: 'answered',
      exchange: 1,
      account: '',
      channel: 'team',
      attempts: 0,
      status: 200,
      body: '{"input_tokens":9}',
      headers:
        'content-type: application/json\nx-switchyard-warnings: input_tokens: is an estimate made here (o200k_base): the channel team has no counter',
    },
  ])
})

test('there is no thread before the first count, and one for all of them', async () => {
  const world = openCounterWorld()
  await world.settle()
  expect(world.threads).toEqual([])
  world.count({ exchange: 1 })
  world.count({ exchange: 2 })
  await world.settle()
  world.count({ exchange: 3 })
  await world.settle()
  expect([world.threads, world.replies.count('answered')]).toEqual([['counter-1'], 3])
})

test('a thread that nobody needed for five minutes ends, and the next count starts another', async () => {
  const world = openCounterWorld()
  world.count({ exchange: 1 })
  await world.advance(299_000)
  world.count({ exchange: 2 })
  await world.advance(299_000)
  expect(world.closed).toEqual([])
  await world.advance(2_000)
  expect(world.closed).toEqual(['counter-1'])
  world.count({ exchange: 3 })
  await world.settle()
  expect([world.threads.length, world.replies.count('answered')]).toEqual([2, 3])
})

test('counts whose thread is lost are told so, and the next one starts another', async () => {
  const world = openCounterWorld({
    countText: () => {
      if (world.threads.length === 1) world.kill('counter-1')
      return 2
    },
  })
  world.count({ exchange: 1 })
  await world.settle()
  world.count({ exchange: 2 })
  await world.settle()
  expect(world.replies.all).toMatchObject([
    { exchange: 1, type: 'failed', code: 'count_failed', status: 503 },
    { exchange: 2, type: 'answered' },
  ])
})

test('a count whose thread does not start is told why', async () => {
  const world = openCounterWorld({ failures: ['out of memory'] })
  world.count()
  await world.settle()
  expect(world.replies.all).toMatchObject([
    { type: 'failed', code: 'count_failed', message: expect.stringContaining('out of memory') },
  ])
})

test('a text that makes the counting fail fails its own count only', async () => {
  const world = openCounterWorld({
    countText: (text) => {
      if (text.includes('poison')) throw new Error('defect')
      return 1
    },
  })
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'poison' }] })
  world.count({ exchange: 1, body })
  await world.settle()
  world.count({ exchange: 2 })
  await world.settle()
  expect(world.replies.all).toMatchObject([
    { exchange: 1, type: 'failed', status: 503 },
    { exchange: 2, type: 'answered' },
  ])
})

test('more counts than can wait are sent away with a delay', async () => {
  const world = openCounterWorld()
  for (let exchange = 1; exchange <= 257; exchange += 1) world.count({ exchange })
  await world.settle()
  expect([world.replies.count('answered'), world.replies.count('failed')]).toEqual([256, 1])
  expect(await world.replies.next('failed')).toMatchObject({
    exchange: 257,
    code: 'too_many_counts',
    retryAfterMs: 1_000,
  })
  world.count({ exchange: 258 })
  await world.settle()
  expect(world.replies.count('answered')).toBe(257)
})

test('a body that is none of its protocol is refused with the field', async () => {
  const world = openCounterWorld()
  world.count({ exchange: 1, body: '{"model":"m","messages":7}' })
  world.count({ exchange: 2, body: '[]' })
  await world.settle()
  expect(world.replies.all).toMatchObject([
    { type: 'failed', kind: 'client', status: 400, param: 'messages' },
    { type: 'failed', kind: 'client', status: 400, message: 'the body is not a JSON object' },
  ])
})
