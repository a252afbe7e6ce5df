import { describe, expect, test } from 'bun:test'
import { countForms } from '../../src/protocol/counts.ts'
import { protocolIds } from '../../src/protocol/protocol.ts'

const { gemini, anthropic, 'openai-responses': responses } = countForms

test('a number is read as it is written, in every protocol that counts', () => {
  const counting = protocolIds.filter((id) => countForms[id] !== undefined)
  expect(counting).toEqual(['openai-responses', 'anthropic', 'gemini'])
  for (const id of counting) {
    const form = countForms[id]
    expect(form?.readCount(form.writeCount(17))).toBe(17)
    expect(form?.readCount({ error: {} })).toBeUndefined()
  }
})

describe('what only an answer has is not asked to be counted', () => {
  test('in a message', () => {
    const tools = [{ name: 'look' }]
    const request = { model: 'm', max_tokens: 1, stream: true, messages: [], tools, speed: 'fast' }
    expect(anthropic?.ofRequest(request, 'm')).toEqual({
      model: 'm',
      messages: [],
      tools,
      speed: 'fast',
    })
  })

  test('in a response', () => {
    const request = { model: 'm', input: 'hi', store: false, include: [], max_output_tokens: 9 }
    expect(responses?.ofRequest(request, 'm')).toEqual({ model: 'm', input: 'hi' })
  })
})

describe('a Gemini count', () => {
  const contents = [{ parts: [{ text: 'hi' }] }]

  test.each([
    { contents },
    { generateContentRequest: { contents } },
    { generate_content_request: { contents } },
  ])('is read in the form %j', (body) => {
    expect(gemini?.requestOf(body)).toEqual({ contents })
  })

  test('is asked for a whole request, so that tools and instructions count', () => {
    expect(gemini?.ofRequest({ contents, tools: [] }, 'g')).toEqual({
      generateContentRequest: { model: 'models/g', contents, tools: [] },
    })
  })

  test('gets the upstream’s name where the body repeats it', () => {
    const body = '{ "generateContentRequest": {"model" : "models/alias", "contents":[]}}'
    expect(gemini?.renamed?.(body, 'g')).toBe(
      '{ "generateContentRequest": {"model" : "models/g", "contents":[]}}',
    )
    for (const same of ['{"contents":[]}', '{"generateContentRequest":{"model":"models\\/g"}}'])
      expect(gemini?.renamed?.(same, 'g')).toBe(same)
  })
})
