import { describe, expect, test } from 'bun:test'
import { addQuery, joinUrl } from '../../src/channel/index.ts'

describe('a base URL and a path are joined', () => {
  test.each([
    ['https://host', '/v1/messages', 'https://host/v1/messages'],
    ['https://host/', '/v1/messages', 'https://host/v1/messages'],
    ['https://host/v1', '/v1/messages', 'https://host/v1/messages'],
    ['https://host/v1//', '/v1/messages', 'https://host/v1/messages'],
    ['https://host/v1beta', '/v1beta/models?pageSize=9', 'https://host/v1beta/models?pageSize=9'],
    ['https://host/api/v1', '/v1/responses', 'https://host/api/v1/responses'],
    ['https://host/v1', '/v1beta/models', 'https://host/v1/v1beta/models'],
    ['https://host/v10', '/v1/messages', 'https://host/v10/v1/messages'],
    ['https://host', '/upload/v1beta/files', 'https://host/upload/v1beta/files'],
    ['https://host/v1beta', '/upload/v1beta/files', 'https://host/upload/v1beta/files'],
    ['https://host/a/v1beta/', '/download/v1beta/f?x=1', 'https://host/a/download/v1beta/f?x=1'],
    ['https://host/v1', '/upload/v1beta/files', 'https://host/v1/upload/v1beta/files'],
    ['http://127.0.0.1:8080/openai', '/v1/models', 'http://127.0.0.1:8080/openai/v1/models'],
  ])('%s + %s', (base, path, url) => {
    expect(joinUrl(base, path)).toBe(url)
  })
})

describe('a query is added to a path', () => {
  test.each([
    ['/a', '', '/a'],
    ['/a', 'b=1', '/a?b=1'],
    ['/a?b=1', 'c=2', '/a?b=1&c=2'],
    ['/a?alt=sse', 'alt=sse', '/a?alt=sse'],
    ['/a?alt=sse', 'alt=json&x=1', '/a?alt=sse&x=1'],
    ['/a?alt=sse', '%61lt=json', '/a?alt=sse'],
    ['/a', 'b=%20&b=2', '/a?b=%20&b=2'],
  ])('%s + %s', (path, query, whole) => {
    expect(addQuery(path, query)).toBe(whole)
  })
})
