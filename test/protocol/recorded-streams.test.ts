import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { mergeUsage, noUsage, totalTokens, type Usage } from '../../src/ir/usage.ts'
import { openFramer } from '../../src/protocol/framer.ts'
import { protocols } from '../../src/protocol/index.ts'
import { countAt, isObject, objectAt, parseBytes } from '../../src/protocol/json.ts'
import type { EventNote, StreamEvent } from '../../src/protocol/protocol.ts'
import { describeRecorded } from '../support/fixtures.ts'
import { feedPieces, pieces } from '../support/pieces.ts'
import {
  asServerSentEvents,
  recordedStreams,
  type RecordedStream,
} from '../support/recorded-streams.ts'

type Followed = {
  readonly events: StreamEvent[]
  readonly notes: EventNote[]
  readonly usage: Usage
}

const follow = ({ protocol }: RecordedStream, chunks: readonly string[]): Followed => {
  const { events } = feedPieces(openFramer('sse'), chunks)
  const reader = protocols[protocol].streamReader('generate')
  const said = events.filter(({ data }) => data !== '')
  const notes = said.map((event) => reader.note(event))
  const usage = notes.reduce<Usage>((sum, note) => mergeUsage(sum, note.usage), noUsage)
  return { events: said, notes, usage }
}

/** `ppcccce`: the first letter of each event's phase. */
const phasesOf = (notes: readonly EventNote[]): string =>
  notes.map(({ phase }) => phase.slice(0, 1)).join('')

/** The last total a stream tells: of OpenAI's and of Google's usage. Anthropic tells none. */
const toldTotal = (payloads: readonly string[]): number | undefined => {
  const totals = payloads
    .map(parseBytes)
    .filter(isObject)
    .flatMap((payload) => [
      countAt(objectAt(payload, 'usage'), 'total_tokens'),
      countAt(objectAt(objectAt(payload, 'response'), 'usage'), 'total_tokens'),
      countAt(objectAt(payload, 'usageMetadata'), 'totalTokenCount'),
    ])
  return totals.findLast((total) => total !== undefined)
}

const streams = recordedStreams()
const whole = streams.filter(({ isDamaged }) => !isDamaged)
const named = (list: readonly RecordedStream[]): (readonly [string, RecordedStream])[] =>
  list.map((stream) => [stream.name, stream])

describeRecorded('a recorded stream', () => {
  test.each(named(whole))('%s is preamble, then content, then its end', (_name, stream) => {
    const { notes } = follow(stream, [asServerSentEvents(stream)])
    expect(phasesOf(notes)).toMatch(stream.protocol === 'gemini' ? /^p*c+$/ : /^p*c+e$/)
    expect(notes.at(-1)?.isComplete).toBe(true)
  })

  test.each(named(whole))('%s tells a usage that adds up', (_name, stream) => {
    const { usage } = follow(stream, [asServerSentEvents(stream)])
    const total = toldTotal(stream.payloads)
    expect(totalTokens(usage)).toBe(total ?? totalTokens(usage))
    expect(total === undefined).toBe(stream.protocol === 'anthropic')
  })

  test('a stream is understood the same, and loses no byte, however it is cut', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...streams)
          .chain((stream) =>
            fc.tuple(fc.constant(stream), pieces(fc.constant(asServerSentEvents(stream)))),
          ),
        ([stream, chunks]) => {
          const { events, rest } = feedPieces(openFramer('sse'), chunks)
          expect(events.map(({ raw }) => raw).join('') + rest).toBe(asServerSentEvents(stream))
          expect(follow(stream, chunks).notes).toEqual(follow(stream, [chunks.join('')]).notes)
        },
      ),
    )
  })

  test('there are streams of every protocol', () => {
    const seen = new Set<string>(streams.map(({ protocol }) => protocol))
    expect([...seen].sort()).toEqual(Object.keys(protocols).sort())
  })

  test('a damaged one is malformed where it is damaged, and only there', () => {
    const phases = streams
      .filter(({ isDamaged }) => isDamaged)
      .map((stream) => phasesOf(follow(stream, [asServerSentEvents(stream)]).notes))
    expect(phases).toEqual(['mccccm'])
  })

  test.each([
    ['openai-chat/azure-model-router.1#1', 'ppcccccce'],
    ['openai-chat-xai/xai-text#1', 'cccccccce'],
    ['openai-responses/openai-custom-tool.1#1', 'ppccccce'],
    ['openai-responses/openai-image-generation-tool.1#1', 'pppcccccccccccce'],
    ['anthropic/anthropic-refusal#1', 'ppce'],
    ['anthropic/duplicate-message-start#1', 'pppccce'],
    ['anthropic/anthropic-programmatic-tool-calling.1#2', 'ce'],
    ['gemini/google-tool-call#1', 'cc'],
  ])('%s is exactly %s', (name, phases) => {
    const stream = streams.find((each) => each.name === name)
    const notes = stream === undefined ? [] : follow(stream, [asServerSentEvents(stream)]).notes
    expect(phasesOf(notes)).toBe(phases)
  })
})
