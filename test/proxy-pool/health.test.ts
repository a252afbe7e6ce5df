import { expect, test } from 'bun:test'
import { seededRandom } from '../../src/actor/index.ts'
import { Health } from '../../src/proxy-pool/health.ts'
import { manualClock } from '../support/manual-clock.ts'
import { poolProxy } from '../support/proxy-pool-world.ts'

const well = { isHealthy: true, latencyMs: 7, error: '' }

const openHealth = (...ids: readonly string[]) => {
  const health = new Health({
    clock: manualClock(),
    random: seededRandom(1),
    arm: () => undefined,
    begin: () => true,
  })
  health.configure(
    ids.map((id) => poolProxy(id)),
    300_000,
  )
  return health
}

test('whoever waits for checks is told once, whatever is learnt after', () => {
  const health = openHealth('one', 'two')
  const told: number[] = []
  const end = health.checkNow((pending) => told.push(pending))
  health.learn('one', well)
  end()
  health.learn('two', well)
  end()
  expect(told).toEqual([1])
})

test('what is no proxy of the pool is not checked, whoever asks for it', () => {
  const health = openHealth('one')
  health.checkSoon('none')
  health.doubt('none')
  expect(health.appointments().map(({ account }) => account)).toEqual(['one'])
})
