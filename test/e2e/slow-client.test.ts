import { expect, test } from 'bun:test'
import { connect } from 'node:net'
import { clientKey, openWorld } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'

const MEGABYTE = 1024 * 1024

test('a client that does not read slows its upstream, and holds little memory', async () => {
  await using world = await openWorld()
  const totalBytes = 200 * MEGABYTE
  world.openai.program({ fault: { type: 'flood', eventBytes: 16 * 1024, totalBytes } })
  const body = JSON.stringify(chat(true))
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1')
  socket.pause()
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${clientKey}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  const entry = await world.openai.journal.next()
  await world.openai.journal.stalled(entry)
  expect(entry.endedBy).toBeUndefined()
  // Bun's HTTP client reads ahead, the further the busier the machine is: 3 MB when it is quiet, 29 seen under load.
  expect(entry.bytesSent).toBeLessThan(totalBytes / 2)
  let received = 0
  const whole = new Promise<void>((done) => {
    socket.on('data', (data: Buffer) => {
      received += data.length
      if (data.subarray(-16).toString().includes('\r\n0\r\n\r\n')) done()
    })
    socket.on('close', () => done())
  })
  socket.resume()
  await whole
  expect(received).toBeGreaterThan(totalBytes)
  expect((await world.nextRecord()).outcome).toBe('completed')
  socket.destroy()
})
