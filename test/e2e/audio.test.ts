import { describe, expect, test } from 'bun:test'
import OpenAI, { toFile } from 'openai'
import { mediaChannel, sse, startMediaUpstream } from '../support/media-upstream.ts'
import { openWorld, type World } from '../support/relay-world.ts'
import { openaiClient } from '../support/sdk-clients.ts'
import { fixturesOf } from '../support/fixtures.ts'

const recorded = fixturesOf('openai-transcription', '.json').map(({ bytes }) => bytes)

const sound = Uint8Array.from({ length: 4_096 }, (_, index) => index % 256)

const recording = (): Promise<File> => toFile(sound, 'recording.mp3', { type: 'audio/mpeg' })

type Upstream = ReturnType<typeof startMediaUpstream>

const open = (upstream: Upstream): Promise<World> =>
  openWorld({ channels: (usual) => [...usual, mediaChannel('studio', 'openai-chat', upstream)] })

const typed = (body: string, type: string): Response =>
  new Response(body, { headers: { 'content-type': type } })

describe('a recording', () => {
  test('is handed over byte for byte, and its transcript passes as it is', async () => {
    const transcript = recorded[0] ?? '{"text":"Galileo"}'
    await using upstream = startMediaUpstream(() => typed(transcript, 'application/json'))
    await using world = await open(upstream)
    const { data, response } = await openaiClient(world)
      .audio.transcriptions.create({
        model: 'studio/gpt-4o-transcribe',
        file: await recording(),
        response_format: 'verbose_json',
        timestamp_granularities: ['word'],
      })
      .withResponse()
    expect(data).toMatchObject(JSON.parse(transcript))
    const [request] = upstream.requests
    const form = await request?.form()
    const file = form?.get('file')
    expect(request?.path).toBe('/v1/audio/transcriptions')
    expect(form?.get('model')).toBe('gpt-4o-transcribe')
    expect(file instanceof File && new Uint8Array(await file.arrayBuffer())).toEqual(sound)
    const record = await world.recordOf(response.headers.get('x-request-id') ?? '')
    expect([record.operation, record.model, record.upstreamModel]).toEqual([
      'transcribe',
      'studio/gpt-4o-transcribe',
      'gpt-4o-transcribe',
    ])
  })

  test.each([
    ['srt', '1\n00:00:00,000 --> 00:00:01,000\nElbe\n', 'text/plain; charset=utf-8'],
    ['vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nElbe\n', 'text/vtt'],
    ['text', 'Elbe, größer\n', 'text/plain; charset=utf-8'],
    ['text', '', 'text/plain; charset=utf-8'],
  ] as const)('is answered as %s, %j, of its own type', async (format, text, type) => {
    await using upstream = startMediaUpstream(() => typed(text, type))
    await using world = await open(upstream)
    const { data, response } = await openaiClient(world)
      .audio.transcriptions.create({
        model: 'studio/whisper-1',
        file: await recording(),
        response_format: format,
      })
      .withResponse()
    expect([String(data), response.headers.get('content-type')]).toEqual([text, type])
  })

  test('is written down by events where the client wants them', async () => {
    await using upstream = startMediaUpstream(() =>
      sse(
        { type: 'transcript.text.delta', delta: 'El' },
        { type: 'transcript.text.delta', delta: 'be' },
        {
          type: 'transcript.text.done',
          text: 'Elbe',
          usage: { type: 'tokens', input_tokens: 14, output_tokens: 2 },
        },
      ),
    )
    await using world = await open(upstream)
    const { data, response } = await openaiClient(world)
      .audio.transcriptions.create({
        model: 'studio/gpt-4o-transcribe',
        file: await recording(),
        stream: true,
      })
      .withResponse()
    const events = await Array.fromAsync(data)
    expect(events.map(({ type }) => type)).toEqual([
      'transcript.text.delta',
      'transcript.text.delta',
      'transcript.text.done',
    ])
    const record = await world.recordOf(response.headers.get('x-request-id') ?? '')
    expect([record.outcome, record.inputTokens, record.outputTokens]).toEqual(['completed', 14, 2])
  })

  test('is translated', async () => {
    await using upstream = startMediaUpstream(() => Response.json({ text: 'a river' }))
    await using world = await open(upstream)
    const { text } = await openaiClient(world).audio.translations.create({
      model: 'studio/whisper-1',
      file: await recording(),
    })
    expect([text, upstream.requests[0]?.path]).toEqual(['a river', '/v1/audio/translations'])
  })

  test('is asked for elsewhere when an account is out of room, whole as before', async () => {
    let asked = 0
    await using upstream = startMediaUpstream(() => {
      asked += 1
      return asked === 1
        ? Response.json({ error: { message: 'slow down' } }, { status: 429 })
        : Response.json({ text: 'Elbe' })
    })
    const studio = mediaChannel('studio', 'openai-chat', upstream)
    const credentials = ['one', 'two'].map((id) => ({ id, secret: `sk-of-account-${id}` }))
    await using world = await openWorld({
      channels: (usual) => [...usual, { ...studio, credentials }],
    })
    const { text } = await openaiClient(world).audio.transcriptions.create({
      model: 'studio/whisper-1',
      file: await recording(),
    })
    const bodies = upstream.requests.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    expect([text, bodies.length, bodies[0] === bodies[1]]).toEqual(['Elbe', 2, true])
  })

  test('that only a Gemini upstream could be given is refused', async () => {
    await using world = await openWorld()
    const refusal = await openaiClient(world)
      .audio.transcriptions.create({
        model: 'aistudio/gemini-2.5-flash',
        file: await recording(),
      })
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(OpenAI.BadRequestError)
    expect(refusal).toMatchObject({ code: 'unsupported_protocol' })
  })
})

test('speech comes as the bytes that the upstream sent, of their type', async () => {
  await using upstream = startMediaUpstream(
    () => new Response(Uint8Array.from(sound), { headers: { 'content-type': 'audio/mpeg' } }),
  )
  await using world = await open(upstream)
  const answer = await openaiClient(world).audio.speech.create({
    model: 'studio/gpt-4o-mini-tts',
    input: 'Elbe',
    voice: 'alloy',
  })
  expect(answer.headers.get('content-type')).toBe('audio/mpeg')
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(sound)
})
