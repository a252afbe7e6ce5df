import { swagger } from '@elysiajs/swagger'
import { Elysia } from 'elysia'
import { scopedOperation, type ShownRoute } from './operation.ts'

/**
 * The OpenAPI document of everything mounted on `app`, as JSON text. The plugin reads the registered routes, so no
 * route can be forgotten; it is used for that alone, in an instance of its own that nobody can reach, because its
 * page loads the viewer from another host.
 */
export const writeDocument = async (
  app: Elysia,
  shown: readonly ShownRoute[],
  version: string,
): Promise<string> => {
  const book = new Elysia({ name: 'book' })
    .use(swagger({ documentation: describeProgram(shown, version), path: '/book' }))
    .use(app)
  const answer = await book.handle(new Request('http://localhost/book/json'))
  return answer.text()
}

const describeProgram = (shown: readonly ShownRoute[], version: string) => ({
  // What TypeBox writes (`const`, `examples`, a null type) is JSON Schema, which OpenAPI takes from 3.1 on.
  openapi: '3.1.0',
  info: {
    title: 'Switchyard',
    version,
    description:
      'A relay for AI clients: speak any of the protocols below to one address. A path that begins with a channel asks only the accounts of that channel.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  paths: writePaths(shown),
  components: { securitySchemes },
})

const writePaths = (shown: readonly ShownRoute[]) => {
  const paths: Record<string, Record<string, object>> = {}
  for (const { method, path, detail } of shown) {
    paths[path] = { ...paths[path], [method]: detail }
    const scoped = `/{channel}${path}`
    paths[scoped] = { ...paths[scoped], [method]: scopedOperation(detail) }
  }
  return paths
}

const securitySchemes = {
  bearer: { type: 'http' as const, scheme: 'bearer' },
  apiKey: { type: 'apiKey' as const, in: 'header', name: 'x-api-key' },
  apiKeyOfSdk: { type: 'apiKey' as const, in: 'header', name: 'x-goog-api-key' },
  apiKeyInQuery: { type: 'apiKey' as const, in: 'query', name: 'key' },
}
