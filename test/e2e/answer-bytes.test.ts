import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startSimulator, type Fault, type Simulator } from '../../src/simulator/index.ts'
import { manualClock } from '../support/manual-clock.ts'
import { chat, completions, contents, messages, responses } from '../support/requests.ts'
import { shareWorld } from '../support/shared-world.ts'

const only = { key: 'sk-simulated-only', name: 'only' }

/** Models that need not be asked for, so that the first request is the first of the upstream. */
const models = ['gpt-4o-mini', 'gpt-3.5-turbo-instruct', 'claude-sonnet-4-5', 'gemini-2.5-flash']

const clock = manualClock()

const world = shareWorld({
  accounts: [only],
  simulator: { clock },
  channels: (usual) =>
    usual.map((channel) => ({ ...channel, settings: { ...channel.settings, models } })),
})

/**
 * The same upstreams once more, without a relay before them. Their clocks stand still and they are asked the same
 * in the same order, so they give the same answers.
 */
const twins = new Map<Simulator['vendor'], Simulator>()

beforeAll(async () => {
  for (const vendor of ['openai', 'anthropic', 'gemini'] as const)
    twins.set(vendor, await startSimulator({ vendor, accounts: [only], clock, anyClient: true }))
})

afterAll(() => Promise.all(Array.from(twins.values(), (twin) => twin.stop())))

type Ask = readonly [vendor: Simulator['vendor'], path: string, body: object]

const asks: readonly Ask[] = [
  ['openai', '/v1/chat/completions', chat()],
  ['openai', '/v1/chat/completions', { ...chat(true), stream_options: { include_usage: true } }],
  ['openai', '/v1/responses', responses()],
  ['openai', '/v1/responses', responses(true)],
  ['openai', '/v1/completions', { ...completions(true), stream_options: { include_usage: true } }],
  ['anthropic', '/v1/messages', messages()],
  ['anthropic', '/v1/messages', messages(true)],
  ['gemini', '/v1beta/models/gemini-2.5-flash:generateContent', contents()],
  ['gemini', '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', contents()],
  ['gemini', '/v1beta/models/gemini-2.5-flash:streamGenerateContent', contents()],
]

const keys: Readonly<Record<Simulator['vendor'], (key: string) => Record<string, string>>> = {
  openai: (key) => ({ authorization: `Bearer ${key}` }),
  anthropic: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  gemini: (key) => ({ 'x-goog-api-key': key }),
}

const asText = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  body: Buffer.from(await response.arrayBuffer()).toString('latin1'),
})

type Faults = { readonly relayed?: Fault; readonly straight?: Fault }

/** One request to both: what came through the relay, and what the upstream says without it. */
const both = async ([vendor, path, body]: Ask, faults: Faults = {}) => {
  const twin = twins.get(vendor)
  if (faults.relayed !== undefined) world()[vendor].program({ fault: faults.relayed })
  if (faults.straight !== undefined) twin?.program({ fault: faults.straight })
  const relayed = await asText(await world().post(path, body))
  const straight = await asText(
    await fetch(`${twin?.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...keys[vendor](only.key) },
      body: JSON.stringify(body),
    }),
  )
  return { relayed, straight }
}

const nameOf = ([, path, body]: Ask): string =>
  `${path}${'stream' in body && body.stream === true ? ' as a stream' : ''}`

for (const ask of asks) {
  test(`the answer of ${nameOf(ask)} is the upstream's, byte for byte`, async () => {
    const { relayed, straight } = await both(ask)
    expect(relayed).toEqual(straight)
  })
}

const oddities: readonly (readonly [string, Fault])[] = [
  ['one byte at a time', { type: 'fragmented', bytes: 1, lineEnding: '\n' }],
  ['with CRLF, three bytes at a time', { type: 'fragmented', bytes: 3, lineEnding: '\r\n' }],
  ['in one chunk of a mebibyte', { type: 'one-chunk', bytes: 1024 * 1024 }],
]

for (const [name, fault] of oddities) {
  describe(`an answer that comes ${name} is the upstream's, byte for byte:`, () => {
    for (const ask of asks) {
      test(nameOf(ask), async () => {
        const { relayed, straight } = await both(ask, { relayed: fault, straight: fault })
        expect(relayed.body.length).toBe(straight.body.length)
        expect(relayed.body === straight.body).toBe(true)
      })
    }
  })
}

/** Gemini's events say of themselves that they are the last: only its array has an end of its own. */
const endOnce = asks.filter(
  ([vendor, path, body]) =>
    ('stream' in body && body.stream === true) ||
    (vendor === 'gemini' && path.endsWith(':streamGenerateContent')),
)

for (const ask of endOnce) {
  test(`an end that comes twice reaches the client once: ${nameOf(ask)}`, async () => {
    const { relayed, straight } = await both(ask, { relayed: { type: 'duplicate-end' } })
    expect(relayed.body).toBe(straight.body)
  })
}

test("an upstream's refusal of the request is passed on byte for byte", async () => {
  const refused = { ...chat(), temperature: 9 }
  const { relayed, straight } = await both(['openai', '/v1/chat/completions', refused])
  expect(relayed).toEqual(straight)
  expect(relayed.status).toBe(400)
})
