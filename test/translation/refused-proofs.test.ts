import { expect, test } from 'bun:test'
import type { Part } from '../../src/ir/part.ts'
import { Report } from '../../src/ir/report.ts'
import { codecs } from '../../src/protocol/codecs.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { prepare } from '../../src/translation/prepare.ts'
import { issuerOf, seal } from '../../src/translation/seal.ts'
import { plainPrompt } from './relay.ts'

const issuer = issuerOf('team/one', 'anthropic')
const own = seal({ proof: 'c2VhbGVk', isRedacted: false }, issuer)
const thought = (text: string, proof: string): Part => ({ type: 'thinking', text, proof })
const parts = [thought('sealed', own), thought('bare', 'YmFyZQ'), { type: 'text', text: 'Yes.' }]

const proofsAt = (source: ProtocolId, dropsProofs: boolean): readonly unknown[] => {
  const messages = [{ role: 'assistant', parts: parts as readonly Part[] }] as const
  const sides = { source: codecs[source], target: codecs.anthropic, issuer, dropsProofs }
  const { prompt } = prepare({ ...plainPrompt, messages }, sides, new Report())
  return prompt.messages
    .flatMap((message) => message.parts)
    .map((part) => ('proof' in part ? part.proof : part.type))
}

test('what an upstream has refused of proofs is sent to none again, its own included', () => {
  expect(proofsAt('anthropic', true)).toEqual(['thinking', 'thinking', 'text'])
  expect(proofsAt('openai-responses', true)).toEqual(['thinking', 'thinking', 'text'])
})

test('what it has not refused is sent: its own, and what came to it without a seal', () => {
  expect(proofsAt('anthropic', false)).toEqual(['c2VhbGVk', 'YmFyZQ', 'text'])
})
