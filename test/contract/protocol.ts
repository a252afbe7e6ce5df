import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Failure } from '../../src/ir/failure.ts'
import type { Usage } from '../../src/ir/usage.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { openFramer } from '../../src/protocol/framer.ts'
import type { EventNote, Framing, Protocol, StreamEvent } from '../../src/protocol/protocol.ts'
import { feedPieces, pieces } from '../support/pieces.ts'

/** What a protocol shows of itself to be put through the suite. */
export type ProtocolSample = {
  readonly protocol: Protocol
  readonly framings: readonly Framing[]
  /** A whole stream, event by event, with what each event is. The first one is a preamble where the protocol has any. */
  readonly stream: readonly {
    readonly event?: string
    readonly payload: string
    readonly phase: EventNote['phase']
  }[]
  /** A whole answer and its usage. */
  readonly answer: { readonly body: string; readonly usage: Partial<Usage> }
}

/** What every protocol must do. */
export const protocolContract = (sample: ProtocolSample): void => {
  describe(`${sample.protocol.id} keeps the contract of a protocol`, () => {
    for (const framing of sample.framings) streamContract(sample, framing)
    answerContract(sample)
    failureContract(sample)
  })
}

const streamContract = (sample: ProtocolSample, framing: Framing): void => {
  const { protocol, stream } = sample
  const whole = write(sample, framing)
  const follow = (chunks: readonly string[]): { events: StreamEvent[]; notes: EventNote[] } => {
    const { events } = feedPieces(openFramer(framing), chunks)
    const reader = protocol.streamReader('generate')
    const said = events.filter(({ data, raw }) => data !== '' || raw.endsWith(']'))
    return { events: said, notes: said.map((event) => reader.note(event)) }
  }

  test(`${framing}: a stream's events are what they are, and its end is complete`, () => {
    const { notes } = follow([whole])
    const phases = sample.stream.map(({ phase }) => phase)
    expect(notes.map(({ phase }) => phase)).toEqual(framing === 'sse' ? phases : [...phases, 'end'])
    expect(notes.at(-1)?.isComplete).toBe(true)
  })

  test(`${framing}: what comes after a complete stream leaves it complete`, () => {
    const reader = protocol.streamReader('generate')
    for (const event of follow([whole]).events) reader.note(event)
    expect(reader.note(bare(''))).toEqual({ phase: 'content', isComplete: true })
  })

  test(`${framing}: wherever a stream is cut, the same is understood`, () => {
    const { notes } = follow([whole])
    fc.assert(
      fc.property(pieces(fc.constant(whole)), (chunks) => {
        expect(follow(chunks).notes).toEqual(notes)
      }),
      { numRuns: 50 },
    )
  })

  test(`${framing}: a stream that ends before its last event is not complete`, () => {
    const reader = protocol.streamReader('generate')
    const events = follow([whole]).events
    const firstComplete = events.findIndex((event) => reader.note(event).isComplete === true)
    expect(firstComplete).toBeGreaterThan(0)
    expect(firstComplete).toBeGreaterThanOrEqual(
      sample.stream.findIndex(({ phase }) => phase === 'content'),
    )
  })

  test(`${framing}: what does not parse, or is no object, is malformed`, () => {
    const data = ['{"cut":', '[]', '3', 'nonsense', '"text"', 'null']
    const phases = data.map((bytes) => protocol.streamReader('generate').note(bare(bytes)).phase)
    expect(phases).toEqual(data.map(() => 'malformed'))
  })

  test(`${framing}: an event named error is an error, whatever its data is`, () => {
    const note = protocol.streamReader('generate').note({ ...bare('gone'), event: 'error' })
    expect(note).toEqual({ phase: 'error', error: { message: 'gone', type: '', code: '' } })
  })

  test(`${framing}: nesting of any depth is answered with a note`, () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const payloads = stream.map(({ payload }) =>
      payload.replace(/"(?:text|content|delta|message)":/, `$&${deep},"x":`),
    )
    expect(() =>
      payloads.map((data) => protocol.streamReader('generate').note(bare(data))),
    ).not.toThrow()
    expect(() => protocol.readError(`{"error":{"message":${deep}}}`)).not.toThrow()
  })

  test(`${framing}: an event that was given up on is malformed`, () => {
    const note = protocol.streamReader('generate').note({ ...bare(''), isOversized: true })
    expect(note.phase).toBe('malformed')
  })

  test(`${framing}: a heartbeat between two events says nothing and breaks nothing`, () => {
    const { events } = follow([whole])
    const spaced = events.flatMap(({ raw }) => [raw, protocol.heartbeat(framing)])
    expect(follow(spaced).events.map(({ data }) => data)).toEqual(events.map(({ data }) => data))
  })

  test.each([true, false])(
    `${framing}: our own error event is read as one (as the first event: %p)`,
    (isFirst) => {
      const begun = isFirst ? '' : (follow([whole]).events[0]?.raw ?? '')
      const ending = protocol.writeStreamFailure(failure(502), 'request-1', { framing, isFirst })
      const note = follow([begun + ending]).notes.find(({ phase }) => phase === 'error')
      expect(note?.error?.message).toBe(awkward)
    },
  )

  test(`${framing}: whatever comes as an event is answered with a note`, () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
        const { phase } = protocol.streamReader('generate').note(bare(fromText(data)))
        expect(['preamble', 'content', 'end', 'error', 'malformed']).toContain(phase)
      }),
    )
  })
}

const answerContract = ({ protocol, answer }: ProtocolSample): void => {
  test('the usage of a whole answer is read', () => {
    expect(protocol.readUsage('generate', fromText(answer.body))).toEqual(answer.usage)
  })

  test('counting tokens uses none', () => {
    expect(protocol.readUsage('count-tokens', fromText(answer.body))).toBeUndefined()
  })

  test('a whole answer is no error', () => {
    expect(protocol.readError(fromText(answer.body))).toBeUndefined()
  })

  test('whatever comes as a body is read without a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const bytes = fromText(body)
        expect(protocol.readError(bytes)?.message.length ?? 0).toBeLessThanOrEqual(1_000)
        expect(typeof protocol.readUsage('generate', bytes)).toBeOneOf(['object', 'undefined'])
      }),
    )
  })
}

const failureContract = ({ protocol }: ProtocolSample): void => {
  test.each([400, 401, 403, 404, 405, 413, 429, 500, 502, 503, 504, 529])(
    'a failure with status %i is written so that it is read again',
    (status) => {
      const written = protocol.writeFailure(failure(status), 'request-1')
      expect([written.status, written.headers['content-type']]).toEqual([
        status,
        'application/json',
      ])
      expect(protocol.readError(written.body)?.message).toBe(awkward)
    },
  )

  test('what is written is ASCII', () => {
    const { body } = protocol.writeFailure(failure(400), 'request-1')
    expect(body).toMatch(/^[\x20-\x7e]+$/)
  })

  test.each([
    [1, '1'],
    [1_000, '1'],
    [1_001, '2'],
    [34_400, '35'],
  ])('a wait of %i ms is a Retry-After of %s', (retryAfterMs, header) => {
    const written = protocol.writeFailure({ ...failure(429), retryAfterMs }, 'request-1')
    expect(written.headers['retry-after']).toBe(header)
  })

  test('without a known wait there is no Retry-After', () => {
    expect(protocol.writeFailure(failure(429), 'request-1').headers).not.toContainKey('retry-after')
  })

  test('the request id is among the headers', () => {
    const { headers } = protocol.writeFailure(failure(429), 'request-1')
    expect(Object.values(headers)).toContain('request-1')
  })
}

const awkward = 'Zu groß: "größer" als 5 €, 👍 \\ /'

const failure = (status: number): Failure => ({
  kind: 'transient',
  code: 'upstream_reset',
  status,
  message: awkward,
})

const bare = (data: string): StreamEvent => ({ raw: `data: ${data}\n\n`, event: '', data })

const write = ({ stream }: ProtocolSample, framing: Framing): string => {
  const payloads = stream.map(({ payload }) => fromText(payload))
  if (framing === 'json-array') return `[${payloads.join(',\n')}\n]`
  const blocks = stream.map(({ event }, index) => {
    const name = event === undefined ? '' : `event: ${event}\n`
    return `${name}data: ${payloads[index]}\n\n`
  })
  return blocks.join('')
}
