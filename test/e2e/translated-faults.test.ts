import { describe, expect, test } from 'bun:test'
import type { Fault } from '../../src/simulator/index.ts'
import { clientAsks, type ClientAsk } from '../support/client-asks.ts'
import { simulatorOf, upstreams, wordsOf, type Upstream } from '../support/pair-world.ts'
import { openWorld, type World, type WorldOptions } from '../support/relay-world.ts'
import { shareWorld } from '../support/shared-world.ts'

type Pair = { readonly client: ClientAsk; readonly upstream: Upstream }

const pairs: readonly Pair[] = upstreams.flatMap((upstream) =>
  clientAsks.flatMap((client) =>
    client.protocol === upstream.protocol ? [] : [{ client, upstream }],
  ),
)

/** Of each channel: a fault puts its account to rest. */
const accounts = Array.from({ length: 60 }, (_, at) => ({
  key: `sk-simulated-${at}`,
  name: `account-${at}`,
}))

const optionsWith = (
  served: WorldOptions['accounts'] = accounts,
  tree: WorldOptions['tree'] = {},
): WorldOptions => ({
  accounts: served,
  tree,
  channels: (_, simulators) =>
    upstreams.map(({ protocol, vendor, model }) => ({
      id: `to-${protocol}`,
      settings: { base_url: simulators[vendor].url, protocol, models: [model] },
      credentials: served.map(({ key, name }) => ({
        id: name,
        secret: key,
        max_concurrency: 1,
      })),
    })),
})

type Form = 'whole' | 'stream'

const ask = (
  world: World,
  { client, upstream }: Pair,
  { form = 'stream', signal }: { readonly form?: Form; readonly signal?: AbortSignal } = {},
): Promise<Response> => {
  const [path, body] = client.request(upstream.model, form === 'stream')
  return world.post(`/to-${upstream.protocol}${path}`, body, signal === undefined ? {} : { signal })
}

type Seen = {
  readonly pair: string
  readonly status: number
  readonly ends: 'well' | 'as failed' | 'somehow'
  readonly outcome: string
  readonly attempts: number
  readonly hasUsage: boolean
}

/** How one request of a pair went at an upstream with a fault. */
const seen = async (world: World, pair: Pair, form: Form = 'stream'): Promise<Seen> => {
  const response = await ask(world, pair, { form })
  const text = await response.text()
  const record = await world.recordOf(response.headers.get('x-request-id') ?? '')
  return {
    pair: nameOf(pair),
    status: response.status,
    ends: endOf(text, pair.client, form),
    outcome: record.outcome,
    attempts: record.attempts,
    hasUsage: record.outputTokens > 0,
  }
}

const nameOf = ({ client, upstream }: Pair): string => `${client.protocol} < ${upstream.protocol}`

/** An ending that is followed by something, or made up before a failure, is none. */
const endOf = (text: string, { ending, failure }: ClientAsk, form: Form): Seen['ends'] => {
  if (form === 'whole') return text.includes('simulated') ? 'well' : 'somehow'
  const endings = text.match(new RegExp(ending.source.replace(/\$$/, ''), 'g'))?.length ?? 0
  if (ending.test(text) && endings === 1) return 'well'
  return failure.test(text) && endings === 0 ? 'as failed' : 'somehow'
}

const expectAll = async (
  world: World,
  fault: Fault,
  { form = 'stream', ...expected }: Partial<Seen> & { readonly form?: Form },
): Promise<void> => {
  for (const pair of pairs) {
    simulatorOf(world, pair.upstream).program({ fault })
    expect(await seen(world, pair, form)).toMatchObject({ pair: nameOf(pair), ...expected })
  }
}

const served = { status: 200, ends: 'well', outcome: 'completed', hasUsage: true } as const

describe('a fault of an upstream of another protocol', () => {
  const world = shareWorld(optionsWith())

  const before: readonly (readonly [string, Fault])[] = [
    ['a 500', { type: 'status', status: 500 }],
    ['an error page', { type: 'html', status: 200 }],
    ['an error event first', { type: 'error-event', at: 'first' }],
    ['an error event after the preamble', { type: 'error-event', at: 'after-preamble' }],
    ['an unreadable event', { type: 'malformed', afterEvents: 0 }],
    ['an end without content', { type: 'cut', afterEvents: 0, at: 'boundary', by: 'end' }],
    ['half an event', { type: 'cut', afterEvents: 0, at: 'half-event', by: 'end' }],
  ]

  test.each(before)('%s, is borne by another account before any content', async (_, fault) => {
    await expectAll(world(), fault, { ...served, attempts: 2 })
  })

  const after: readonly (readonly [string, Fault])[] = [
    ['an error event', { type: 'error-event', at: { afterEvents: 2 } }],
    ['an unreadable event', { type: 'malformed', afterEvents: 2 }],
    ['an early end', { type: 'cut', afterEvents: 2, at: 'boundary', by: 'end' }],
    ['half an event', { type: 'cut', afterEvents: 2, at: 'half-event', by: 'end' }],
  ]

  test.each(after)("%s, ends in the client's own words after content", async (_, fault) => {
    await expectAll(world(), fault, {
      status: 200,
      ends: 'as failed',
      outcome: 'broken',
      attempts: 1,
    })
  })

  const harmless: readonly (readonly [string, Fault])[] = [
    ['a second end', { type: 'duplicate-end' }],
    ['a second beginning', { type: 'duplicate-preamble', afterEvents: 2 }],
    ['pieces of a byte', { type: 'fragmented', bytes: 1, lineEnding: '\n' }],
    [
      'pieces of three bytes, with other line ends',
      { type: 'fragmented', bytes: 3, lineEnding: '\r\n' },
    ],
    ['one piece', { type: 'one-chunk', bytes: 100_000 }],
  ]

  test.each(harmless)('%s, is seen by no client', async (_, fault) => {
    await expectAll(world(), fault, { ...served, attempts: 1 })
  })

  test('that cuts characters changes none of them', async () => {
    const fault: Fault = { type: 'fragmented', bytes: 1, lineEnding: '\n' }
    for (const pair of pairs) {
      simulatorOf(world(), pair.upstream).program({ fault })
      const response = await ask(world(), pair, { form: 'whole' })
      const answer = JSON.stringify(await response.json())
      const end = wordsOf(pair.upstream, 'Say something.').split('“Say something.”. ')[1] ?? '?'
      expect([nameOf(pair), answer.includes(end)]).toEqual([nameOf(pair), true])
    }
  })

  test('in a whole answer is borne by another account', async () => {
    for (const fault of [
      { type: 'malformed', afterEvents: 0 },
      { type: 'truncated' },
      { type: 'error-event', at: 'first' },
    ] as const)
      await expectAll(world(), fault, { ...served, attempts: 2, form: 'whole' })
  })
})

const silences: readonly (readonly [string, Fault, Partial<Seen>])[] = [
  ['left before content', { type: 'silence', afterEvents: 0 }, served],
  [
    'told of after it',
    { type: 'silence', afterEvents: 2 },
    { ends: 'as failed', outcome: 'broken', attempts: 1 },
  ],
]

test.each(silences)(
  'an upstream of another protocol that falls silent is %s',
  async (_, fault, expected) => {
    const timeouts = { first_event_timeout: 1, stream_idle_timeout: 1 }
    await using world = await openWorld(optionsWith(accounts, { proxy: timeouts }))
    for (const { upstream } of pairs) simulatorOf(world, upstream).program({ fault })
    // All at once: each of them takes its second.
    const all = await Promise.all(pairs.map((pair) => seen(world, pair)))
    for (const one of all) expect(one).toMatchObject(expected)
  },
)

const phases: readonly (readonly [string, Fault, Form])[] = [
  ['before the headers', { type: 'hang' }, 'stream'],
  ['before the first event', { type: 'hang-after-headers' }, 'stream'],
  ['before the body of a whole answer', { type: 'hang-after-headers' }, 'whole'],
  ['in the middle of a stream', { type: 'silence', afterEvents: 2 }, 'stream'],
]

describe('a client that leaves an upstream of another protocol', () => {
  const world = shareWorld(optionsWith([{ key: 'sk-simulated-only', name: 'only' }]))

  test.each(phases)('%s, closes it, and its slot is free again', async (_, fault, form) => {
    for (const pair of pairs) {
      const simulator = simulatorOf(world(), pair.upstream)
      simulator.program({ fault })
      const leaving = new AbortController()
      const asked = ask(world(), pair, { form, signal: leaving.signal })
      const entry = await simulator.journal.next(({ fault: met }) => met !== undefined)
      if (fault.type === 'silence') await asked
      leaving.abort()
      await expect(asked.then((response) => response.text())).rejects.toThrow()
      expect((await simulator.journal.ended(entry)).endedBy).toBe('client-closed')
      expect(await seen(world(), pair)).toMatchObject({ ...served, attempts: 1 })
    }
  })
})
