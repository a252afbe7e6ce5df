import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { GoogleGenAI } from '@google/genai'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { codec } from '../../../src/protocol/gemini/codec.ts'
import { isObject, listAt, parseText, type JsonObject } from '../../../src/protocol/json.ts'
import { describeRecorded, fixturesOf } from '../../support/fixtures.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { asked, readPieces, roundTrip, write, writeStream } from './support.ts'
import { countedIds } from '../../support/counted-ids.ts'

/** Answers with what a test put there; keeps the last request. */
let answer = { body: '', type: 'application/json' }
let received: JsonObject = {}
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: async (request) => {
    const body: unknown = await request.json()
    received = isObject(body) ? body : {}
    return new Response(answer.body, { headers: { 'content-type': answer.type } })
  },
})
const client = new GoogleGenAI({
  apiKey: 'none',
  httpOptions: { baseUrl: `http://127.0.0.1:${server.port}` },
})
beforeAll(() => expect(server.port).toBeGreaterThan(0))
afterAll(() => server.stop(true))

const params = { model: 'gemini-3-pro-preview', contents: 'Hi' }

const streamed = async (
  events: readonly AnswerEvent[],
): Promise<{ text: string; calls: unknown[]; reason: unknown; total: unknown }> => {
  answer = { body: writeStream(events), type: 'text/event-stream' }
  const seen = {
    text: '',
    calls: [] as unknown[],
    reason: undefined as unknown,
    total: undefined as unknown,
  }
  for await (const chunk of await client.models.generateContentStream(params)) {
    for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
      if (part.thought !== true) seen.text += part.text ?? ''
      if (part.functionCall) seen.calls.push(part.functionCall)
    }
    seen.reason = chunk.candidates?.[0]?.finishReason ?? seen.reason
    seen.total = chunk.usageMetadata?.totalTokenCount ?? seen.total
  }
  return seen
}

const said = (events: readonly AnswerEvent[]): { text: string; calls: unknown[] } => {
  const parts = foldAnswer(events).choices[0]?.parts ?? []
  return {
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call' ? [{ name: part.name, args: JSON.parse(part.arguments) }] : [],
    ),
  }
}

const contentAt = (written: JsonObject, index: number): unknown => {
  const candidate = listAt(written, 'candidates')[index]
  return isObject(candidate) ? candidate['content'] : undefined
}

describeRecorded('recorded answers, read and written, for the official client', () => {
  for (const stream of recordedStreams().filter(({ protocol }) => protocol === 'gemini'))
    test(stream.name, async () => {
      const events = readPieces([asServerSentEvents(stream)])
      const last: unknown = parseText(stream.payloads.at(-1) ?? '')
      const usage = isObject(last) && isObject(last['usageMetadata']) ? last['usageMetadata'] : {}
      expect(await streamed(events)).toEqual({
        ...said(events),
        reason: 'STOP',
        total: usage['totalTokenCount'],
      })
    })

  for (const { name, bytes } of fixturesOf('gemini', '.json')) {
    const body = parseText(bytes)
    if (!isObject(body) || body['error'] !== undefined) continue
    test(name, async () => {
      const read = codec.readAnswer(body, countedIds())
      const written = read === undefined ? {} : codec.writeAnswer(read, asked())
      expect(written).toEqual({ ...body })
      answer = { body: JSON.stringify(written), type: 'application/json' }
      const { candidates } = await client.models.generateContent(params)
      expect(JSON.stringify(candidates?.map(({ content }) => content))).toBe(
        JSON.stringify(read?.choices.map(({ index }) => contentAt(written, index))),
      )
    })
  }
})

describe('what the official client sends', () => {
  test('is read, and written the same', async () => {
    answer = { body: JSON.stringify({ candidates: [] }), type: 'application/json' }
    await client.models.generateContent({
      ...params,
      config: {
        systemInstruction: 'Be brief.',
        temperature: 0.5,
        stopSequences: ['x'],
        responseMimeType: 'application/json',
        responseSchema: { type: 'OBJECT' as never, properties: { a: { type: 'STRING' as never } } },
        tools: [
          { functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] },
        ],
        toolConfig: { functionCallingConfig: { mode: 'ANY' as never } },
        thinkingConfig: { includeThoughts: true, thinkingBudget: 5 },
        safetySettings: [
          { category: 'HARM_CATEGORY_HARASSMENT' as never, threshold: 'OFF' as never },
        ],
      },
    })
    const { systemInstruction, ...rest } = received
    expect(systemInstruction).toEqual({ parts: [{ text: 'Be brief.' }], role: 'user' })
    expect(roundTrip(received)).toEqual({
      ...rest,
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
    })
  })

  test('a written answer of another protocol is understood', async () => {
    const { body } = write({})
    expect(body['contents']).toBeArray()
    answer = {
      body: JSON.stringify(
        codec.writeAnswer(
          {
            id: 'msg_1',
            model: '',
            choices: [
              {
                index: 0,
                parts: [
                  { type: 'thinking', text: 'Hm' },
                  { type: 'refusal', text: 'No.' },
                  {
                    type: 'tool-call',
                    id: 'c1',
                    name: 'f',
                    arguments: '{"a":1}',
                    kind: 'function',
                  },
                  { type: 'image', source: { type: 'data', mediaType: 'image/png', data: 'AAAA' } },
                ],
                finish: { reason: 'tool-calls', word: 'tool_use' },
              },
            ],
            usage: {
              inputTokens: 1,
              cacheReadTokens: 2,
              cacheWriteTokens: 3,
              outputTokens: 4,
              reasoningTokens: 5,
            },
          },
          asked(),
        ),
      ),
      type: 'application/json',
    }
    const got = await client.models.generateContent(params)
    expect(
      got.candidates?.[0]?.content?.parts?.map(({ text, thought }) => [text, thought]),
    ).toEqual([
      ['Hm', true],
      ['No.', undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
    expect(got.candidates?.[0]?.content?.parts?.[3]?.inlineData?.data).toBe('AAAA')
    expect(got.functionCalls).toEqual([{ id: 'c1', name: 'f', args: { a: 1 } }])
    expect(got.candidates?.[0]?.finishReason).toBe('STOP' as never)
    expect(got.modelVersion).toBe('gemini-2.5-flash')
    expect(got.usageMetadata).toEqual({
      promptTokenCount: 6,
      cachedContentTokenCount: 2,
      candidatesTokenCount: 4,
      thoughtsTokenCount: 5,
      totalTokenCount: 15,
    } as never)
  })
})
