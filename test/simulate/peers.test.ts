import { expect, test } from 'bun:test'
import { seededRandom } from '../../src/actor/index.ts'
import { VirtualClock } from '../../src/actor/virtual-clock.ts'
import type { PeerWorld } from '../../bench/simulate/peers/attempt.ts'
import { openGephyr, type GephyrMode } from '../../bench/simulate/peers/gephyr.ts'
import { openGproxy } from '../../bench/simulate/peers/gproxy.ts'
import type { Relay, SimulatedAnswer, SimulatedRequest } from '../../bench/simulate/request.ts'
import { tellAll } from '../../bench/simulate/spectator.ts'
import { UpstreamAccount, type AccountModel } from '../../bench/simulate/upstream.ts'
import { shortRequest, unlimitedModel } from '../support/modelled-account.ts'

/** A peer before upstreams, and what it asks of them and answers. */
const openWorld = (
  open: (world: PeerWorld) => Relay,
  models: readonly (Partial<AccountModel> & { readonly id: string })[],
) => {
  const clock = new VirtualClock()
  const asked: string[] = []
  const answers: SimulatedAnswer[] = []
  const accounts = models.map(
    (model) => new UpstreamAccount({ ...unlimitedModel, ...model }, seededRandom(1)),
  )
  const relay = open({
    clock,
    accounts: new Map(accounts.map((account) => [account.model.id, account])),
    random: seededRandom(1),
    watch: tellAll([
      { asked: ({ account }) => void asked.push(`${account.model.id} ${clock.monotonic()}`) },
    ]),
  })
  return {
    asked,
    answers,
    send: (over: Partial<SimulatedRequest> = {}): void =>
      relay.send({ ...shortRequest, ...over }, (answer) => void answers.push(answer)),
    passTo: (ms: number): void => {
      for (let next = clock.nextAt(); next !== undefined && next <= ms; next = clock.nextAt())
        clock.moveTo(next)
      clock.moveTo(ms)
    },
  }
}

const gephyr = (mode: GephyrMode) => (world: PeerWorld) => openGephyr(world, mode)

test('gephyr tries another account at once, without the delay that it keeps before a retry', () => {
  const world = openWorld(gephyr('performance_first'), [
    { id: 'a', outage: [0, 90_000] },
    { id: 'b' },
  ])
  world.send()
  world.send({ id: 2 })
  world.passTo(1_000)
  expect(world.asked.slice(world.asked.indexOf('a 0'))).toEqual(['a 0', 'b 80'])
})

test('gephyr sleeps before a retry when nobody else is free, and is refused by nobody in between', () => {
  const world = openWorld(gephyr('balance'), [{ id: 'a', concurrency: 1 }])
  world.send()
  world.send({ id: 2 })
  world.passTo(10_000)
  expect(world.asked).toEqual(['a 0', 'a 0', 'a 2080'])
  expect(world.answers.map(({ type }) => type)).toEqual(['served', 'served'])
})

test('gephyr refuses at once when the first account is free again in more than two seconds', () => {
  const world = openWorld(gephyr('balance'), [{ id: 'a', requestsPerMinute: 1 }])
  world.send()
  world.passTo(1_000)
  world.send({ id: 2 })
  world.passTo(40_000)
  world.send({ id: 3 })
  expect(world.asked).toEqual(['a 0', 'a 1000'])
  expect(world.answers.slice(1)).toEqual([
    { type: 'refused', reason: 'all accounts limited', retryAfterMs: 29_000, isLimit: true },
    { type: 'refused', reason: 'all accounts limited', retryAfterMs: 20_080, isLimit: true },
  ])
})

/** Who is asked for a turn of a session whose account is limited, as another one is not. */
const whileOwnRests = (mode: GephyrMode): string => {
  const world = openWorld(gephyr(mode), [{ id: 'a' }, { id: 'b', requestsPerMinute: 1 }])
  world.send()
  world.send({ id: 2 })
  world.passTo(10_000)
  world.send({ id: 3 })
  world.passTo(100_000)
  expect(world.asked.slice(0, 3)).toEqual(['b 0', 'b 0', 'a 80'])
  return world.asked.at(-1) ?? ''
}

test('gephyr in balance serves a session elsewhere while its account is limited', () => {
  expect(whileOwnRests('balance')).toBe('a 10000')
})

test('gephyr in cache_first lets a session wait for its account', () => {
  expect(whileOwnRests('cache_first')).toBe('b 60080')
})

test('gproxy asks each account once at most and waits for none', () => {
  const world = openWorld(
    (peer) => openGproxy(peer, 'round_robin_no_cache'),
    [
      { id: 'a', outage: [0, 90_000] },
      { id: 'b', outage: [0, 90_000] },
    ],
  )
  world.send()
  world.passTo(10_000)
  world.send()
  expect(world.asked.map((one) => one.split(' ')[1])).toEqual(['0', '80'])
  expect(world.answers.map(({ type }) => type)).toEqual(['refused', 'refused'])
})

test('gproxy takes a success for the end of a rest', () => {
  const world = openWorld(
    (peer) => openGproxy(peer, 'sticky_no_cache'),
    [{ id: 'a', concurrency: 1, slowness: 0.2 }],
  )
  world.send({ outputTokens: 10_000 })
  world.send({ id: 2 })
  world.passTo(1_050)
  world.send({ id: 3 })
  expect(world.asked).toEqual(['a 0', 'a 0', 'a 1050'])
})
