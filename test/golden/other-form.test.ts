import { describe, expect, test } from 'bun:test'
import type { Answer } from '../../src/ir/answer.ts'
import { foldAnswer } from '../../src/ir/fold.ts'
import { codecs } from '../../src/protocol/codecs.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { comparableParts } from '../contract/comparable.ts'
import { readStream, readWhole } from '../translation/relay.ts'
import { perform } from './perform.ts'
import { scripts } from './script.ts'

const failing = new Set(['error', 'cut-stream'])
const served = scripts.filter((script) => !failing.has(script.case))

/** What the client is told but for ids that are made for it. */
const factsOf = ({ choices, usage }: Answer): unknown => ({
  // Whoever tells nothing of a cache is written as one that has read nothing: clients expect a number there.
  usage: usage === undefined ? undefined : { cacheReadTokens: 0, ...usage },
  choices: choices.map(({ index, parts, finish }) => ({
    index,
    reason: finish.reason,
    parts: comparableParts(parts.map((part) => ('id' in part ? { ...part, id: '' } : part))),
  })),
})

const understood = (protocol: ProtocolId, told: string, isStreaming: boolean): unknown =>
  factsOf(
    isStreaming
      ? foldAnswer(readStream(codecs[protocol], told))
      : readWhole(codecs[protocol], JSON.parse(told)),
  )

describe('a client is told the same in whatever form its upstream answers', () => {
  test.each(served)('$path', async (script) => {
    const { protocol } = script.client
    for (const isStreaming of [true, false]) {
      const own = await perform({ ...script, isStreaming })
      const other = await perform({
        ...script,
        isStreaming,
        answers: isStreaming ? 'whole' : 'streams',
      })
      expect(other.status).toBe(own.status)
      if (own.status !== 200) continue
      expect(understood(protocol, other.told, isStreaming)).toEqual(
        understood(protocol, own.told, isStreaming),
      )
    }
  })
})
