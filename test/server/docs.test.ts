import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'bun:test'
import { verbs } from '../../src/server/gemini/target.ts'
import { startFront, type TestFront } from './harness.ts'

type Content = Readonly<Record<string, unknown>>

type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<number, { readonly content?: Content }>>
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
}

type Document = {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const readDocument = async (front: TestFront): Promise<Document> =>
  (await fetch(`${front.url}/swagger/json`)).json()

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** A registered route as the documentation writes it; one that ends in `*` is written once for each thing it means. */
const writtenAs = (method: string, path: string): readonly string[] => {
  const written = path.replaceAll(/:(\w+)/g, '{$1}')
  if (!written.endsWith('/*')) return [`${method} ${written}`]
  const model = written.replace('*', '{model}')
  return method === 'GET'
    ? [`GET ${model}`]
    : Object.keys(verbs).map((verb) => `POST ${model}:${verb}`)
}

describe('the API description', () => {
  test('is valid OpenAPI', async () => {
    await using front = startFront()
    const { valid, errors } = await new Validator().validate(await readDocument(front))
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
  })

  test('holds every registered route, and no other', async () => {
    await using front = startFront()
    const registered = front.server.app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/swagger'))
      .flatMap(({ method, path }) => writtenAs(method, path))
    const documented = operationsOf(await readDocument(front)).map(
      ({ method, path }) => `${method.toUpperCase()} ${path}`,
    )
    expect(documented.sort()).toEqual(registered.sort())
    expect(documented.length).toBeGreaterThan(40)
  })

  test('shows every operation with an answer, and every POST that has a body with it, each with schema and example', async () => {
    await using front = startFront()
    for (const { path, method, operation } of operationsOf(await readDocument(front))) {
      const { requestBody, responses } = operation
      const hasBody = ['post', 'patch'].includes(method) && !path.endsWith('/cancel')
      const answers = Object.values(responses[200]?.content ?? {})
      const requests = Object.values(requestBody?.content ?? {})
      expect([path, operation.summary !== '', answers.length > 0, requests.length > 0]).toEqual([
        path,
        true,
        true,
        hasBody,
      ])
      for (const one of [...answers, ...requests])
        expect(one).toEqual({ schema: expect.anything(), example: expect.anything() })
    }
  })

  test('has every parameter of a path, and a different id for every operation', async () => {
    await using front = startFront()
    const operations = operationsOf(await readDocument(front))
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect([path, ...inPath.toSorted()]).toEqual([
        path,
        ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted(),
      ])
    }
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('what a client may say to us', () => {
  const said = [
    'x-switchyard-priority',
    'x-switchyard-timeout',
    'x-session-id',
    'x-client-session-id',
    'x-gephyr-session-id',
    'x-conversation-id',
    'x-thread-id',
  ]

  /** Asked of no account. */
  const isOurs = (path: string, method: string): boolean =>
    path.endsWith('/models/detect') ||
    (method === 'get' &&
      /\/(?:models(?:\/(?:\{model\}|claude))?|\w*health\w*|readyz|status)$/.test(path))

  test('is described on every route on which it counts, and on no other', async () => {
    await using front = startFront()
    const operations = operationsOf(await readDocument(front))
    const listed = operations.map(({ path, method, operation }) => [
      `${method} ${path}`,
      operation.parameters.map(({ name }) => name).filter((name) => said.includes(name)),
    ])
    expect(listed).toEqual(
      operations.map(({ path, method }) => [`${method} ${path}`, isOurs(path, method) ? [] : said]),
    )
    expect(operations.filter(({ path, method }) => isOurs(path, method)).length).toBeLessThan(20)
  })

  test('is described with its type and meaning', async () => {
    await using front = startFront()
    const { parameters } = (await readDocument(front)).paths['/v1/messages']?.['post'] ?? {}
    const described = new Map(parameters?.map((one) => [one.name, one]))
    expect(described.get('x-switchyard-priority')).toMatchObject({
      in: 'header',
      required: false,
      description: expect.stringContaining('waits'),
      schema: { anyOf: [{ const: 'high' }, { const: 'normal' }, { const: 'low' }] },
    })
    expect(described.get('x-switchyard-timeout')).toMatchObject({
      in: 'header',
      schema: { type: 'number', exclusiveMinimum: 0 },
    })
    expect(described.get('x-session-id')).toMatchObject({ schema: { type: 'string' } })
  })
})

describe('the viewer', () => {
  test('loads nothing from elsewhere, and everything it loads is there', async () => {
    await using front = startFront()
    const page = await (await fetch(`${front.url}/swagger`)).text()
    expect(page).not.toMatch(/https?:\/\//)
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source)
    const answers = await Promise.all(
      sources.map(async (source) => {
        const { status, headers } = await fetch(front.url + source)
        return [status, headers.get('content-type')]
      }),
    )
    expect(answers).toEqual([
      [200, 'text/css; charset=utf-8'],
      [200, 'text/javascript; charset=utf-8'],
    ])
  })
})
