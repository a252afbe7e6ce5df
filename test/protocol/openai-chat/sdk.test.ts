import { afterAll, describe, expect, test } from 'bun:test'
import OpenAI from 'openai'
import type { Answer } from '../../../src/ir/answer.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { describeRecorded } from '../../support/fixtures.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { answers } from './answers.ts'
import { comparable } from './comparable.ts'
import { askedWith, readPieces, writeEvents } from './streams.ts'
import { countedIds } from '../../support/counted-ids.ts'

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
const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
const asked = askedWith({ stream_options: { include_usage: true } })

const askStream = async (answer: Answer): Promise<unknown> => {
  const body = writeEvents(unfoldAnswer(answer), asked)
  Object.assign(told, { body, contentType: 'text/event-stream' })
  return client.chat.completions.stream(request).finalChatCompletion()
}

const askWhole = async (answer: Answer): Promise<unknown> => {
  const body = JSON.stringify(codec.writeAnswer(answer, asked))
  Object.assign(told, { body, contentType: 'application/json' })
  return client.chat.completions.create(request)
}

/** What all vendors' answers hold: the official client gathers no more of a stream than OpenAI's own fields. */
const facts = (answer: Answer | undefined): unknown =>
  comparable(
    answer?.choices.map(({ parts, finish }) => ({
      text: parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join(''),
      refusal: parts.flatMap((part) => (part.type === 'refusal' ? part.text : [])).join(''),
      calls: parts.flatMap((part) =>
        part.type === 'tool-call' ? [[part.id, part.name, part.arguments]] : [],
      ),
      reason: finish.reason,
    })),
  )

const read = (completion: unknown): Answer | undefined =>
  codec.readAnswer(JSON.parse(JSON.stringify(completion)), countedIds())

describe('the official client', () => {
  test.each(Object.entries(answers))('takes %s as a stream', async (_name, answer) => {
    expect(facts(read(await askStream(answer)))).toEqual(facts(answer))
  })

  test.each(Object.entries(answers))('takes %s whole', async (_name, answer) => {
    expect(facts(read(await askWhole(answer)))).toEqual(facts(answer))
  })
})

const streams = recordedStreams().filter(({ protocol }) => protocol === 'openai-chat')

describeRecorded('the official client', () => {
  test.each(streams)('takes the stream of $name, read and written', async (stream) => {
    const answer = foldAnswer(readPieces([asServerSentEvents(stream)]))
    expect(facts(read(await askStream(answer)))).toEqual(facts(answer))
  })
})
