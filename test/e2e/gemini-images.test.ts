import { describe, expect, test } from 'bun:test'
import OpenAI from 'openai'
import { onePixel, startMediaUpstream } from '../support/media-upstream.ts'
import { openaiClient } from '../support/sdk-clients.ts'
import { open, picture } from './image-world.ts'

describe('a Gemini upstream', () => {
  const made = {
    candidates: [
      {
        content: {
          role: 'model',
          parts: [
            { thought: true, inlineData: { mimeType: 'image/png', data: 'draft' } },
            { inlineData: { mimeType: 'image/png', data: onePixel } },
          ],
        },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: {
      promptTokenCount: 300,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 42 },
        { modality: 'IMAGE', tokenCount: 258 },
      ],
      candidatesTokenCount: 1_120,
      thoughtsTokenCount: 80,
      totalTokenCount: 1_500,
    },
  }

  const madeUsage = {
    input_tokens: 300,
    input_tokens_details: { text_tokens: 42, image_tokens: 258 },
    output_tokens: 1_200,
    total_tokens: 1_500,
  }

  test('makes images for an OpenAI client', async () => {
    await using upstream = startMediaUpstream(() => Response.json(made))
    await using world = await open('gemini', upstream)
    const { data, response } = await openaiClient(world)
      .images.generate({
        model: 'studio/gemini-3-pro-image',
        prompt: 'a river',
        size: '1792x1024',
        quality: 'hd',
      })
      .withResponse()
    expect(data).toMatchObject({
      data: [{ b64_json: onePixel }],
      output_format: 'png',
      size: '1x1',
      usage: madeUsage,
    })
    expect(response.headers.get('x-switchyard-warnings')).toBeNull()
    expect(upstream.requests.map(({ path, json }) => [path, json()])).toEqual([
      [
        '/v1beta/models/gemini-3-pro-image:generateContent',
        {
          contents: [{ role: 'user', parts: [{ text: 'a river' }] }],
          generationConfig: {
            responseModalities: ['IMAGE'],
            imageConfig: { aspectRatio: '16:9', imageSize: '4K' },
          },
        },
      ],
    ])
    const record = await world.recordOf(response.headers.get('x-request-id') ?? '')
    expect([record.operation, record.outputTokens, record.reasoningTokens]).toEqual([
      'make-images',
      1_120,
      80,
    ])
  })

  test('is given the files of an edit inline', async () => {
    await using upstream = startMediaUpstream(() => Response.json(made))
    await using world = await open('gemini', upstream)
    const { data } = await openaiClient(world).images.edit({
      model: 'studio/gemini-2.5-flash-image',
      prompt: 'größer',
      image: [await picture(), await picture()],
      n: 1,
      size: 'auto',
    })
    expect(data?.[0]?.b64_json).toBe(onePixel)
    const inlineData = { mimeType: 'image/png', data: onePixel }
    expect(upstream.requests[0]?.json()).toEqual({
      contents: [{ role: 'user', parts: [{ inlineData }, { inlineData }, { text: 'größer' }] }],
      generationConfig: { responseModalities: ['IMAGE'] },
    })
  })

  test.each(['generate', 'edit'] as const)(
    'answers an OpenAI client that %ss by a stream with the completed event',
    async (method) => {
      await using upstream = startMediaUpstream(() => Response.json(made))
      await using world = await open('gemini', upstream)
      const { images } = openaiClient(world)
      const request = {
        model: 'studio/gemini-3-pro-image',
        prompt: 'a river',
        stream: true,
        partial_images: 2,
      } as const
      const stream =
        method === 'generate'
          ? await images.generate(request)
          : await images.edit({ ...request, image: await picture() })
      const events = await Array.fromAsync<
        OpenAI.ImageGenStreamEvent | OpenAI.ImageEditStreamEvent
      >(stream)
      expect(events).toMatchObject([
        {
          type: method === 'generate' ? 'image_generation.completed' : 'image_edit.completed',
          b64_json: onePixel,
          size: '1x1',
          usage: madeUsage,
        },
      ])
    },
  )

  test('that shows nothing for its rules fails in the words of the client', async () => {
    const blocked = { candidates: [{ finishReason: 'IMAGE_SAFETY', finishMessage: 'not this' }] }
    await using upstream = startMediaUpstream(() => Response.json(blocked))
    await using world = await open('gemini', upstream)
    const refusal = await openaiClient(world)
      .images.generate({ model: 'studio/gemini-3-pro-image', prompt: 'a river' })
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(OpenAI.BadRequestError)
    expect(refusal).toMatchObject({
      code: 'moderation_blocked',
      error: { message: 'the model made no image: not this' },
    })
    expect(upstream.requests.length).toBe(1)
  })

  test('is asked for predictions by models of that line', async () => {
    const prediction = { mimeType: 'image/png', bytesBase64Encoded: onePixel }
    const predictions = [prediction, prediction]
    await using upstream = startMediaUpstream(() => Response.json({ predictions }))
    await using world = await open('gemini', upstream)
    const { data } = await openaiClient(world).images.generate({
      model: 'studio/imagen-4.0-generate-001',
      prompt: 'a river',
      n: 2,
      size: '1024x1024',
    })
    expect(data).toEqual([{ b64_json: onePixel }, { b64_json: onePixel }])
    expect(upstream.requests.map(({ path, json }) => [path, json()])).toEqual([
      [
        '/v1beta/models/imagen-4.0-generate-001:predict',
        {
          instances: [{ prompt: 'a river' }],
          parameters: { sampleCount: 2, aspectRatio: '1:1' },
        },
      ],
    ])
  })

  test('is not asked for what it cannot make', async () => {
    await using upstream = startMediaUpstream(() => Response.json(made))
    await using world = await open('gemini', upstream)
    const refusals = []
    for (const wish of [
      { n: 2 },
      { size: '1024x256' },
      { size: 'large' },
      { background: 'transparent' },
      { response_format: 'url' },
      { output_format: 'svg' },
      { prompt: '' },
      { prompt: null },
    ]) {
      const answer = await world.post('/studio/v1/images/generations', {
        model: 'gemini-3-pro-image',
        prompt: 'a river',
        ...wish,
      })
      const { error }: { error: { param: string } } = await answer.json()
      refusals.push([answer.status, error.param])
    }
    expect(refusals).toEqual([
      [400, 'n'],
      [400, 'size'],
      [400, 'size'],
      [400, 'background'],
      [400, 'response_format'],
      [400, 'output_format'],
      [400, 'prompt'],
      [400, 'prompt'],
    ])
    expect(upstream.requests).toEqual([])
  })

  test('is given images by their data, not by names that it does not know', async () => {
    await using upstream = startMediaUpstream(() => Response.json(made))
    await using world = await open('gemini', upstream)
    const edit = (image: object) =>
      world.post('/studio/v1/images/edits', {
        model: 'gemini-3-pro-image',
        prompt: 'larger',
        images: [image],
      })
    const inline = await edit({ image_url: `data:image/png;base64,${onePixel}` })
    const remote = await edit({ image_url: 'https://example.com/river.png' })
    const stored = await edit({ file_id: 'file-1' })
    expect([inline.status, remote.status, stored.status]).toEqual([200, 400, 400])
    expect([await remote.json(), await stored.json()]).toMatchObject([
      { error: { param: 'images[0].image_url' } },
      { error: { param: 'images[0]' } },
    ])
  })
})
