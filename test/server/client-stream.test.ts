import { expect, test } from 'bun:test'
import { ClientStream } from '../../src/server/dispatch/client-stream.ts'

const openStream = () => {
  const heard: (number | 'left')[] = []
  const stream = new ClientStream({
    onTaken: (bytes) => heard.push(bytes),
    onLeave: () => heard.push('left'),
  })
  return { stream, heard, reader: stream.body.getReader() }
}

test('a reader that cancels has left', async () => {
  const { reader, heard } = openStream()
  await reader.cancel()
  expect(heard).toEqual(['left'])
})

test('only bytes of the upstream are paid back, once half a window of them is read', async () => {
  const { stream, reader, heard } = openStream()
  stream.send('x'.repeat(131_071))
  stream.sendOwn(': keep-alive\n\n')
  await reader.read()
  await reader.read()
  expect(heard).toEqual([])
  stream.send('x')
  await reader.read()
  expect(heard).toEqual([131_072])
})

test('what was sent before the close is still read', async () => {
  const { stream, reader } = openStream()
  stream.send('last')
  stream.close()
  const { value } = await reader.read()
  expect(Buffer.from(value ?? []).toString()).toBe('last')
  expect((await reader.read()).done).toBe(true)
})
