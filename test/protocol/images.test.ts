import { describe, expect, test } from 'bun:test'
import { Report } from '../../src/ir/report.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { imageClients, imageUpstreams } from '../../src/protocol/image-codecs.ts'
import { objectAt } from '../../src/protocol/json.ts'
import { imageMakers } from '../../src/protocol/image-makers.ts'
import { imageTypeOf, pngSize } from '../../src/protocol/image-type.ts'
import { describeRecorded, fixturesOf } from '../support/fixtures.ts'
import { onePixel } from '../support/media-upstream.ts'

/** What Gemini is asked for these wishes of an OpenAI client, and what is reported. */
const asked = (wishes: object, model = 'gemini-3-pro-image') => {
  const read = imageClients['openai-chat']?.readRequest({
    body: fromText(JSON.stringify({ prompt: 'a river', ...wishes })),
    formType: undefined,
    model,
    isStreaming: false,
  })
  if (read?.type !== 'read') return { refused: read?.fault.field }
  const report = new Report()
  const body = imageUpstreams.gemini?.writeRequest(read.request, report)
  if (report.refusal !== undefined) return { refused: report.refusal.field }
  return { body, warned: report.warnings.map(({ field }) => field) }
}

const config = (wishes: object, model?: string): object => {
  const { body, ...reported } = asked(wishes, model)
  return { ...objectAt(objectAt(body, 'generationConfig'), 'imageConfig'), ...reported }
}

describe('the shape of an image', () => {
  test.each([
    ['1024x1024', '1:1'],
    ['256x256', '1:1'],
    ['1536x1024', '3:2'],
    ['1024x1536', '2:3'],
    ['1792x1024', '16:9'],
    ['1024x1792', '9:16'],
    ['1280x1024', '5:4'],
    ['21:9', '21:9'],
  ])('%s is %s', (size, aspectRatio) => {
    expect(config({ size })).toEqual({ aspectRatio, warned: [] })
  })

  test.each(['1000x100', '3:1'])('%s is near to none', (size) => {
    expect(config({ size })).toEqual({ refused: 'size' })
  })

  test.each(['auto', null, undefined])('%p is left to the model', (size) => {
    expect(config({ size })).toEqual({ warned: [] })
  })

  test('is one of fewer at models that predict', () => {
    expect(asked({ size: '16:9', n: 2 }, 'imagen-4.0')).toMatchObject({
      body: { parameters: { sampleCount: 2, aspectRatio: '16:9' } },
    })
    expect(asked({ size: '1536x1024' }, 'imagen-4.0')).toEqual({ refused: 'size' })
  })
})

describe('how large an image is', () => {
  test.each([
    [{ quality: 'low' }, undefined],
    [{ quality: 'standard' }, undefined],
    [{ quality: 'medium' }, '2K'],
    [{ quality: 'hd' }, '4K'],
    [{ quality: 'high' }, '4K'],
    [{ quality: 'auto', size: '1024x1024' }, undefined],
    [{ size: '2048x2048' }, '2K'],
    [{ size: '3840x2160' }, '4K'],
    [{ size: '2048x2048', quality: 'low' }, undefined],
  ])('%j', (wishes, imageSize) => {
    expect(config(wishes)).toEqual({
      ...('size' in wishes ? { aspectRatio: expect.any(String) } : {}),
      ...(imageSize === undefined ? {} : { imageSize }),
      warned: [],
    })
  })

  test('is told in a warning at models of one size', () => {
    expect(config({ quality: 'hd' }, 'gemini-2.5-flash-image')).toEqual({ warned: ['quality'] })
    expect(config({ quality: 'low' }, 'gemini-2.5-flash-image')).toEqual({ warned: [] })
    expect(config({ size: '2048x2048' }, 'gemini-2.5-flash-image')).toEqual({
      aspectRatio: '1:1',
      warned: ['size'],
    })
  })
})

test('what makes no difference to the image is told, what does is refused', () => {
  expect(asked({ user: 'somebody', style: 'vivid', partial_images: 2 })).toMatchObject({
    warned: ['user', 'style'],
  })
  expect(asked({ output_format: 'webp' })).toMatchObject({ warned: ['format'] })
  expect(asked({ mask: { file_id: 'file-1' } })).toEqual({ refused: 'isMasked' })
  expect(asked({ frame_count: 8 })).toEqual({ refused: 'frame_count' })
})

test.each([
  [{ candidates: [{ finishReason: 'NO_IMAGE' }] }, false, 'NO_IMAGE'],
  [
    { candidates: [{ content: { parts: [{ text: 'I cannot' }] }, finishReason: 'STOP' }] },
    false,
    'I cannot',
  ],
  [{ promptFeedback: { blockReason: 'SAFETY' } }, true, 'SAFETY'],
  [{ predictions: [{ raiFilteredReason: 'not this' }] }, true, 'not this'],
])('%j shows nothing', (body, isForbidden, reason) => {
  expect(imageUpstreams.gemini?.readAnswer(body)).toEqual({
    type: 'refused',
    isForbidden,
    reason,
    usage: {},
  })
})

test('what is neither an image nor a reason is no answer', () => {
  expect(imageUpstreams.gemini?.readAnswer({})).toBeUndefined()
  expect(imageMakers['openai-chat']?.readAnswer({ data: [] })).toBeUndefined()
})

test('an image is known by its first bytes', () => {
  const bytes = Buffer.from(onePixel, 'base64').toString('latin1')
  expect([
    imageTypeOf(bytes),
    imageTypeOf('\xff\xd8\xff\xe0'),
    imageTypeOf('RIFF1234WEBP'),
  ]).toEqual(['image/png', 'image/jpeg', 'image/webp'])
  expect([imageTypeOf(''), imageTypeOf('<svg/>')]).toEqual([undefined, undefined])
  expect([pngSize(onePixel), pngSize('AAAA'), pngSize('')]).toEqual([[1, 1], undefined, undefined])
})

describeRecorded('the answers of an image model', () => {
  test('are read', () => {
    for (const { name, bytes } of fixturesOf('openai-image', '.json')) {
      const answer = imageMakers['openai-chat']?.readAnswer(JSON.parse(bytes))
      const types = answer?.choices.map(({ parts }) => parts.map(({ type }) => type))
      expect([name, types]).toEqual([name, name.includes('error') ? undefined : [['image']]])
    }
  })
})
