import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { clientAsks } from '../support/client-asks.ts'
import { watchedLog } from '../support/line-sink.ts'
import { startMediaUpstream } from '../support/media-upstream.ts'
import { upstreams } from '../support/pair-world.ts'
import { openWorld } from '../support/relay-world.ts'
import { streamSamples } from '../support/streams.ts'

const canary = 'sk-canary-of-an-account'

const openAiError = { message: `No ${canary}.`, code: canary, param: canary }
const googleError = { code: 429, message: `No ${canary}.`, status: canary }

/** What each vendor's error quotes the key in. */
const errors: Readonly<Record<string, object>> = {
  'openai-chat': { error: { ...openAiError, type: canary } },
  'openai-completions': { error: { ...openAiError, type: canary } },
  'openai-responses': { type: 'error', ...openAiError },
  anthropic: { type: 'error', error: { type: canary, message: `No ${canary}.` } },
  gemini: { error: { ...googleError, details: [{ reason: canary, metadata: { key: canary } }] } },
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`

const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'in_progress' }
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }

/** The beginning of an answer, where that of the samples does not say which item it is of. */
const beginnings: Readonly<Record<string, string>> = {
  'openai-completions': event({ choices: [{ index: 0, text: 'Hi', finish_reason: null }] }),
  'openai-responses': [
    { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } },
    { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '' } },
    { type: 'response.output_text.delta', ...place, delta: 'Hi' },
  ]
    .map(event)
    .join(''),
}

const contentOf = (protocol: string): string => {
  const sample = streamSamples.find((one) => one.framing === 'sse' && one.protocol.id === protocol)
  return beginnings[protocol] ?? [...(sample?.preamble ?? []), sample?.content[0] ?? ''].join('')
}

const eventStream = { headers: { 'content-type': 'text/event-stream' } }

/** The upstreams answer with an error that quotes the account's key: at once, or after content. */
const openQuoting = async (status: number) => {
  const stack = new AsyncDisposableStack()
  const { log, sink } = watchedLog()
  stack.use(log)
  const quoting = upstreams.map(({ protocol, model }) => {
    const error = JSON.stringify(errors[protocol])
    const server = stack.use(
      startMediaUpstream(() =>
        status === 200
          ? new Response(
              Buffer.from(`${contentOf(protocol)}event: error\ndata: ${error}\n\n`, 'latin1'),
              eventStream,
            )
          : new Response(error, { status, headers: { 'content-type': 'application/json' } }),
      ),
    )
    return {
      id: `to-${protocol}`,
      settings: { base_url: server.url, protocol, models: [model] },
      // One for each client: a failure puts its account to rest.
      credentials: clientAsks.map((client) => ({ id: client.protocol, secret: canary })),
    }
  })
  const world = stack.use(
    await openWorld({
      log,
      channels: () => quoting,
      tree: { proxy: { scheduling: { max_wait_seconds: 0 } } },
    }),
  )
  return {
    world,
    /** Everything that was logged or kept. */
    written: async () => {
      await world.switchyard.ledger.flush(5_000)
      await log.flush(5_000)
      const files = readdirSync(world.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'latin1'))
      return [...sink.lines(), ...files].join('\n')
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

for (const status of [200, 400, 401, 404, 429, 500, 503]) {
  test(`a key that an upstream of another protocol quotes (${status}) is told to nobody`, async () => {
    await using quoting = await openQuoting(status)
    for (const { protocol, model } of upstreams)
      for (const client of clientAsks) {
        const [path, body] = client.request(model, true)
        const response = await quoting.world.post(`/to-${protocol}${path}`, body)
        const text = `${JSON.stringify(response.headers.toJSON())}${await response.text()}`
        const isTold = status === 200 ? client.failure.test(text) : response.status >= 400
        expect([client.protocol, protocol, isTold, text.includes(canary)]).toEqual([
          client.protocol,
          protocol,
          true,
          false,
        ])
      }
    expect((await quoting.written()).includes(canary)).toBe(false)
  })
}
