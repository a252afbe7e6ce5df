import Anthropic from '@anthropic-ai/sdk'
import { expect, test } from 'bun:test'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { toBytes, toText } from '../../../src/protocol/bytes.ts'
import { isObject, type JsonObject } from '../../../src/protocol/json.ts'
import { serveCanned } from '../../support/canned-server.ts'
import { describeRecorded, fixturesOf } from '../../support/fixtures.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { asked, readAnswer, readStream, writeStream } from './message.ts'

const request: Anthropic.MessageCreateParamsNonStreaming = {
  model: 'm',
  max_tokens: 1,
  messages: [{ role: 'user', content: 'Hi' }],
}

const clientOf = (url: string): Anthropic =>
  new Anthropic({ apiKey: 'k', baseURL: url, maxRetries: 0, timeout: 10_000 })

/** What Anthropic's own client makes of a stream. */
const gather = async (stream: string): Promise<unknown> => {
  const headers = { 'content-type': 'text/event-stream' }
  await using server = serveCanned(() => new Response(toBytes(stream), { headers }))
  return await clientOf(server.url).messages.stream(request).finalMessage()
}

const receive = async (body: JsonObject): Promise<unknown> => {
  await using server = serveCanned(() => Response.json(body))
  return await clientOf(server.url).messages.create(request)
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {})

/** What is not told is null. */
const plain = (message: unknown): unknown => {
  const { usage, content, ...rest } = asObject(message)
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
    content: JSON.parse(
      JSON.stringify(content, (key, value) => (key === 'parsed_output' ? undefined : value)),
    ),
    usage: { cache_creation_input_tokens: null, cache_read_input_tokens: null, ...asObject(usage) },
  }
}

const streams = recordedStreams()
  // The client does not read the input of MCP calls from a stream: ours stands where it does.
  .filter(({ name }) => !name.includes('mcp'))
  .filter(({ protocol }) => protocol === 'anthropic')
  .map((stream): [string, string] => [stream.name, asServerSentEvents(stream)])
  // The client does not survive a second start, and has nothing to say of a stream without a start.
  .filter(([name, stream]) => !name.includes('duplicate') && stream.includes('"message_start"'))

const bodies = fixturesOf('anthropic', '.json').map(({ name, bytes }): [string, JsonObject] => [
  name,
  asObject(JSON.parse(toText(bytes))),
])

describeRecorded("Anthropic's own client", () => {
  test.each(streams)('gathers %s the same when it was read and written', async (_name, stream) => {
    const written = writeStream(readStream([stream]))
    expect(plain(await gather(written))).toEqual(plain(await gather(stream)))
  })

  test.each(bodies)('takes %s the same when it was read and written', async (_name, body) => {
    const written = codec.writeAnswer(readAnswer(body), asked())
    expect(plain(await receive(written))).toEqual(plain(await receive(body)))
  })

  test.each(bodies)('gathers %s from the stream that tells it', async (_name, body) => {
    const told = await gather(writeStream(unfoldAnswer(readAnswer(body))))
    expect(plain(told)).toEqual(plain(await receive(body)))
  })

  test('survives what an upstream repeats', async () => {
    const repeated = recordedStreams().find(({ name }) => name.includes('duplicate-message-start'))
    const written = writeStream(
      readStream([repeated === undefined ? '' : asServerSentEvents(repeated)]),
    )
    expect(await gather(written)).toMatchObject({
      content: [{ type: 'text', text: 'Hello, World!' }],
    })
  })
})
