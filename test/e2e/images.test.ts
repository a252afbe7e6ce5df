import { describe, expect, test } from 'bun:test'
import { onePixel, sse, startMediaUpstream } from '../support/media-upstream.ts'
import { openaiClient } from '../support/sdk-clients.ts'
import { open, picture } from './image-world.ts'

const usage = {
  input_tokens: 9,
  input_tokens_details: { text_tokens: 9, image_tokens: 0 },
  output_tokens: 20,
  total_tokens: 29,
}

describe('an OpenAI upstream', () => {
  const images = { created: 1, data: [{ b64_json: onePixel }], usage }

  test('makes images, and what it says passes as it is', async () => {
    await using upstream = startMediaUpstream(() => Response.json(images))
    await using world = await open('openai-chat', upstream)
    const request = { model: 'studio/gpt-image-1', prompt: 'a river', size: '1536x1024' } as const
    const { data, response } = await openaiClient(world).images.generate(request).withResponse()
    expect(data).toMatchObject(images)
    expect(upstream.requests.map(({ path, json }) => [path, json()])).toEqual([
      ['/v1/images/generations', { ...request, model: 'gpt-image-1' }],
    ])
    const record = await world.recordOf(response.headers.get('x-request-id') ?? '')
    expect([record.operation, record.inputTokens, record.outputTokens]).toEqual([
      'make-images',
      9,
      20,
    ])
  })

  test('is given the files of an edit byte for byte, and its own name of the model', async () => {
    await using upstream = startMediaUpstream(() => Response.json(images))
    await using world = await open('openai-chat', upstream)
    await openaiClient(world).images.edit({
      model: 'studio/gpt-image-1',
      prompt: 'größer',
      image: [await picture(), await picture()],
      mask: await picture(),
    })
    const [request] = upstream.requests
    const form = await request?.form()
    expect([request?.path, form?.get('model'), form?.get('prompt')]).toEqual([
      '/v1/images/edits',
      'gpt-image-1',
      'größer',
    ])
    const files = [...(form?.getAll('image[]') ?? []), form?.get('mask')]
    const sent = files.map(async (file) =>
      file instanceof File ? Buffer.from(await file.arrayBuffer()).toString('base64') : '',
    )
    expect(await Promise.all(sent)).toEqual([onePixel, onePixel, onePixel])
  })

  test('is given a form untouched when the model keeps its name', async () => {
    await using upstream = startMediaUpstream(() => Response.json(images))
    await using world = await open('openai-chat', upstream)
    const form = new FormData()
    form.set('image', await picture())
    form.set('model', 'gpt-image-1')
    const request = new Request('http://localhost', { method: 'POST', body: form })
    const headers = { 'content-type': request.headers.get('content-type') ?? '' }
    const bytes = await request.bytes()
    const answer = await fetch(`${world.url}/studio/v1/images/edits`, {
      method: 'POST',
      body: bytes,
      headers: { ...headers, authorization: 'Bearer sk-client-of-the-relay' },
    })
    expect(answer.status).toBe(200)
    const [sent] = upstream.requests
    expect(sent?.headers.get('content-type')).toBe(headers['content-type'])
    expect(Buffer.from(sent?.bytes ?? []).equals(bytes)).toBe(true)
  })

  test('streams partial images, and the record has the usage of the completed one', async () => {
    await using upstream = startMediaUpstream(() =>
      sse(
        { type: 'image_generation.partial_image', b64_json: onePixel },
        { type: 'image_generation.completed', b64_json: onePixel, usage },
      ),
    )
    await using world = await open('openai-chat', upstream)
    const { data, response } = await openaiClient(world)
      .images.generate({ model: 'studio/gpt-image-1', prompt: 'a river', stream: true })
      .withResponse()
    const events = await Array.fromAsync(data)
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.completed',
    ])
    const record = await world.recordOf(response.headers.get('x-request-id') ?? '')
    expect([record.outcome, record.isStreaming, record.outputTokens]).toEqual([
      'completed',
      true,
      20,
    ])
  })
})
