import { expect, test } from 'bun:test'
import type { Failure } from '../../src/ir/failure.ts'
import { holdsProofs, refusesProofs } from '../../src/protocol/proof-refusal.ts'

const failure = (over: Partial<Failure>): Failure => ({
  kind: 'client',
  code: 'invalid_request_error',
  status: 400,
  message: '',
  ...over,
})

test.each([
  'messages.1.content.0: Invalid `signature` in `thinking` block',
  'Thought signature is not valid.',
  'Corrupted thought signature.',
])('a refusal of proofs is known by its words: %s', (message) => {
  expect(refusesProofs(failure({ message }))).toBeTrue()
})

test('a refusal of proofs is known by its code', () => {
  expect(refusesProofs(failure({ code: 'invalid_encrypted_content' }))).toBeTrue()
})

test.each([
  [failure({ message: 'Function call is missing a thought_signature' })],
  [failure({ message: 'messages: Invalid role' })],
  [failure({ kind: 'auth', message: 'Invalid signature of the request' })],
])('another refusal is none: %j', (other) => {
  expect(refusesProofs(other)).toBeFalse()
})

test.each([
  ['{"type":"thinking","signature":"c2ln"}', true],
  ['{"thoughtSignature":"c2ln"}', true],
  ['{"thought_signature":"c2ln"}', true],
  ['{"type":"reasoning","encrypted_content":"c2ln"}', true],
  ['{"text":"a signature"}', false],
])('a body holds proofs where it has a field for them: %s', (body, holds) => {
  expect(holdsProofs(body)).toBe(holds)
})
