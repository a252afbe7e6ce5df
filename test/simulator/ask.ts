import { expect } from 'bun:test'
import type { Simulator } from '../../src/simulator/index.ts'

export type Asked = {
  readonly method?: string
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** One request to a simulated Google, and its answer. */
export const ask = async ({ url }: Simulator, path: string, asked: Asked = {}) => {
  const { key = 'key-1', headers, body } = asked
  const isText = typeof body === 'string' || body === undefined
  const response = await fetch(url + path, {
    method: asked.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      'x-goog-api-key': key,
      'user-agent': 'switchyard/0',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    answer: text === '' ? {} : JSON.parse(text),
  }
}

export const refused = (status: number, words: string) => ({
  status,
  answer: { error: { message: expect.stringContaining(words) } },
})
