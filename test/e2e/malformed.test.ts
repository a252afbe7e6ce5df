import { afterAll, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import * as fc from 'fast-check'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { clients } from '../golden/parties.ts'
import { pathsOf, replaced, wrongValues } from '../protocol/pairs-damage.ts'
import { clientAsks, type ClientAsk } from '../support/client-asks.ts'
import { upstreams, type Upstream } from '../support/pair-world.ts'
import type { WorldOptions } from '../support/relay-world.ts'
import { shareWorld } from '../support/shared-world.ts'

const accounts = [{ key: 'sk-simulated-one', name: 'one' }]

/** What the relay has to say of itself: defects are there, if anywhere. */
const complaints: string[] = []

const options: WorldOptions = {
  accounts,
  tree: { proxy: { remote_media: { enabled: true } } },
  log: {
    error: (message, fields) => void complaints.push(`${message} ${JSON.stringify(fields)}`),
  },
  channels: (_, simulators) =>
    upstreams.map(({ protocol, vendor }) => ({
      id: `to-${protocol}`,
      settings: { base_url: simulators[vendor].url, protocol },
      credentials: accounts.map(({ key, name }) => ({ id: name, secret: key })),
    })),
}

const world = shareWorld(options)

/** The error of each protocol, as its clients know it. */
const refusals: Readonly<Record<ProtocolId, object>> = (() => {
  const text: unknown = expect.any(String)
  const openai = { error: { message: text, type: text } }
  return {
    'openai-chat': openai,
    'openai-responses': openai,
    'openai-completions': openai,
    anthropic: { type: 'error', error: { type: text, message: text } },
    gemini: { error: { code: expect.any(Number), message: text, status: text } },
  }
})()

type Asked = { readonly client: ClientAsk; readonly upstream: Upstream; readonly text: string }

/** Served, or refused in the client's own words. */
const expectAnswered = async ({ client, upstream, text }: Asked): Promise<void> => {
  const [path] = client.request(upstream.model, false)
  const response = await world().post(`/to-${upstream.protocol}${path}`, text)
  const answer = await response.text()
  if (response.status === 200) return
  const isRefused = response.status >= 400 && response.status < 500
  expect([isRefused, upstream.protocol, answer]).toEqual([true, upstream.protocol, answer])
  expect(JSON.parse(answer)).toMatchObject(refusals[client.protocol])
}

/** No protocol's own words, and what some programs trip over. */
const strange: readonly unknown[] = [
  ...wrongValues,
  1e300,
  '\ud800',
  '\0',
  '__proto__',
  'constructor',
  JSON.parse('{"__proto__":{"type":"text"},"constructor":{"prototype":1}}'),
  'data:image/png;base64,!!!',
  'file:///etc/passwd',
  'Switchyard01AAAAAAAAAAAA',
]

const richRequests = (protocol: ProtocolId): readonly unknown[] =>
  Object.values(clients.find((client) => client.protocol === protocol)?.requests ?? {})

/** A request with something else in one or two of its places. */
const damaged = (protocol: ProtocolId): fc.Arbitrary<unknown> => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom(...strange))
  return fc
    .tuple(
      fc.constantFrom(...richRequests(protocol)),
      fc.array(damage, { minLength: 1, maxLength: 2 }),
    )
    .map(([request, damages]) =>
      damages.reduce<unknown>((body, [turn, value]) => {
        const paths = pathsOf(body)
        return replaced(body, paths[turn % Math.max(1, paths.length)] ?? [], value)
      }, request),
    )
}

/** As it goes over the wire: mostly whole, sometimes cut, sometimes with a byte that is wrong. */
const written = (body: unknown, model: string): fc.Arbitrary<string> => {
  const text = JSON.stringify({ model, ...(typeof body === 'object' ? body : { body }) })
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(text) },
    { weight: 1, arbitrary: fc.nat(text.length).map((at) => text.slice(0, at)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat(text.length), fc.constantFrom('\0', '"', '{', ']', '\\', '1e999', '\u2028'))
        .map(([at, wrong]) => text.slice(0, at) + wrong + text.slice(at + 1)),
    },
    {
      weight: 1,
      arbitrary: fc.constant(text.replace('{', '{"messages":5,"contents":[],"input":{},')),
    },
  )
}

describe.each(clientAsks)('a client of $protocol', (client) => {
  const others = upstreams.filter(({ protocol }) => protocol !== client.protocol)

  test('is answered in its own words, whatever it sends', async () => {
    const cases = fc
      .tuple(fc.constantFrom(...others), damaged(client.protocol))
      .chain(([upstream, body]) =>
        written(body, upstream.model).map((text) => ({ upstream, text })),
      )
    await fc.assert(
      fc.asyncProperty(cases, async ({ upstream, text }) => {
        await expectAnswered({ client, upstream, text })
      }),
      { numRuns: 250 },
    )
    expect(complaints).toEqual([])
  })

  test('may send more than anybody reads', async () => {
    for (const upstream of others)
      for (const body of absurd(client, upstream))
        await expectAnswered({ client, upstream, ...body })
    expect(complaints).toEqual([])
  })
})

const many = <Item>(count: number, make: (at: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, at) => make(at))

/** Nested as deeply as a body may be, so that `JSON.stringify` is not asked to write it. */
const deep = (depth: number): string => `${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`

const absurd = (client: ClientAsk, { model }: Upstream): readonly { readonly text: string }[] => {
  const [, small] = client.request(model, false)
  const texts = many(10_000, (at) => `message ${at}`)
  const tools = many(1_000, (at) => `a tool's name ${at}`)
  const bodies = largeBodies[client.protocol]({ texts, tools, long: 'x'.repeat(5_000_000) })
  const whole = JSON.stringify({ model, ...small })
  return [
    ...bodies.map((body) => ({ text: JSON.stringify({ model, ...small, ...body }) })),
    ...[9_990, 10_010, 200_000].map((depth) => ({
      text: whole.replace('{', `{"tools":[${deep(depth)}],`),
    })),
  ]
}

type Large = {
  readonly texts: readonly string[]
  readonly tools: readonly string[]
  readonly long: string
}

const parameters = { type: 'object', properties: { city: { type: 'string' } } }

const largeBodies: Readonly<Record<ProtocolId, (large: Large) => readonly object[]>> = {
  'openai-chat': ({ texts, tools, long }) => [
    { messages: texts.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content })) },
    { tools: tools.map((name) => ({ type: 'function', function: { name, parameters } })) },
    { messages: [{ role: 'user', content: long }] },
    { messages: [{ role: long, content: 'Hi' }] },
  ],
  'openai-responses': ({ texts, tools, long }) => [
    { input: texts.map((content) => ({ role: 'user', content })) },
    { tools: tools.map((name) => ({ type: 'function', name, parameters })) },
    { input: long },
  ],
  'openai-completions': ({ texts, long }) => [{ prompt: long }, { prompt: texts }, { stop: texts }],
  anthropic: ({ texts, tools, long }) => [
    { messages: texts.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content })) },
    { tools: tools.map((name) => ({ name, input_schema: parameters })) },
    { system: long },
  ],
  gemini: ({ texts, tools, long }) => [
    {
      contents: texts.map((text, at) => ({ role: at % 2 ? 'model' : 'user', parts: [{ text }] })),
    },
    { tools: [{ functionDeclarations: tools.map((name) => ({ name, parameters })) }] },
    { contents: [{ role: 'user', parts: [{ text: long }] }] },
  ],
}

describe('an image by an address', () => {
  let connections = 0
  const listener = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  const listening = new Promise<number>((resolve) => {
    listener.listen(0, () => {
      const address = listener.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  afterAll(() => void listener.close())

  const addresses: readonly (readonly [string, (port: number) => string])[] = [
    ['a file', () => 'file:///etc/passwd'],
    ['a path', () => '/etc/passwd'],
    ['no encryption', (port) => `http://127.0.0.1:${port}/a.png`],
    ['this machine', (port) => `https://127.0.0.1:${port}/a.png`],
    ['this machine by name', (port) => `https://localhost:${port}/a.png`],
    ['this machine in IPv6', (port) => `https://[::1]:${port}/a.png`],
    ['this machine as IPv4 in IPv6', (port) => `https://[::ffff:127.0.0.1]:${port}/a.png`],
    ['this machine as a number', (port) => `https://2130706433:${port}/a.png`],
    ['any address of this machine', (port) => `https://0.0.0.0:${port}/a.png`],
    ['the metadata of a cloud', () => 'https://169.254.169.254/latest/meta-data/'],
    ['a password', (port) => `https://user:pass@127.0.0.1:${port}/a.png`],
  ]

  const imageIn = (url: string): Promise<Response> =>
    world().post('/to-gemini/v1/chat/completions', {
      model: 'gemini-2.5-flash',
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    })

  test.each(addresses)('that leads to %s is refused, and nothing is asked there', async (_, at) => {
    const response = await imageIn(at(await listening))
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.objectContaining({ param: expect.stringContaining('messages') }) },
    ])
    expect(connections).toBe(0)
  })
})
