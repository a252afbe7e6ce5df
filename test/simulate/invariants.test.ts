import { describe, expect, test } from 'bun:test'
import { MOST_BINDINGS } from '../../bench/simulate/invariants.ts'
import { attempt } from '../../bench/simulate/peers/attempt.ts'
import type { Policy, World } from '../../bench/simulate/policies.ts'
import type { Relay, SimulatedAnswer } from '../../bench/simulate/request.ts'
import { run, Violation } from '../../bench/simulate/run.ts'
import { readScenario } from '../../bench/simulate/scenarios.ts'
import type { AccountClass } from '../../bench/simulate/fleet.ts'
import type { UpstreamAccount } from '../../bench/simulate/upstream.ts'

const MAX_WAIT_MS = 60_000

/** Two hours of agents before two accounts; the first thing that is not as it must be, if there is any. */
const violationOf = async (
  open: Policy['open'],
  { family = 'ours', ...limits }: Partial<AccountClass> & Partial<Pick<Policy, 'family'>> = {},
): Promise<string> => {
  const policy: Policy = { name: 'mutant', family, maxWaitMs: MAX_WAIT_MS, open }
  const scenario = await readScenario('busy-agents', { accounts: 2, hours: 2, seed: 1 })
  const classes = scenario.fleet.classes.map((kind) => ({ ...kind, ...roomy, ...limits }))
  try {
    await run(policy, { ...scenario, fleet: { classes } })
    return ''
  } catch (thrown) {
    if (thrown instanceof Violation) return thrown.message
    throw thrown
  }
}

const roomy: Partial<AccountClass> = {
  requestsPerMinute: 0,
  tokensPerMinute: 0,
  concurrency: 0,
  noise: 0,
}

const firstOf = ({ accounts }: World): UpstreamAccount => {
  const [first] = accounts.values()
  if (first === undefined) throw new Error('a fleet has an account')
  return first
}

const refusal: SimulatedAnswer = {
  type: 'refused',
  reason: 'all_accounts_resting',
  retryAfterMs: 1_000,
  isLimit: true,
}

/** All at the first account; what it refuses is refused. */
const plain = (world: World): Relay => ({
  send: (request, done) =>
    attempt(world, {
      request,
      account: firstOf(world),
      sentAt: world.clock.monotonic(),
      done,
      onServed: () => undefined,
      onRefused: () => done(refusal),
    }),
})

/** The same, with something done at each request besides. */
const besides = (what: (world: World, ...sent: Parameters<Relay['send']>) => void) => {
  return (world: World): Relay => ({
    send: (request, done) => {
      what(world, request, done)
      plain(world).send(request, done)
    },
  })
}

const forgetful = (world: World): Relay => ({
  send: (request, done) => {
    if (request.id !== 3) plain(world).send(request, done)
  },
})

test('a policy that keeps every rule runs to its end', async () => {
  expect(await violationOf(plain)).toBe('')
})

test('a rest that no upstream has asked for may end with a success', async () => {
  const disproved = (world: World): Relay => ({
    send: (request, done) => {
      const until = world.clock.monotonic() + 600_000
      world.watch.rested('model/00000', [{ model: '', until, cause: 'transient' }])
      plain(world).send(request, (answer) => {
        world.watch.rested('model/00000', [])
        done(answer)
      })
    },
  })
  expect(await violationOf(disproved)).toBe('')
})

describe('a run is stopped when', () => {
  test('a request has no answer when nothing goes on any more', async () => {
    expect(await violationOf(forgetful, { family: 'peer' })).toBe(
      '1 requests are lost: they have no answer, request 3 the first of them',
    )
  })

  test('a request has no answer by its deadline', async () => {
    expect(await violationOf(forgetful)).toMatch(/^request 3 waits \d+ ms beyond its deadline/)
  })

  test('a request is asked for that has its answer', async () => {
    const twice = besides((_world, _request, done) => done(refusal))
    expect(await violationOf(twice)).toBe('request 1 is asked for after its answer')
  })

  test('a request is answered twice', async () => {
    const echo = (world: World): Relay => ({
      send: (_request, done) => {
        done(refusal)
        world.clock.schedule(1, () => done(refusal))
      },
    })
    expect(await violationOf(echo)).toBe('request 1 is answered twice')
  })

  test('more is asked of an account at once than it has slots', async () => {
    expect(await violationOf(plain, { concurrency: 1 })).toBe(
      '2 slots of model/00000 are in use, and its limit is 1',
    )
  })

  test('a request is at two upstreams at once', async () => {
    expect(await violationOf(besides((world, ...sent) => plain(world).send(...sent)))).toBe(
      'request 1 is at 2 upstreams at once',
    )
  })

  test('a slot is in use that no upstream knows of', async () => {
    const wrong = (world: World): Relay => ({
      ...plain(world),
      inspect: () => ({ slots: new Map([['model/00001', 1]]) }),
    })
    expect(await violationOf(wrong)).toBe(
      'the relay counts 1 slots of model/00001 in use, its upstream 0',
    )
  })

  test('a request is at an upstream and no slot is in use for it', async () => {
    const blind = (world: World): Relay => ({
      ...plain(world),
      inspect: () => ({ slots: new Map() }),
    })
    expect(await violationOf(blind)).toBe('0 slots are in use, and 1 requests are at upstreams')
  })

  test('a rest is cut short', async () => {
    const hasty = besides(({ watch, clock }) => {
      const now = clock.monotonic()
      for (const forMs of [60_000, 20_000])
        watch.rested('model/00000', [{ model: '', until: now + forMs, cause: 'rate_limited' }])
    })
    expect(await violationOf(hasty)).toBe(
      'a rest of model/00000 (rate_limited) is shortened from 60000 ms to 20000 ms',
    )
  })

  test('a rest that no upstream has asked for ends early, and nothing has succeeded', async () => {
    const doubtful = besides(({ watch, clock }) => {
      const until = clock.monotonic() + 8_000
      watch.rested('model/00000', [{ model: '', until, cause: 'transient' }])
      watch.rested('model/00000', [])
    })
    expect(await violationOf(doubtful)).toBe(
      'a rest of model/00000 (transient) is shortened from 8000 ms to 0 ms',
    )
  })

  test('an account is asked before the instant that its upstream named', async () => {
    expect(await violationOf(plain, { requestsPerMinute: 1 })).toMatch(
      /^model\/00000 is asked \d+ ms before the instant that its upstream named/,
    )
  })

  test('a refusal has no reason', async () => {
    const silent = (): Relay => ({ send: (_request, done) => done({ ...refusal, reason: '' }) })
    expect(await violationOf(silent)).toBe('request 1 is refused without a reason')
  })

  test('a refusal keeps an instant to itself that is known', async () => {
    const vague = ({ watch, clock }: World): Relay => ({
      send: (_request, done) => {
        const until = clock.monotonic() + 5_000
        watch.rested('model/00000', [{ model: '', until, cause: 'rate_limited' }])
        done({ ...refusal, retryAfterMs: 0 })
      },
    })
    expect(await violationOf(vague)).toBe(
      'request 1 is refused (all_accounts_resting) without the instant to come back at',
    )
  })

  test('sessions are bound without bound', async () => {
    const clingy = besides(({ watch }) => {
      for (let session = 0; session <= MOST_BINDINGS; session += 1)
        watch.bound(`${session}`, 'model/00000')
    })
    expect(await violationOf(clingy)).toBe('100001 sessions are bound, and 100000 may be')
  })

  test('somebody waits for longer than anybody may', async () => {
    const slow = (world: World): Relay => ({
      send: (request, done) => {
        world.clock.schedule(MAX_WAIT_MS + 5_000, () => plain(world).send(request, done))
      },
    })
    expect(await violationOf(slow)).toMatch(/^request 1 waits \d+ ms beyond its deadline/)
  })

  test('a part of the program fails', async () => {
    const broken = besides(({ watch }) => watch.crashed('an actor has failed'))
    expect(await violationOf(broken)).toBe('an actor has failed')
  })
})
