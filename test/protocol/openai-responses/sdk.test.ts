import { afterAll, describe, expect, test } from 'bun:test'
import OpenAI from 'openai'
import type { Answer } from '../../../src/ir/answer.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'
import { describeRecorded } from '../../support/fixtures.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { answers, askedTools } from './answers.ts'
import { comparable } from './comparable.ts'
import { askedWith, readPieces, writeEvents } from './streams.ts'

/** Answers with what the last test has put there. */
const told = { body: '', contentType: '' }
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: () => new Response(told.body, { headers: { 'content-type': told.contentType } }),
})
afterAll(() => server.stop(true))

const client = new OpenAI({
  baseURL: `http://127.0.0.1:${server.port}`,
  apiKey: 'k',
  maxRetries: 0,
})
const request = { model: 'gpt-5', input: 'Hi' }

const askStream = async (body: string): Promise<unknown> => {
  Object.assign(told, { body, contentType: 'text/event-stream' })
  return client.responses.stream(request).finalResponse()
}

const askWhole = async (answer: Answer): Promise<unknown> => {
  const body = JSON.stringify(codec.writeAnswer(answer, askedWith(askedTools)))
  Object.assign(told, { body, contentType: 'application/json' })
  return client.responses.create(request)
}

/** The official client adds what it has parsed. */
const answerOf = (response: unknown): unknown => {
  const body = JSON.parse(JSON.stringify(response), (key, value) =>
    key.startsWith('parsed') ? undefined : value,
  )
  return codec.readAnswer(body, { next: () => '' })
}

const facts = (answer: unknown): unknown =>
  comparable(
    JSON.parse(JSON.stringify(answer), (key, value) => (key === 'extras' ? undefined : value)),
  )

describe('the official client', () => {
  test.each(Object.entries(answers))('takes %s as a stream', async (_name, answer) => {
    const stream = writeEvents(unfoldAnswer(answer), askedWith(askedTools))
    expect(facts(answerOf(await askStream(stream)))).toEqual(facts(answer))
  })

  test.each(Object.entries(answers))('takes %s whole', async (_name, answer) => {
    expect(facts(answerOf(await askWhole(answer)))).toEqual(facts(answer))
  })
})

const streams = recordedStreams()
  .filter(({ protocol, isDamaged }) => protocol === 'openai-responses' && !isDamaged)
  .map((stream) => ({ name: stream.name, bytes: asServerSentEvents(stream) }))

describeRecorded('the official client', () => {
  test.each(streams)('takes the stream of $name, read and written', async ({ bytes }) => {
    const events = readPieces([bytes])
    const response = await askStream(writeEvents(events))
    expect(facts(answerOf(response))).toEqual(facts(foldAnswer(events)))
  })

  test.each(streams)('takes the answer of $name, read and written', async ({ bytes }) => {
    const answer = foldAnswer(readPieces([bytes]))
    expect(facts(answerOf(await askWhole(answer)))).toEqual(facts(answer))
  })
})
