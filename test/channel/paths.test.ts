import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Operation, ProtocolId } from '../../src/protocol/protocol.ts'
import { operations, protocolIds } from '../../src/protocol/protocol.ts'
import { channelOf, customChannelOf, target } from '../support/channels.ts'

/** Every pair of protocol and operation that a channel has a path for. */
const offered = (channel: ReturnType<typeof channelOf>) =>
  protocolIds.flatMap((protocol) =>
    operations.flatMap((operation) => {
      const path = channel.pathOf(target({ protocol, operation, model: 'm' }))
      return path === undefined ? [] : [[protocol, operation, path]]
    }),
  )

const gemini = (
  operation: Operation,
  over: { isStreaming?: boolean; framing?: 'sse' | 'json-array'; model?: string } = {},
) => channelOf('aistudio').pathOf(target({ protocol: 'gemini', operation, ...over }))

describe('a channel has paths for what its upstream offers, and for nothing else', () => {
  test('openai', () => {
    expect(offered(channelOf('openai'))).toEqual([
      ['openai-chat', 'generate', '/v1/chat/completions'],
      ['openai-chat', 'embed', '/v1/embeddings'],
      ['openai-chat', 'make-images', '/v1/images/generations'],
      ['openai-chat', 'edit-images', '/v1/images/edits'],
      ['openai-chat', 'transcribe', '/v1/audio/transcriptions'],
      ['openai-chat', 'translate-speech', '/v1/audio/translations'],
      ['openai-chat', 'speak', '/v1/audio/speech'],
      ['openai-responses', 'generate', '/v1/responses'],
      ['openai-responses', 'count-tokens', '/v1/responses/input_tokens'],
      ['openai-responses', 'compact', '/v1/responses/compact'],
      ['openai-responses', 'retrieve', '/v1/responses/'],
      ['openai-responses', 'list-input', '/v1/responses//input_items'],
      ['openai-responses', 'cancel', '/v1/responses//cancel'],
      ['openai-responses', 'delete', '/v1/responses/'],
      ['openai-completions', 'generate', '/v1/completions'],
    ])
  })

  test('an answer that openai keeps is one segment of its path', () => {
    const path = channelOf('openai').pathOf(
      target({ protocol: 'openai-responses', operation: 'cancel', resource: 'resp/../1?x' }),
    )
    expect(path).toBe('/v1/responses/resp%2F..%2F1%3Fx/cancel')
  })

  test('anthropic', () => {
    expect(offered(channelOf('anthropic'))).toEqual([
      ['anthropic', 'generate', '/v1/messages'],
      ['anthropic', 'count-tokens', '/v1/messages/count_tokens'],
    ])
  })

  test('aistudio', () => {
    expect(offered(channelOf('aistudio'))).toEqual([
      ['gemini', 'generate', '/v1beta/models/m:generateContent'],
      ['gemini', 'count-tokens', '/v1beta/models/m:countTokens'],
      ['gemini', 'embed', '/v1beta/models/m:embedContent'],
      ['gemini', 'batch-embed', '/v1beta/models/m:batchEmbedContents'],
      ['gemini', 'make-images', '/v1beta/models/m:predict'],
      ['gemini', 'retrieve', '/v1beta/'],
      ['gemini', 'delete', '/v1beta/'],
      ['gemini', 'update', '/v1beta/'],
      ['gemini', 'download', '/download/v1beta/:download?alt=media'],
      ['gemini', 'list-documents', '/v1beta//documents'],
      ['gemini', 'import-file', '/v1beta/:importFile'],
      ['gemini', 'create-cache', '/v1beta/cachedContents'],
      ['gemini', 'create-store', '/v1beta/fileSearchStores'],
      ['gemini', 'start-upload', '/upload/v1beta/files'],
      ['gemini', 'continue-upload', '/'],
      ['gemini', 'put-upload', '/'],
      ['gemini', 'upload', '/upload/v1beta/files'],
    ])
  })

  test('what aistudio keeps stays below its path, whatever its name is', () => {
    const path = channelOf('aistudio').pathOf(
      target({ protocol: 'gemini', operation: 'retrieve', resource: 'files/a b?x' }),
    )
    expect(path).toBe('/v1beta/files/a%20b%3Fx')
  })

  test.each<[Operation, string]>([
    ['list-documents', '/v1beta/fileSearchStores/a/documents'],
    ['import-file', '/v1beta/fileSearchStores/a:importFile'],
    ['start-upload', '/upload/v1beta/fileSearchStores/a:uploadToFileSearchStore'],
    ['upload', '/upload/v1beta/fileSearchStores/a:uploadToFileSearchStore'],
  ])('a store of aistudio has a path for %s', (operation, path) => {
    const resource = 'fileSearchStores/a'
    const asked = target({ protocol: 'gemini', operation, resource })
    expect(channelOf('aistudio').pathOf(asked)).toBe(path)
  })

  test.each([
    ['https://host', 'https://host/upload/v1beta/files?upload_id=1'],
    ['https://host', 'https://elsewhere/upload/v1beta/files?upload_id=1'],
    ['https://host/google/', 'https://host/google/upload/v1beta/files?upload_id=1'],
    ['https://host/google/v1beta', 'https://host/google/upload/v1beta/files?upload_id=1'],
    ['https://host/v1beta', '/upload/v1beta/files?upload_id=1'],
  ])('at %s an upload goes on at its own host: %s', (baseUrl, resource) => {
    const channel = channelOf('aistudio', { baseUrl })
    const path = channel.pathOf(
      target({ protocol: 'gemini', operation: 'continue-upload', resource }),
    )
    expect(path).toBe('/upload/v1beta/files?upload_id=1')
  })

  test.each<[ProtocolId | '', ProtocolId[]]>([
    ['', ['openai-chat']],
    ['openai-chat', ['openai-chat']],
    ['openai-completions', ['openai-completions']],
    ['openai-responses', ['openai-responses']],
    ['anthropic', ['anthropic']],
    ['gemini', ['gemini']],
  ])('a custom one of protocol "%s"', (protocol, spoken) => {
    const channel = customChannelOf(protocol)
    expect(channel.protocols).toEqual(spoken)
    expect([...new Set(offered(channel).map(([name]) => name))]).toEqual(spoken)
  })

  test('a custom one that speaks several protocols has the paths and the headers of all', () => {
    const channel = channelOf('mycustom', {
      protocol: 'openai-chat',
      alsoSpeaks: ['openai-completions', 'anthropic'],
    })
    expect(offered(channel).map(([, , path]) => path)).toEqual([
      '/v1/chat/completions',
      '/v1/embeddings',
      '/v1/images/generations',
      '/v1/images/edits',
      '/v1/audio/transcriptions',
      '/v1/audio/translations',
      '/v1/audio/speech',
      '/v1/completions',
      '/v1/messages',
      '/v1/messages/count_tokens',
    ])
    expect(channel.headersFor('key')).toEqual({
      authorization: 'Bearer key',
      'x-api-key': 'key',
      'anthropic-version': '2023-06-01',
    })
  })

  test('a custom one claims no model by its name, whatever its id is', () => {
    expect(customChannelOf('anthropic').modelPatterns).toEqual([])
    expect(channelOf('constructor', { protocol: 'gemini' }).protocols).toEqual(['gemini'])
  })
})

describe('the way of streaming is in the path of Gemini', () => {
  test('one whole answer', () => {
    expect(gemini('generate')).toBe('/v1beta/models/some-model:generateContent')
  })

  test('server-sent events', () => {
    expect(gemini('generate', { isStreaming: true })).toBe(
      '/v1beta/models/some-model:streamGenerateContent?alt=sse',
    )
  })

  test('a JSON array', () => {
    expect(gemini('generate', { isStreaming: true, framing: 'json-array' })).toBe(
      '/v1beta/models/some-model:streamGenerateContent',
    )
  })
})

describe('a model name in a path', () => {
  test.each([
    ['gemini-2.5-flash', '/v1beta/models/gemini-2.5-flash:countTokens'],
    ['models/gemini-2.5-flash', '/v1beta/models/gemini-2.5-flash:countTokens'],
    ['tunedModels/my-model', '/v1beta/tunedModels/my-model:countTokens'],
    ['a b?c#d', '/v1beta/models/a%20b%3Fc%23d:countTokens'],
    ['größe', '/v1beta/models/gr%C3%B6%C3%9Fe:countTokens'],
    ['a\ud800/b', '/v1beta/a%EF%BF%BD/b:countTokens'],
    ['../../secret', '/v1beta/models/..%2F..%2Fsecret:countTokens'],
    ['tunedModels/../x', '/v1beta/models/tunedModels%2F..%2Fx:countTokens'],
    ['a//b', '/v1beta/models/a%2F%2Fb:countTokens'],
    ['..', '/v1beta/models/..:countTokens'],
    ['%2e%2e/x', '/v1beta/%252e%252e/x:countTokens'],
  ])('%s', (model, path) => {
    expect(gemini('count-tokens', { model })).toBe(path)
  })

  test('never leads anywhere but under the version, to the method that was asked for', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'models', '%2e%2e', '?', '#', '\\'),
      fc.string(),
    )
    const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(name, (model) => {
        const path = gemini('count-tokens', { model }) ?? ''
        const { pathname, search, hash, host } = new URL(`https://host.example${path}`)
        expect([host, search, hash]).toEqual(['host.example', '', ''])
        expect(pathname).toBe(path)
        expect(pathname).toMatch(/^\/v1beta\/[^?]*:countTokens$/)
      }),
    )
  })
})
