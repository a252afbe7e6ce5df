import { describe, expect, test } from 'bun:test'
import { inlineMedia } from '../../src/exchange/media/inline-media.ts'
import type { FetchedMedia } from '../../src/exchange/media/fetch-media.ts'
import type { MediaPart, Part } from '../../src/ir/part.ts'
import type { Prompt } from '../../src/ir/prompt.ts'

const at = (name: string, type: MediaPart['type'] = 'image'): MediaPart => ({
  type,
  source: { type: 'url', url: `https://files.example/${name}` },
})

const promptOf = (...parts: readonly Part[]): Prompt => ({
  model: 'm',
  isStreaming: false,
  system: [],
  tools: [],
  sampling: {},
  messages: [{ role: 'user', parts }],
})

const asked: string[] = []
const fetch = async (url: string): Promise<FetchedMedia> => {
  asked.push(url)
  return url.endsWith('gone')
    ? { type: 'refused', problem: 'was answered with status 404' }
    : { type: 'fetched', mediaType: 'image/png', data: 'iVBO' }
}

const inline = (...parts: readonly Part[]) =>
  inlineMedia(promptOf(...parts), ({ type }) => type === 'document', { fetch, maxLength: 12 })

const here = { type: 'data', mediaType: 'image/png', data: 'iVBO' } as const

describe('files by URL', () => {
  test('are put into the prompt, each asked for once, also those of results', async () => {
    asked.length = 0
    const result: Part = {
      type: 'tool-result',
      kind: 'function',
      callId: 'call_1',
      parts: [at('a')],
    }
    expect(await inline(at('a'), at('b'), result)).toMatchObject({
      type: 'inlined',
      prompt: {
        messages: [{ parts: [{ source: here }, { source: here }, { parts: [{ source: here }] }] }],
      },
    })
    expect(asked).toEqual(['https://files.example/a', 'https://files.example/b'])
  })

  test('that the upstream fetches itself are left to it', async () => {
    const prompt = promptOf(at('paper', 'document'))
    const left = await inlineMedia(prompt, () => true, { fetch, maxLength: 0 })
    expect(left).toEqual({ type: 'inlined', prompt })
  })
})

describe('a request is refused', () => {
  const problemOf = async (...parts: readonly Part[]): Promise<string> => {
    const { type, ...rest } = await inline(...parts)
    return type === 'refused' && 'fault' in rest ? rest.fault.problem : ''
  }

  test('for a file that is not to be had, named without its query', async () => {
    expect(await problemOf(at('x?password=secret&y=gone'))).toBe(
      'point to https://files.example/x, which was answered with status 404',
    )
  })

  test('for files that are too large together', async () => {
    expect(await problemOf(at('1'), at('2'), at('3'), at('4'))).toBe(
      'point to files that are too large together',
    )
  })

  test('for too many of them', async () => {
    const many = Array.from({ length: 33 }, (_, index) => at(String(index)))
    expect(await problemOf(...many)).toBe('point to 33 files by URL: at most 32 are fetched')
  })
})
