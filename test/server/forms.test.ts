import { expect, test } from 'bun:test'
import { key, startFront, type TestFront } from './harness.ts'
import { answered } from './replies.ts'

const send = (
  front: TestFront,
  path: string,
  request: { readonly body: FormData | string; readonly headers?: Record<string, string> },
): Promise<Response> =>
  fetch(`${front.url}${path}`, {
    method: 'POST',
    body: request.body,
    headers: { 'x-api-key': key, ...request.headers },
  })

const recording = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData()
  form.set('file', new File([Uint8Array.of(0, 13, 10, 255)], 'ü.mp3', { type: 'audio/mpeg' }))
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

test('a form is handed over byte for byte, with its type and where the model stands in it', async () => {
  await using front = startFront()
  const request = new Request('http://localhost', {
    method: 'POST',
    body: recording({ model: 'team/wörter', stream: 'true' }),
  })
  const contentType = request.headers.get('content-type') ?? ''
  const body = Buffer.from(await request.arrayBuffer()).toString('latin1')
  const answer = fetch(`${front.url}/v1/audio/transcriptions`, {
    method: 'POST',
    body: Buffer.from(body, 'latin1'),
    headers: { 'x-api-key': key, 'content-type': contentType },
  })
  const dispatch = await front.dispatches.next()
  front.reply(answered(dispatch.exchange))
  await answer
  expect(dispatch).toMatchObject({
    operation: 'transcribe',
    model: 'team/wörter',
    isStreaming: true,
    body,
    session: '',
  })
  expect(dispatch.headers.split('\n')[0]).toBe(`content-type: ${contentType}`)
  expect(dispatch.body.slice(dispatch.modelStart, dispatch.modelEnd)).toBe(
    Buffer.from('team/wörter').toString('latin1'),
  )
})

test.each([
  ['names no model', recording({}), 'missing_model'],
  ['names an empty one', recording({ model: ' ' }), 'missing_model'],
  ['names one that is too long', recording({ model: 'm'.repeat(513) }), 'invalid_model'],
])('a form that %s is refused', async (_, body, code) => {
  await using front = startFront()
  const answer = await send(front, '/v1/images/edits', { body })
  const refusal: unknown = await answer.json()
  expect([answer.status, refusal]).toMatchObject([400, { error: { code, param: 'model' } }])
})

test('a form that names two models is refused', async () => {
  await using front = startFront()
  const body = recording({ model: 'one' })
  body.append('model', 'two')
  const answer = await send(front, '/v1/images/edits', { body })
  expect(await answer.json()).toMatchObject({ error: { code: 'repeated_model' } })
})

test.each([
  ['has no boundary', 'multipart/form-data', '--b\r\n\r\nx\r\n--b--'],
  ['is of another kind', 'multipart/mixed; boundary=b', '--b\r\n\r\nx\r\n--b--'],
  ['is not whole', 'multipart/form-data; boundary=b', '--b\r\n\r\nx\r\n--b'],
])('a form that %s is refused', async (_, contentType, body) => {
  await using front = startFront()
  const headers = { 'content-type': contentType }
  const answer = await send(front, '/v1/images/edits', { body, headers })
  const refusal: unknown = await answer.json()
  expect([answer.status, refusal]).toMatchObject([400, { error: { code: 'invalid_form' } }])
})

test('a form is no JSON where only JSON is taken', async () => {
  await using front = startFront()
  const answer = await send(front, '/v1/chat/completions', { body: recording({ model: 'm' }) })
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid_json' } })
})
