import { ApiError } from '@google/genai'
import { expect, test } from 'bun:test'
import {
  mediaChannel,
  onePixel,
  startMediaUpstream,
  type MediaUpstream,
} from '../support/media-upstream.ts'
import { openWorld, type World } from '../support/relay-world.ts'
import { anthropicClient, googleClient } from '../support/sdk-clients.ts'

const images = {
  created: 1,
  data: [{ b64_json: onePixel }],
  usage: { input_tokens: 9, output_tokens: 20, total_tokens: 29 },
}

const open = (upstream: MediaUpstream): Promise<World> =>
  openWorld({ channels: (usual) => [...usual, mediaChannel('studio', 'openai-chat', upstream)] })

const model = 'studio/gpt-image-2'
const inlineData = { mimeType: 'image/png', data: onePixel }

test('a Gemini client has an image from a model that only OpenAI asks by an interface of its own', async () => {
  await using upstream = startMediaUpstream(() => Response.json(images))
  await using world = await open(upstream)
  const answer = await googleClient(world).models.generateContent({
    model,
    contents: 'a river',
    config: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9' } },
  })
  expect(answer.candidates?.[0]?.content?.parts).toEqual([{ inlineData }])
  expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 9, candidatesTokenCount: 20 })
  expect(upstream.requests.map(({ path, json }) => [path, json()])).toEqual([
    ['/v1/images/generations', { model: 'gpt-image-2', prompt: 'a river', size: '1536x864' }],
  ])
})

test('it has it in a stream as well', async () => {
  await using upstream = startMediaUpstream(() => Response.json(images))
  await using world = await open(upstream)
  const stream = await googleClient(world).models.generateContentStream({
    model,
    contents: 'a river',
  })
  const chunks = await Array.fromAsync(stream)
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
  expect(parts.filter((part) => 'inlineData' in part)).toEqual([{ inlineData }])
  expect(chunks.at(-1)?.candidates?.[0]?.finishReason?.toString()).toBe('STOP')
})

test('images of the conversation are what the new one is made from', async () => {
  await using upstream = startMediaUpstream(() => Response.json(images))
  await using world = await open(upstream)
  await googleClient(world).models.generateContent({
    model,
    contents: [
      { role: 'user', parts: [{ text: 'a river' }] },
      { role: 'model', parts: [{ inlineData }] },
      { role: 'user', parts: [{ text: 'at night' }] },
    ],
  })
  expect(upstream.requests.map(({ path, json }) => [path, json()])).toEqual([
    [
      '/v1/images/edits',
      {
        model: 'gpt-image-2',
        prompt: 'a river\n\nat night',
        images: [{ image_url: `data:image/png;base64,${onePixel}` }],
      },
    ],
  ])
})

test('each answer that was asked for holds one image', async () => {
  const two = { ...images, data: [...images.data, ...images.data] }
  await using upstream = startMediaUpstream(() => Response.json(two))
  await using world = await open(upstream)
  const answer = await googleClient(world).models.generateContent({
    model,
    contents: 'a river',
    config: { candidateCount: 2, temperature: 1 },
  })
  expect(answer.candidates?.map(({ content }) => content?.parts)).toEqual([
    [{ inlineData }],
    [{ inlineData }],
  ])
  expect(upstream.requests[0]?.json()).toMatchObject({ n: 2 })
})

test('a shape that the model does not have, or a text, is refused by its field', async () => {
  await using upstream = startMediaUpstream(() => Response.json(images))
  await using world = await open(upstream)
  const ask = (config: object): Promise<unknown> =>
    googleClient(world)
      .models.generateContent({ model: 'studio/gpt-image-1', contents: 'a river', config })
      .catch((error: unknown) => error)
  const refusals = [
    await ask({ imageConfig: { aspectRatio: '21:9' } }),
    await ask({ responseModalities: ['TEXT'] }),
    await ask({ responseMimeType: 'application/json' }),
  ]
  expect(refusals.every((refusal) => refusal instanceof ApiError)).toBe(true)
  expect(refusals.map((refusal) => /generationConfig\.\w+/.exec(String(refusal))?.[0])).toEqual([
    'generationConfig.imageConfig',
    'generationConfig.responseModalities',
    'generationConfig.responseMimeType',
  ])
  expect(upstream.requests).toEqual([])
})

test('an Anthropic client reads it as far as its protocol goes', async () => {
  await using upstream = startMediaUpstream(() => Response.json(images))
  await using world = await open(upstream)
  const { content } = await anthropicClient(world).messages.create({
    model,
    max_tokens: 100,
    messages: [{ role: 'user', content: 'a river' }],
  })
  expect(JSON.stringify(content)).toContain(onePixel)
})

test('predictions of a Gemini client pass untouched to an upstream of its protocol', async () => {
  const predictions = [{ mimeType: 'image/png', bytesBase64Encoded: onePixel }]
  await using upstream = startMediaUpstream(() => Response.json({ predictions }))
  await using world = await openWorld({
    channels: (usual) => [...usual, mediaChannel('google', 'gemini', upstream)],
  })
  const request = { instances: [{ prompt: 'a river' }], parameters: { sampleCount: 1 } }
  const answer = await world.post('/google/v1beta/models/imagen-4.0:predict', request)
  expect(await answer.json()).toEqual({ predictions })
  expect(upstream.requests.map(({ path, json }) => [path, json()])).toEqual([
    ['/v1beta/models/imagen-4.0:predict', request],
  ])
})
