import { expect, test } from 'bun:test'
import { toFile } from 'openai'
import { failureOf, openOpenai } from './sdk.ts'

const model = 'gpt-5'

test('a conversation goes on from a response that is kept', async () => {
  await using simulator = await openOpenai()
  const { responses } = simulator.client
  const first = await responses.create({ model, input: 'my number is seven' })
  const second = await responses.create({
    model,
    input: 'hi',
    previous_response_id: first.id,
  })
  const { usage: alone } = await responses.create({ model, input: 'hi' })
  expect(second.usage?.input_tokens).toBeGreaterThan(alone?.input_tokens ?? 0)
  expect(second.previous_response_id).toBe(first.id)
})

test('a tool loop goes on by the id of the response that called', async () => {
  await using simulator = await openOpenai()
  const { responses } = simulator.client
  const tools = [
    { type: 'function' as const, name: 'weather', parameters: { type: 'object' }, strict: false },
  ]
  const first = await responses.create({ model, input: 'use the tool twice', tools })
  const outputs = first.output.flatMap((item) =>
    item.type === 'function_call'
      ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: 'sun' }]
      : [],
  )
  const goOn = (input: typeof outputs) =>
    responses.create({ model, tools, previous_response_id: first.id, input })
  expect((await goOn(outputs)).output_text).toContain('Your tools answered “sun” and “sun”.')
  expect(await failureOf(goOn(outputs.slice(1)))).toMatchObject({ status: 400, param: 'input' })
})

test('a kept response is shown, its input listed, and gone when it is deleted', async () => {
  await using simulator = await openOpenai()
  const { responses } = simulator.client
  const made = await responses.create({ model, input: [{ role: 'user', content: 'hi' }] })
  expect(await responses.retrieve(made.id)).toEqual(made)
  expect(await responses.inputItems.list(made.id)).toMatchObject({
    data: [{ id: expect.stringMatching(/^msg_/), role: 'user', content: 'hi' }],
    has_more: false,
  })
  await responses.delete(made.id)
  expect(await failureOf(responses.retrieve(made.id))).toMatchObject({ status: 404 })
})

test('what one account keeps is nothing to another', async () => {
  await using simulator = await openOpenai()
  const made = await simulator.client.responses.create({ model, input: 'hi' })
  const { responses } = simulator.other
  const failures = [
    await failureOf(responses.retrieve(made.id)),
    await failureOf(responses.delete(made.id)),
    await failureOf(responses.inputItems.list(made.id)),
  ]
  expect(failures).toMatchObject([{ status: 404 }, { status: 404 }, { status: 404 }])
  const goOn = responses.create({ model, input: 'hi', previous_response_id: made.id })
  expect(await failureOf(goOn)).toMatchObject({ status: 400, code: 'previous_response_not_found' })
})

test('what is not to be kept is not', async () => {
  await using simulator = await openOpenai()
  const { responses } = simulator.client
  const made = await responses.create({ model, input: 'hi', store: false })
  expect(await failureOf(responses.retrieve(made.id))).toMatchObject({ status: 404 })
})

test('a response in the background is done when it is looked at, or cancelled', async () => {
  await using simulator = await openOpenai()
  const { responses } = simulator.client
  const create = () => responses.create({ model, input: 'hi', background: true })
  const [one, other] = [await create(), await create()]
  expect(one.status).toBe('queued')
  expect((await responses.retrieve(one.id)).status).toBe('completed')
  expect((await responses.cancel(other.id)).status).toBe('cancelled')
  expect((await responses.retrieve(other.id)).status).toBe('cancelled')
  const plain = await responses.create({ model, input: 'hi' })
  expect(await failureOf(responses.cancel(plain.id))).toMatchObject({ status: 400 })
})

test('tokens of a response are counted as the response counts them', async () => {
  await using simulator = await openOpenai()
  const { responses } = simulator.client
  const { input_tokens } = await responses.inputTokens.count({ model, input: 'one two' })
  const { usage } = await responses.create({ model, input: 'one two' })
  expect(input_tokens).toBe(usage?.input_tokens ?? -1)
})

test('a compacted conversation is only read by the account that compacted it', async () => {
  await using simulator = await openOpenai()
  const { output } = await simulator.client.responses.compact({ model, input: 'hi' })
  expect(output.map(({ type }) => type)).toEqual(['message', 'compaction'])
  const goOn = (client: typeof simulator.client) => {
    const kept = output.flatMap((item) => (item.type === 'compaction' ? [item] : []))
    const input = kept.map(({ id, encrypted_content }) => ({
      type: 'compaction' as const,
      id,
      encrypted_content,
    }))
    return client.responses.create({ model, input: [...input, { role: 'user', content: 'on' }] })
  }
  expect(await goOn(simulator.client)).toMatchObject({ status: 'completed' })
  expect(await failureOf(goOn(simulator.other))).toMatchObject({ status: 400 })
})

const isPng = (data: string | undefined): boolean =>
  Buffer.from(data ?? '', 'base64')
    .subarray(1, 4)
    .toString() === 'PNG'

test('pictures are made and changed', async () => {
  await using simulator = await openOpenai()
  const { images } = simulator.client
  const made = await images.generate({ model: 'gpt-image-1', prompt: 'a tram', n: 2 })
  const image = await toFile(Buffer.from('png'), 'a.png', { type: 'image/png' })
  const changed = await images.edit({ model: 'gpt-image-1', prompt: 'red', image: [image], n: 1 })
  expect([...(made.data ?? []), ...(changed.data ?? [])].map((one) => isPng(one.b64_json))).toEqual(
    [true, true, true],
  )
  const entry = simulator.journal.entries.at(-1)
  expect(entry).toMatchObject({
    operation: 'edit-images',
    content: { prompt: 'red', image: [{ name: 'a.png', type: 'image/png', size: 3 }] },
  })
})

test('pictures of old models are asked for in vain', async () => {
  await using simulator = await openOpenai()
  const { images } = simulator.client
  const asked = { model: 'gpt-image-1', prompt: 'a tram', response_format: 'b64_json' as const }
  expect(await failureOf(images.generate(asked))).toMatchObject({
    status: 400,
    param: 'response_format',
    code: 'unknown_parameter',
  })
})

test('speech becomes text', async () => {
  await using simulator = await openOpenai()
  const file = await toFile(Buffer.from('sound'), 'speech.wav')
  const { transcriptions } = simulator.client.audio
  const { text } = await transcriptions.create({ model: 'whisper-1', file })
  expect(text).toStartWith('simulated openai answer from team-1: you wrote “speech.wav”.')
  const plain = await transcriptions.create({ model: 'whisper-1', file, response_format: 'text' })
  expect<unknown>(plain).toBe(`${text}\n`)
})

test('a form is refused where JSON is taken, and JSON where a form is', async () => {
  await using simulator = await openOpenai()
  const post = async (path: string, body: FormData | string) => {
    const headers = { authorization: 'Bearer key-1' }
    const type = typeof body === 'string' ? { 'content-type': 'application/json' } : undefined
    const init = { method: 'POST', headers: { ...headers, ...type }, body }
    return (await fetch(`${simulator.url}${path}`, init)).status
  }
  const form = new FormData()
  form.append('model', 'whisper-1')
  expect(await post('/v1/chat/completions', form)).toBe(400)
  expect(await post('/v1/audio/transcriptions', '{}')).toBe(400)
  expect(await post('/v1/audio/transcriptions', form)).toBe(400)
})
