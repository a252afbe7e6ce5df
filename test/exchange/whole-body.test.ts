import { expect, test } from 'bun:test'
import { readWholeBody } from '../../src/exchange/answer/whole-body.ts'

const bodyOf = (text: string, headers: Record<string, string> = {}): Response =>
  new Response(text, { headers })

/** A body whose end nobody knows, and how much of it was asked for. */
const endless = () => {
  let given = 0
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      given += 10
      controller.enqueue(new Uint8Array(10))
    },
    cancel: () => {
      isCancelled = true
    },
  })
  return { response: new Response(body), given: () => given, isCancelled: () => isCancelled }
}

test('a body is read whole, its length announced or not', async () => {
  const announced = bodyOf('{"a":1}', { 'content-length': '7' })
  expect(await readWholeBody(announced)).toBe('{"a":1}')
  expect(await readWholeBody(bodyOf('{"a":1}'))).toBe('{"a":1}')
})

test('one that announces more than may be held is not read', async () => {
  expect(await readWholeBody(bodyOf('abc', { 'content-length': '3' }), 2)).toBeUndefined()
})

test('one that turns out larger is read no further', async () => {
  const { response, given, isCancelled } = endless()
  expect(await readWholeBody(response, 55)).toBeUndefined()
  expect({ given: given() <= 80, isCancelled: isCancelled() }).toEqual({
    given: true,
    isCancelled: true,
  })
})

test('a compressed one is counted as it unfolds, whatever its length on the way', async () => {
  const headers = { 'content-length': '2', 'content-encoding': 'gzip' }
  expect(await readWholeBody(bodyOf('abcdef', headers), 5)).toBeUndefined()
})
