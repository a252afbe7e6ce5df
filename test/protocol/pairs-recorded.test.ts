import { afterAll, expect, test } from 'bun:test'
import type { Answer } from '../../src/ir/answer.ts'
import { argumentsObject } from '../../src/ir/calls.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import type { Part } from '../../src/ir/part.ts'
import { noUsage, totalTokens } from '../../src/ir/usage.ts'
import { toText } from '../../src/protocol/bytes.ts'
import { codecs } from '../../src/protocol/codecs.ts'
import { isObject, parseText, type JsonObject } from '../../src/protocol/json.ts'
import { protocolIds, type ProtocolId } from '../../src/protocol/protocol.ts'
import { grammarFaults } from '../contract/event-grammar.ts'
import { describeRecorded, fixturesOf, recordedIn } from '../support/fixtures.ts'
import { asServerSentEvents, recordedStreams } from '../support/recorded-streams.ts'
import { readStream, readWhole, relayAnswer, relayOf, relayStream } from '../translation/relay.ts'
import { gaps, gapsIn } from './pairs-gaps.ts'
import { openClients, type Understood } from './pairs-clients.ts'

const clients = openClients()
afterAll(() => clients.stop())

type Facts = Understood & { readonly thoughts: string; readonly tokens: number }

const textsOf = (parts: readonly Part[], types: readonly Part['type'][]): string =>
  parts.flatMap((part) => (types.includes(part.type) && 'text' in part ? part.text : [])).join('')

const factsOf = ({ choices, usage }: Answer): Facts => {
  const parts = choices.flatMap((choice) => choice.parts)
  return {
    text: textsOf(parts, ['text', 'refusal']),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call'
        ? [
            [
              part.name,
              part.kind === 'function' ? argumentsObject(part.arguments) : part.arguments,
            ] as const,
          ]
        : [],
    ),
    thoughts: textsOf(parts, ['thinking']),
    tokens: totalTokens({ ...noUsage, ...usage }),
  }
}

/** One recording, told in another protocol. */
type Telling = {
  readonly name: string
  readonly target: ProtocolId
  readonly body: string
  readonly isStreaming: boolean
  readonly faults: readonly string[]
  readonly read: Facts
  readonly told: Facts
}

const othersThan = (source: ProtocolId): readonly ProtocolId[] =>
  protocolIds.filter((target) => target !== source)

const streams = recordedStreams()
  .filter(({ isDamaged }) => !isDamaged)
  .flatMap((stream) =>
    othersThan(stream.protocol).map((target) => ({
      name: stream.name,
      target,
      tell: (): Telling => {
        const text = toText(asServerSentEvents(stream))
        const read = readStream(codecs[stream.protocol], text)
        const body = relayStream(text, relayOf(target, stream.protocol))
        const events = readStream(codecs[target], body)
        return {
          name: stream.name,
          target,
          body,
          isStreaming: true,
          faults: [...grammarFaults(read), ...grammarFaults(events)],
          read: factsOf(foldAnswer(read)),
          told: factsOf(foldAnswer(events)),
        }
      },
    })),
  )

const answers = recordedIn.flatMap(([source, folder]) =>
  fixturesOf(folder, '.json')
    .map(({ name, bytes }) => ({ name, body: parseText(bytes) }))
    .filter((answer): answer is { name: string; body: JsonObject } => isObject(answer.body))
    .filter(({ body }) => !('error' in body) || body['error'] === null)
    .flatMap(({ name, body }) =>
      othersThan(source).map((target) => ({
        name,
        target,
        tell: (): Telling => {
          const told = relayAnswer(body, relayOf(target, source))
          return {
            name,
            target,
            body: JSON.stringify(told),
            isStreaming: false,
            faults: [],
            read: factsOf(readWhole(codecs[source], body)),
            told: factsOf(readWhole(codecs[target], told)),
          }
        },
      })),
    ),
)

/** All that was read is told, but for what the target is known to have no words for; and its client hears it. */
const judge = async ({ name, target, faults, read, told, body, isStreaming }: Telling) => {
  expect(faults).toEqual([])
  const known = gapsIn(name, target).map(({ fact }) => [fact, told[fact]])
  expect(told).toEqual({ ...read, ...Object.fromEntries(known) })
  expect(await clients.understand(target, body, isStreaming)).toEqual({
    text: told.text,
    calls: told.calls,
  })
}

describeRecorded('a recorded stream', () => {
  test.each(streams)('$name is told in $target', ({ tell }) => judge(tell()))
})

describeRecorded('a recorded answer', () => {
  test.each(answers)('$name is told in $target', ({ tell }) => judge(tell()))
})

const damaged = recordedStreams()
  .filter(({ isDamaged }) => isDamaged)
  .flatMap((stream) =>
    protocolIds.map((target) => ({
      name: stream.name,
      target,
      source: stream.protocol,
      text: toText(asServerSentEvents(stream)),
    })),
  )

describeRecorded('a damaged stream', () => {
  test.each(damaged)('$name is read as far as it goes, for $target', ({ source, target, text }) => {
    const read = readStream(codecs[source], text)
    const told = readStream(codecs[target], relayStream(text, relayOf(target, source)))
    expect([grammarFaults(read), grammarFaults(told)]).toEqual([[], []])
  })
})

describeRecorded('what a protocol has no words for', () => {
  test.each(gaps)('is met: $fact ($reason)', (gap) => {
    const isMet = [...streams, ...answers]
      .filter(({ name, target }) => gapsIn(name, target).includes(gap))
      .map(({ tell }) => tell())
      .some(({ read, told }) => !Bun.deepEquals(read[gap.fact], told[gap.fact]))
    expect(isMet).toBe(true)
  })
})
