import type { GenerateContentParameters, GenerateContentResponse, Part } from '@google/genai'
import { expect, test } from 'bun:test'
import { openGemini } from './sdk.ts'

const weather = {
  name: 'weather',
  parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } },
}
const model = 'gemini-3-pro-preview'
const tools = [{ functionDeclarations: [weather] }]
const partsOf = (answer: GenerateContentResponse): readonly Part[] =>
  answer.candidates?.[0]?.content?.parts ?? []

test('a tool loop ends in words that quote what the tools answered', async () => {
  await using simulator = await openGemini()
  const first = await simulator.client.models.generateContent({
    model,
    contents: 'use two tools',
    config: { tools },
  })
  const calls = partsOf(first)
  expect(calls.map((part) => part.thoughtSignature !== undefined)).toEqual([true, false])
  const responses = calls.map(({ functionCall }) => ({
    functionResponse: {
      id: functionCall?.id ?? '',
      name: functionCall?.name ?? '',
      response: { output: 'sun' },
    },
  }))
  const second = await simulator.client.models.generateContent({
    model,
    contents: [
      { role: 'user', parts: [{ text: 'use two tools' }] },
      { role: 'model', parts: [...calls] },
      { role: 'user', parts: responses },
    ],
    config: { tools },
  })
  expect(second.text).toContain('Your tools answered “sun” and “sun”.')
})

const folded = (chunks: readonly GenerateContentResponse[], index: number) => {
  const candidates = chunks
    .flatMap((chunk) => chunk.candidates ?? [])
    .filter((candidate) => candidate.index === index)
  const parts = candidates.flatMap((candidate) => candidate.content?.parts ?? [])
  const textOf = (isThought: boolean) =>
    parts
      .filter((part) => (part.thought === true) === isThought)
      .map((part) => part.text ?? '')
      .join('')
  return {
    thought: textOf(true),
    text: textOf(false),
    others: parts.filter((part) => part.text === undefined).length,
    tokens: candidates
      .flatMap((candidate) => candidate.logprobsResult?.chosenCandidates ?? [])
      .map(({ token }) => token),
    grounding: candidates.at(-1)?.groundingMetadata,
    finish: candidates.at(-1)?.finishReason,
  }
}

test.each<[string, Omit<GenerateContentParameters, 'model'>]>([
  ['thoughts', { contents: 'hi', config: { thinkingConfig: { includeThoughts: true } } }],
  ['calls', { contents: 'call weather twice', config: { tools } }],
  ['a search', { contents: 'search for trams', config: { tools: [{ googleSearch: {} }] } }],
  ['a refusal', { contents: 'refuse' }],
  ['several candidates', { contents: 'hi', config: { candidateCount: 2 } }],
  ['logprobs', { contents: 'hi', config: { responseLogprobs: true, logprobs: 2 } }],
  ['a stop sequence', { contents: 'hi', config: { stopSequences: [' from'] } }],
])('an answer with %s is in a stream what it is whole', async (_, asked) => {
  await using simulator = await openGemini()
  const whole = await simulator.client.models.generateContent({ ...asked, model })
  const chunks = await Array.fromAsync(
    await simulator.client.models.generateContentStream({ ...asked, model }),
  )
  const indices = (whole.candidates ?? []).map(({ index }) => index ?? -1)
  expect(indices.map((index) => folded(chunks, index))).toEqual(
    indices.map((index) => folded([whole], index)),
  )
  expect(chunks.at(-1)?.usageMetadata).toEqual({
    ...whole.usageMetadata,
    ...withCache(chunks.at(-1)),
  })
})

const withCache = (chunk: GenerateContentResponse | undefined) => {
  const cached = chunk?.usageMetadata?.cachedContentTokenCount
  return cached === undefined ? {} : { cachedContentTokenCount: cached }
}

test('an image model answers with a picture', async () => {
  await using simulator = await openGemini()
  const answer = await simulator.client.models.generateContent({
    model: 'gemini-2.5-flash-image',
    contents: 'a tram',
  })
  const data = partsOf(answer).find((part) => part.inlineData !== undefined)?.inlineData?.data
  expect(
    Buffer.from(data ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})

test('the place of a citation counts bytes', async () => {
  await using simulator = await openGemini()
  const answer = await simulator.client.models.generateContent({
    model,
    contents: 'search for 🚃',
    config: { tools: [{ googleSearch: {} }] },
  })
  const segment = answer.candidates?.[0]?.groundingMetadata?.groundingSupports?.[0]?.segment
  const bytes = Buffer.from(answer.text ?? '')
  expect(bytes.subarray(segment?.startIndex, segment?.endIndex).toString()).toBe(
    'Trams run on rails.',
  )
})
