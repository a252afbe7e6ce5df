import { expect, test } from 'bun:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { openWorld, type World } from '../support/relay-world.ts'
import { chat, contents, messages } from '../support/requests.ts'

/** What a client that does not decompress by itself sees. */
const raw = async (world: World, path: string, body: object) => {
  const asItComes: BunFetchRequestInit = {
    headers: { 'accept-encoding': 'gzip, br' },
    decompress: false,
  }
  const response = await world.post(path, body, asItComes)
  return {
    status: response.status,
    encoding: response.headers.get('content-encoding'),
    text: await response.text(),
  }
}

const asks: readonly (readonly [path: string, body: object, end: string])[] = [
  ['/v1/chat/completions', chat(), '}'],
  ['/v1/chat/completions', chat(true), 'data: [DONE]\n\n'],
  ['/v1/messages', messages(true), '"message_stop"}\n\n'],
  ['/v1beta/models/gemini-2.5-flash:streamGenerateContent', contents(), ']'],
]

test('an upstream that compresses on request is asked for plain bytes', async () => {
  await using world = await openWorld({ compress: true })
  for (const [path, body, end] of asks) {
    const { status, encoding, text } = await raw(world, path, body)
    expect({ status, encoding }).toEqual({ status: 200, encoding: null })
    expect(text.trimEnd()).toEndWith(end.trimEnd())
  }
})

const whole = JSON.stringify({
  id: 'x',
  object: 'chat.completion',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'žluťoučký' }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
})
const stream = `data: {"id":"x","choices":[{"index":0,"delta":{"content":"žluťoučký"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`

const encodings: readonly (readonly [string, (text: string) => Uint8Array<ArrayBuffer>])[] = [
  ['gzip', (text) => Uint8Array.from(gzipSync(text))],
  ['deflate', (text) => Uint8Array.from(deflateSync(text))],
  ['br', (text) => Uint8Array.from(brotliCompressSync(text))],
  ['zstd', (text) => Uint8Array.from(zstdCompressSync(text))],
]

/** An upstream that compresses whatever it is asked for. */
const stubborn = (encoding: string, compress: (text: string) => Uint8Array<ArrayBuffer>) => {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const isStreaming = (await request.text()).includes('"stream":true')
      return new Response(compress(isStreaming ? stream : whole), {
        headers: {
          'content-encoding': encoding,
          'content-type': isStreaming ? 'text/event-stream' : 'application/json',
        },
      })
    },
  })
  return { url: `http://127.0.0.1:${server.port}`, [Symbol.dispose]: () => void server.stop(true) }
}

for (const [encoding, compress] of encodings) {
  test(`an upstream that sends ${encoding} unasked reaches the client readable`, async () => {
    using upstream = stubborn(encoding, compress)
    const settings = { base_url: upstream.url, protocol: 'openai-chat', models: ['m'] }
    await using world = await openWorld({
      channels: () => [{ id: 'stubborn', settings, credentials: [{ id: 'one', secret: 'sk-x' }] }],
    })
    const answers = [
      await raw(world, '/v1/chat/completions', { ...chat(), model: 'm' }),
      await raw(world, '/v1/chat/completions', { ...chat(true), model: 'm' }),
    ]
    expect(answers).toEqual([
      { status: 200, encoding: null, text: whole },
      { status: 200, encoding: null, text: stream },
    ])
    expect((await world.nextRecord()).outputTokens).toBe(4)
  })
}
