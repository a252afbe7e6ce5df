import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { argumentsObject } from '../../src/ir/calls.ts'
import type { Answer } from '../../src/ir/answer.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import { unfoldAnswer } from '../../src/ir/unfold.ts'
import { codecs } from '../../src/protocol/codecs.ts'
import { protocolIds, type ProtocolId } from '../../src/protocol/protocol.ts'
import { grammarFaults } from '../contract/event-grammar.ts'
import { plainAnswer } from '../support/neutral.ts'
import { asked, readStream, readWhole, relayAnswer, relayOf, relayStream } from './relay.ts'

const pairs = protocolIds.flatMap((one) => protocolIds.map((other) => [one, other] as const))

/** What two hops keep. Completions have no words for calls, so what is left of them is compared. */
const facts = ({ choices }: Answer, hasCalls: boolean): unknown =>
  choices.map(({ parts, finish }) => ({
    text: parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join(''),
    ...(hasCalls
      ? {
          calls: parts.flatMap((part) =>
            part.type === 'tool-call'
              ? { id: part.id, name: part.name, input: argumentsObject(part.arguments) }
              : [],
          ),
          reason: finish.reason,
        }
      : {}),
  }))

const canCall = (...ids: readonly ProtocolId[]): boolean => !ids.includes('openai-completions')

describe('two hops, there and back, keep texts, calls of tools and why the answer ended', () => {
  test.each(pairs)('%s by way of %s, whole', (one, other) => {
    fc.assert(
      fc.property(plainAnswer, (answer) => {
        const first = codecs[one].writeAnswer(answer, asked())
        const there = relayAnswer(first, relayOf(other, one))
        const back = relayAnswer(there, relayOf(one, other))
        const hasCalls = canCall(one, other)
        expect(facts(readWhole(codecs[one], back), hasCalls)).toEqual(facts(answer, hasCalls))
      }),
      { numRuns: 15 },
    )
  })

  test.each(pairs)('%s by way of %s, streamed', (one, other) => {
    fc.assert(
      fc.property(plainAnswer, (answer) => {
        const writer = codecs[one].openWriter(asked())
        const first = unfoldAnswer(answer)
          .map((event) => writer.write(event))
          .join('')
        const there = relayStream(first, relayOf(other, one))
        const back = relayStream(there, relayOf(one, other))
        const events = readStream(codecs[one], back)
        const hasCalls = canCall(one, other)
        expect(grammarFaults(events)).toEqual([])
        expect(facts(foldAnswer(events), hasCalls)).toEqual(facts(answer, hasCalls))
      }),
      { numRuns: 15 },
    )
  })
})
