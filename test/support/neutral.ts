import * as fc from 'fast-check'
import type { Answer, Choice } from '../../src/ir/answer.ts'
import type { Part } from '../../src/ir/part.ts'

/** Generated answers in the neutral form, of what all protocols but the oldest can say: thoughts, a text, calls. */

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const id = fc.stringMatching(/^[a-z0-9]{8}$/)

const text = words.map((written): Part => ({ type: 'text', text: written }))

const thinking = words.map((written): Part => ({ type: 'thinking', text: written }))

const call = fc
  .record({
    id: id.map((rest) => `call_${rest}`),
    name: fc.stringMatching(/^[a-z_]{1,20}$/),
    input: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 2 })),
  })
  .map(({ input, ...named }): Part => ({
    type: 'tool-call',
    kind: 'function',
    ...named,
    arguments: JSON.stringify(input),
  }))

const maybe = (part: fc.Arbitrary<Part>): fc.Arbitrary<readonly Part[]> =>
  fc.array(part, { maxLength: 1 })

const calls = fc.uniqueArray(call, {
  maxLength: 3,
  selector: (part) => (part.type === 'tool-call' ? part.id : ''),
})

const parts = fc
  .tuple(maybe(thinking), maybe(text), calls)
  .map((groups) => groups.flat())
  .filter((all) => all.length > 0)

const choiceAt = (index: number): fc.Arbitrary<Choice> =>
  parts.map((all) => ({
    index,
    parts: all,
    finish: { reason: all.some(({ type }) => type === 'tool-call') ? 'tool-calls' : 'stop' },
  }))

const count = fc.nat(1_000_000)

export const usage = fc.record({
  inputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  outputTokens: count,
  reasoningTokens: count,
})

/** One choice, with an id and a model. */
export const plainAnswer: fc.Arbitrary<Answer> = fc.record({
  id: id.map((rest) => `msg_${rest}`),
  model: fc.constant('some-model'),
  choices: choiceAt(0).map((choice) => [choice]),
  usage,
})

/** Several choices. */
export const choicesAnswer: fc.Arbitrary<Answer> = fc
  .tuple(plainAnswer, fc.integer({ min: 1, max: 3 }))
  .chain(([answer, choices]) =>
    fc
      .tuple(...Array.from({ length: choices }, (_, index) => choiceAt(index)))
      .map((all) => ({ ...answer, choices: all })),
  )
