#!/usr/bin/env bun
/**
 * What a streamed chunk costs before anything is done with it: bytes to a byte string, framing, and reading what
 * the event means; and what it costs to find the values of a request. Figures are of this machine, for comparison
 * between versions.
 *
 * Usage: bun bench/framing.ts
 */
import { fromBytes, toBytes } from '../src/protocol/bytes.ts'
import { openFramer } from '../src/protocol/framer.ts'
import { protocols } from '../src/protocol/index.ts'
import { scanTopLevel } from '../src/protocol/json-scan.ts'
import type { ProtocolId } from '../src/protocol/protocol.ts'

type Measured = { readonly what: string; readonly bytes: number; readonly usEach: number }

const measure = (what: string, bytes: number, run: (turn: number) => unknown): Measured => {
  const turns = Math.max(100, Math.min(200_000, Math.round(100_000_000 / bytes)))
  for (let turn = 0; turn < turns / 4; turn += 1) run(turn)
  const startedAt = Bun.nanoseconds()
  for (let turn = 0; turn < turns; turn += 1) run(turn)
  const usEach = (Bun.nanoseconds() - startedAt) / turns / 1_000
  return { what, bytes, usEach: Number(usEach.toFixed(3)) }
}

const event = (name: string, payload: object): string =>
  `${name === '' ? '' : `event: ${name}\n`}data: ${JSON.stringify(payload)}\n\n`

/** One small event as each vendor sends hundreds of them in an answer. */
const chunks: readonly (readonly [ProtocolId, string])[] = [
  [
    'openai-chat',
    event('', {
      id: 'chatcmpl-0123456789abcdef0123456789abcd',
      object: 'chat.completion.chunk',
      created: 1_790_000_000,
      model: 'gpt-5-mini',
      system_fingerprint: null,
      choices: [{ index: 0, delta: { content: ' word' }, logprobs: null, finish_reason: null }],
      usage: null,
    }),
  ],
  [
    'openai-responses',
    event('response.output_text.delta', {
      type: 'response.output_text.delta',
      sequence_number: 17,
      item_id: 'msg_0123456789abcdef0123456789abcdef0123456789abcdef',
      output_index: 1,
      content_index: 0,
      delta: ' word',
      logprobs: [],
    }),
  ],
  [
    'anthropic',
    event('content_block_delta', {
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'text_delta', text: ' a few words' },
    }),
  ],
  [
    'gemini',
    event('', {
      candidates: [{ content: { parts: [{ text: 'a few words' }], role: 'model' }, index: 0 }],
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5, totalTokenCount: 14 },
      modelVersion: 'gemini-3-pro',
    }),
  ],
]

const stream = ([protocol, chunk]: readonly [ProtocolId, string]): readonly Measured[] => {
  // Fresh strings each time: what comes from a socket has never been looked at.
  const buffers = Array.from({ length: 64 }, () => toBytes(chunk))
  const fresh = (turn: number): string => fromBytes(buffers[turn % 64] ?? new Uint8Array())
  const framer = openFramer('sse')
  const reader = protocols[protocol].streamReader('generate')
  return [
    measure(`${protocol}: to a byte string`, chunk.length, fresh),
    measure(`${protocol}: and framed`, chunk.length, (turn) => framer.feed(fresh(turn))),
    measure(`${protocol}: and read`, chunk.length, (turn) =>
      framer.feed(fresh(turn)).map((each) => reader.note(each)),
    ),
  ]
}

const message = (text: string): object => ({ role: 'user', content: [{ type: 'text', text }] })

/** A conversation of about 800 KB, of one kind of text. */
const request = (text: string): string =>
  JSON.stringify({
    model: 'gpt-5',
    messages: Array.from({ length: Math.ceil(800_000 / text.length) }, () => message(text)),
    stream: true,
  })

const scans = (): readonly Measured[] => {
  const prose = request('A sentence of plain words, as people write them. '.repeat(80))
  const code = request('const name = "value"\n  if (name !== "other") return\n'.repeat(80))
  const numbers = JSON.stringify({
    data: [{ embedding: Array.from({ length: 60_000 }, (_unused, index) => Math.sin(index)) }],
    usage: {},
  })
  return [
    ['request of prose', prose],
    ['request of code', code],
    ['answer of numbers', numbers],
  ].flatMap(([name = '', body = '']) => [
    measure(`${name}: scanned`, body.length, () =>
      scanTopLevel(body, ['model', 'stream', 'usage']),
    ),
    measure(`${name}: parsed, to compare`, body.length, () => JSON.parse(body)),
  ])
}

/** One event of a megabyte, in pieces: the time must not depend on their size by more than the pieces cost. */
const longEvents = (): readonly Measured[] =>
  [1_048_576, 4_096, 16].map((pieceBytes) => {
    const whole = event('', { image: 'A'.repeat(1_048_576) })
    const pieces = Array.from({ length: Math.ceil(whole.length / pieceBytes) }, (_unused, index) =>
      whole.slice(index * pieceBytes, (index + 1) * pieceBytes),
    )
    return measure(`1 MiB event in pieces of ${pieceBytes}`, whole.length, () => {
      const framer = openFramer('sse')
      for (const piece of pieces) framer.feed(piece)
    })
  })

console.table([...chunks.flatMap(stream), ...scans(), ...longEvents()])
