import { gunzipSync } from 'bun'
import { expect, test } from 'bun:test'
import { startSimulator } from '../../src/simulator/index.ts'
import { answerOf, goodRequest, openScene } from './scene.ts'

test('an entry holds what was received and how it ended', async () => {
  await using scene = await openScene('openai')
  const { body } = await answerOf(scene.ask())
  const entry = await scene.journal.ended(await scene.journal.entry(0))
  expect(entry).toMatchObject({
    vendor: 'openai',
    account: 'team-1',
    protocol: 'openai-chat',
    operation: 'generate',
    method: 'POST',
    path: '/v1/chat/completions',
    query: '',
    headers: { authorization: 'Bearer key-1' },
    body: JSON.stringify(goodRequest('openai').body),
    status: 200,
    violations: [],
    endedBy: 'answered',
  })
  expect(body.length).toBeGreaterThan(entry.bytesSent)
})

test('waits see what is there and what is yet to come, each entry once', async () => {
  await using scene = await openScene('openai')
  const [early, other] = [scene.journal.next(), scene.journal.next()]
  await answerOf(scene.ask())
  await answerOf(scene.ask())
  const late = scene.journal.next()
  await answerOf(scene.ask())
  expect([(await early).number, (await other).number, (await late).number]).toEqual([0, 1, 2])
})

test('a list of models does not count as the next request unless it is asked for', async () => {
  await using scene = await openScene('openai')
  const headers = goodRequest('openai').headers
  await answerOf(scene.ask({ path: '/v1/models', headers, body: undefined }))
  await answerOf(scene.ask())
  expect((await scene.journal.next()).number).toBe(1)
  expect((await scene.journal.next((entry) => entry.operation === 'models')).number).toBe(0)
})

test('the journal keeps the newest entries and forgets the rest', async () => {
  await using scene = await openScene('openai', { keptEntries: 2 })
  for (let count = 0; count < 3; count += 1) await answerOf(scene.ask())
  expect(scene.journal.entries.map(({ number }) => number)).toEqual([1, 2])
})

test('answers are compressed when the simulator is told to and the request allows it', async () => {
  await using simulator = await startSimulator({
    vendor: 'openai',
    accounts: [{ key: 'key-1' }],
    anyClient: true,
    compress: true,
  })
  const { path, headers, body } = goodRequest('openai')
  const ask = (encoding: string) =>
    fetch(simulator.url + path, {
      method: 'POST',
      decompress: false,
      headers: { ...headers, 'content-type': 'application/json', 'accept-encoding': encoding },
      body: JSON.stringify(body),
    })
  const zipped = await ask('br, gzip')
  const plain = await ask('br, gzip;q=0')
  expect(zipped.headers.get('content-encoding')).toBe('gzip')
  expect(plain.headers.get('content-encoding')).toBeNull()
  const text = new TextDecoder().decode(gunzipSync(await zipped.bytes()))
  expect(text.replaceAll('simulated-0', 'simulated-1')).toBe(await plain.text())
})

test('a compressed stream can be read event by event', async () => {
  await using simulator = await startSimulator({
    vendor: 'openai',
    accounts: [{ key: 'key-1' }],
    anyClient: true,
    compress: true,
  })
  simulator.program({ fault: { type: 'silence', afterEvents: 1 } })
  const { path, headers, body } = goodRequest('openai')
  const response = await fetch(simulator.url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'accept-encoding': 'gzip' },
    body: JSON.stringify(body),
  })
  let text = ''
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part
    if (text.includes('"simulated"')) break
  }
  expect(response.headers.get('content-encoding')).toBe('gzip')
  expect(text).toContain('"content":"simulated"')
})

test('two simulators do not share a port', async () => {
  await using first = await openScene('openai')
  const second = startSimulator({ vendor: 'gemini', accounts: [], port: first.port })
  await expect(second).rejects.toThrow('in use')
})
