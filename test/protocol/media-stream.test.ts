import { expect, test } from 'bun:test'
import { protocols } from '../../src/protocol/index.ts'
import type { EventNote, Operation } from '../../src/protocol/protocol.ts'

const notes = (operation: Operation, payloads: readonly unknown[]): readonly EventNote[] => {
  const reader = protocols['openai-chat'].streamReader(operation)
  return payloads.map((payload) =>
    reader.note({ raw: '', event: '', data: JSON.stringify(payload) }),
  )
}

const usage = { input_tokens: 9, output_tokens: 20, total_tokens: 29 }
const told = { inputTokens: 9, outputTokens: 20 }

test('a stream of images is whole with its completed image, and may go on with another', () => {
  const seen = notes('make-images', [
    { type: 'image_generation.partial_image', b64_json: 'AAAA', partial_image_index: 0 },
    { type: 'image_generation.completed', b64_json: 'AAAA', usage },
    { type: 'image_generation.completed', b64_json: 'BBBB' },
  ])
  expect(seen).toEqual([
    { phase: 'content' },
    { phase: 'content', isComplete: true, usage: told },
    { phase: 'content', isComplete: true },
  ])
})

test('a stream of a transcript is whole with its text', () => {
  const seen = notes('transcribe', [
    { type: 'transcript.text.delta', delta: 'Elbe' },
    { type: 'transcript.text.segment', text: 'Elbe' },
    { type: 'transcript.text.done', text: 'Elbe', usage },
  ])
  expect(seen.map(({ isComplete = false }) => isComplete)).toEqual([false, false, true])
  expect(seen[2]?.usage).toEqual(told)
})

test('an error ends such a stream, and what is no JSON is not of it', () => {
  const [failed] = notes('edit-images', [{ type: 'error', error: { message: 'no', code: 'x' } }])
  expect(failed).toMatchObject({ phase: 'error', error: { message: 'no', code: 'x' } })
  const reader = protocols['openai-chat'].streamReader('edit-images')
  expect(reader.note({ raw: '', event: '', data: '{"type":' })).toEqual({ phase: 'malformed' })
})

test('the usage of whole images and transcripts is read; one by duration tells no tokens', () => {
  const { readUsage } = protocols['openai-chat']
  const read = (operation: Operation, body: unknown) => readUsage(operation, JSON.stringify(body))
  expect(read('make-images', { created: 1, data: [{ b64_json: 'AAAA' }], usage })).toEqual(told)
  expect(read('transcribe', { text: 'x', usage: { type: 'duration', seconds: 3 } })).toBeUndefined()
  expect(readUsage('transcribe', 'plain text')).toBeUndefined()
})
