import { describe, expect, test } from 'bun:test'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { write } from './message.ts'

describe('limits and sampling', () => {
  test.each([
    ['claude-3-haiku-20240307', 4_096],
    ['claude-3-5-sonnet-latest', 8_192],
    ['claude-opus-4-1-20250805', 32_000],
    ['claude-haiku-4-5', 32_000],
    ['claude-opus-5', 32_000],
    ['glm-4.6', 8_192],
  ])('%s gets %i tokens when the client names no limit', (model, limit) => {
    expect(write({ model, sampling: {} }).body['max_tokens']).toBe(limit)
  })

  test('a large budget has room besides', () => {
    const { body } = write({ sampling: {}, reasoning: { budgetTokens: 40_000 } })
    expect(body).toMatchObject({ max_tokens: 56_000, thinking: { budget_tokens: 40_000 } })
  })

  test('a temperature above one is one', () => {
    const { body, warnings } = write({ sampling: { maxTokens: 9, temperature: 1.5 } })
    expect(body['temperature']).toBe(1)
    expect(warnings).toEqual(['temperature'])
  })

  test.each([
    ['claude-3-5-haiku-latest', { temperature: 0.5, top_p: 0.9, top_k: 4 }, []],
    ['claude-sonnet-4-5', { temperature: 0.5, top_k: 4 }, ['topP']],
    ['claude-opus-4-7', {}, ['temperature', 'topP', 'topK']],
  ])('%s gets what it takes of it', (model, taken, told) => {
    const { body, warnings } = write({
      model,
      sampling: { maxTokens: 9, temperature: 0.5, topP: 0.9, topK: 4 },
    })
    const { temperature, top_p, top_k } = body
    expect(JSON.parse(JSON.stringify({ temperature, top_p, top_k }))).toEqual(taken)
    expect(warnings).toEqual(told)
  })

  test('the default temperature goes without saying', () => {
    const { body, warnings } = write({
      model: 'claude-opus-5',
      sampling: { maxTokens: 9, temperature: 1, topP: 1 },
    })
    expect(body).not.toHaveProperty('temperature')
    expect(warnings).toEqual([])
  })

  test('while it thinks a model has no temperature', () => {
    const { body, warnings } = write({
      sampling: { maxTokens: 9_000, temperature: 0 },
      reasoning: { effort: 'low' },
    })
    expect(body).not.toHaveProperty('temperature')
    expect(warnings).toEqual(['temperature'])
  })

  test.each([
    ['choices', { choices: 2 }],
    ['logprobs', { wantsLogprobs: true }],
    ['stop', { stop: ['\n'] }],
  ])('%s is refused', (field, sampling) => {
    expect(write({ sampling }).refusal).toBe(field)
  })

  test('what does not change the meaning is told', () => {
    const sampling = { seed: 1, presencePenalty: 1, frequencyPenalty: 1, logitBias: { a: 1 } }
    const { refusal, warnings } = write({ sampling, verbosity: 'low', serviceTier: 'constructor' })
    expect(refusal).toBeUndefined()
    expect(warnings.toSorted()).toEqual([
      'frequencyPenalty',
      'logitBias',
      'presencePenalty',
      'seed',
      'serviceTier',
      'verbosity',
    ])
  })

  test.each([
    ['modalities', { modalities: ['text', 'audio'] }],
    ['cache', { cache: { content: 'cachedContents/1' } }],
  ] as [string, Partial<Prompt>][])('%s is refused', (field, over) => {
    expect(write(over).refusal).toBe(field)
  })
})
