import { describe, expect, test } from 'bun:test'
import {
  embeds,
  makesImages,
  modelFacts,
  searchesByItself,
} from '../../src/protocol/model-facts.ts'
import type { ModelCard } from '../../src/protocol/protocol.ts'

const factsOf = (rawProtocol: ModelCard['rawProtocol'] & string, raw: unknown) =>
  modelFacts({ id: 'm', channel: 'c', rawProtocol, raw: JSON.stringify(raw) })

describe('what is told of a model', () => {
  test.each([
    [{ context_length: 131_072, top_provider: { max_completion_tokens: 8_192 } }, 8_192],
    [{ context_window: 131_072, max_completion_tokens: 32_768 }, 32_768],
    [{ max_model_len: 131_072 }, undefined],
  ])('is read from each dialect of OpenAI’s form: %j', (raw, outputTokens) => {
    const said = { id: 'm', object: 'model', created: 7, owned_by: 'somebody', name: 'M', ...raw }
    expect(factsOf('openai', said)).toEqual({
      displayName: 'M',
      createdAt: 7,
      ownedBy: 'somebody',
      inputTokens: 131_072,
      ...(outputTokens === undefined ? {} : { outputTokens }),
    })
  })

  test('is not there where it is empty, of another type, or the epoch', () => {
    expect(
      factsOf('openai', { id: 'm', created: 0, owned_by: '', context_length: 'long' }),
    ).toEqual({})
    expect(
      factsOf('anthropic', { display_name: null, created_at: '1970-01-01T00:00:00Z' }),
    ).toEqual({})
    expect(factsOf('gemini', { supportedGenerationMethods: [] })).toEqual({})
    expect(factsOf('gemini', [])).toEqual({})
    expect(modelFacts({ id: 'm', channel: 'c' })).toEqual({})
  })
})

test('a model’s name tells what it is for', () => {
  const names = [
    'gpt-image-1',
    'gemini-2.5-flash-image',
    'gemini-3-pro-image-preview',
    'imagen-4.0-generate-001',
    'dall-e-3',
    'chatgpt-image-latest',
  ]
  expect(names.filter((name) => !makesImages(name))).toEqual([])
  expect(['imagine-7b', 'gpt-5', 'pilgrimage-1'].filter(makesImages)).toEqual([])
  expect(
    ['gpt-4o-search-preview', 'gpt-5-search-api', 'org/model:online'].filter(searchesByItself),
  ).toHaveLength(3)
  expect(['research-1', 'gpt-5'].filter(searchesByItself)).toEqual([])
  expect(
    ['text-embedding-3-small', 'gemini-embedding-001', 'org/bge-embed'].filter(embeds),
  ).toHaveLength(3)
  expect(['gpt-5', 'embedder'].filter(embeds)).toEqual([])
})
