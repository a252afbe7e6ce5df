import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Target } from '../../src/channel/index.ts'
import { conversionTo } from '../../src/exchange/conversion/converters.ts'
import type { Order } from '../../src/exchange/messages.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { isObject } from '../../src/protocol/json.ts'
import { orderFor } from '../support/attempts.ts'

const circumstances = { now: 0, ids: { next: (prefix: string) => prefix } }

/** What a client asks, where, and a request with one value put into the place of another, at any depth. */
const requests: readonly [Partial<Omit<Order, 'body'>>, Target['protocol'], object][] = [
  [
    { protocol: 'openai-chat', operation: 'embed' },
    'gemini',
    { input: ['a', 'b'], dimensions: 2, encoding_format: 'float', user: 'u' },
  ],
  [
    { protocol: 'gemini', operation: 'embed' },
    'openai-chat',
    { content: { parts: [{ text: 'a' }] }, taskType: 'x', title: 'y', embedContentConfig: {} },
  ],
  [
    { protocol: 'gemini', operation: 'batch-embed' },
    'openai-chat',
    { requests: [{ model: 'm', content: { parts: [{ text: 'a' }] }, outputDimensionality: 2 }] },
  ],
  [
    { protocol: 'openai-chat', operation: 'edit-images' },
    'gemini',
    {
      prompt: 'a',
      n: 1,
      size: '1x1',
      quality: 'hd',
      background: 'auto',
      output_format: 'png',
      response_format: 'b64_json',
      images: [{ image_url: 'data:image/png;base64,AAAA' }],
    },
  ],
  [
    { protocol: 'gemini', operation: 'generate', model: 'gpt-image-1' },
    'openai-chat',
    {
      contents: [{ role: 'user', parts: [{ text: 'a' }] }],
      generationConfig: { imageConfig: { aspectRatio: '1:1' }, candidateCount: 1 },
    },
  ],
]

const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, '', -1, 1.5, 1e300, [], {}, [null], [[]], '\ud800'),
)

/** Of the same shape, now and then with something else in a place. */
const spoilt = (value: unknown): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: inside(value) }, { weight: 1, arbitrary: strange })

const inside = (value: unknown): fc.Arbitrary<unknown> => {
  if (Array.isArray(value)) return fc.tuple(...value.map(spoilt))
  if (!isObject(value)) return fc.constant(value)
  const members = Object.entries(value).map(([key, member]) => [key, spoilt(member)] as const)
  return fc.record(Object.fromEntries(members), { requiredKeys: [] })
}

const convert = (
  over: Partial<Omit<Order, 'body'>>,
  protocol: Target['protocol'],
  body: string,
) => {
  const order = { ...orderFor(over), body }
  const way = conversionTo(order, protocol)
  const target = { protocol, model: order.model, isStreaming: false, framing: 'sse' } as const
  return way?.convert(order, { ...target, operation: way.operation }, circumstances)
}

describe.each(requests)('%j at %s', (over, protocol, request) => {
  test('is converted', () => {
    const result = convert(over, protocol, fromText(JSON.stringify(request)))
    expect(result?.type).toBe('converted')
  })

  test('is refused by a field when it is malformed, and never breaks', () => {
    fc.assert(
      fc.property(spoilt(request), (body) => {
        const result = convert(over, protocol, fromText(JSON.stringify(body)))
        expect(['converted', 'refused']).toContain(result?.type ?? '')
      }),
      { numRuns: 300 },
    )
  })

  test('gives an answer or none, whatever an upstream says', () => {
    const converted = convert(over, protocol, fromText(JSON.stringify(request)))
    if (converted?.type !== 'converted') return
    const answers = spoilt({
      data: [{ index: 0, embedding: [1], b64_json: 'AAAA', url: 'x' }],
      embeddings: [{ values: [1] }],
      embedding: { values: [1] },
      candidates: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'A' } }] } }],
      predictions: [{ bytesBase64Encoded: 'A' }],
      usage: { prompt_tokens: 1, input_tokens: 1 },
      usageMetadata: { promptTokenCount: 1, promptTokensDetails: [{ modality: 'IMAGE' }] },
    })
    fc.assert(
      fc.property(answers, (answer) => {
        const body = { ...(typeof answer === 'object' ? answer : {}) }
        const turned = converted.conversion.turn(body)
        expect(['answer', 'failure', undefined]).toContain(turned?.outcome.type)
      }),
      { numRuns: 300 },
    )
  })
})
