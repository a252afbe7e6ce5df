import { t, type TSchema } from 'elysia'
import { describeOperation, type OperationDetail, type Shown } from '../docs/operation.ts'

/** An admin route as the documentation shows it. */
export type AdminFacts = {
  readonly path: string
  /** Unique among all operations. */
  readonly id: string
  readonly summary: string
  readonly description: string
  /** Absent: it takes no body. */
  readonly request?: Shown
  readonly shown: Shown
}

/** By their names: what stands in a path. */
const parameterMeanings: Readonly<Record<string, string>> = {
  requestId: 'The `x-request-id` of a request.',
  accountId:
    'An account (`channel/credential`), its slash written as `%2F`; or its channel, where its credential follows.',
  credential: 'The second part of the name of an account.',
  proxyId: 'The id of a proxy.',
}

export const describeAdmin = (facts: AdminFacts): OperationDetail => {
  const detail = describeOperation({
    id: facts.id,
    tag: 'Administration',
    summary: facts.summary,
    description: facts.description,
    ...(facts.request === undefined ? {} : { request: facts.request }),
    answer: facts.shown,
    parameters: parametersOf(facts.path),
    needsKey: true,
  })
  return { ...detail, responses: { ...detail.responses, ...errors } }
}

const parametersOf = (path: string) =>
  Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => ({
    name,
    in: 'path' as const,
    required: true,
    description: parameterMeanings[name] ?? name,
    schema: t.String({ minLength: 1 }),
  }))

const error: Shown = {
  schema: t.Object({
    error: t.Object({
      message: t.String(),
      type: t.String(),
      param: t.Union([t.String(), t.Null()]),
      code: t.Union([t.String(), t.Null()]),
    }),
  }),
  example: {
    error: {
      message: '"moed" is no field of this route. Did you mean "mode"?',
      type: 'invalid_request_error',
      param: 'scheduling.moed',
      code: 'invalid_field',
    },
  },
}

const errors = Object.fromEntries(
  [
    [400, 'The body is at fault; the message names the field.'],
    [401, 'No key, or one that is not of this Switchyard.'],
    [403, "The key is not an administrator's."],
    [404, 'What the path or the body names is not there.'],
    [409, 'It does not go with how things are; the message says what to do.'],
    [413, 'The body is larger than 1 MiB.'],
    [503, 'Nobody has answered in time.'],
  ].map(([status, description]) => [
    status,
    { description: String(description), content: { 'application/json': error } },
  ]),
)

/** Names of fields whose value is a table with keys of its own, and not an object of known fields. */
const tables = new Set([
  'routes',
  'settings',
  'session_bindings',
  'account_bindings',
  'account_requests_in_last_minute',
  'account_in_flight',
  'account_cooldown_seconds_remaining',
  'account_403_in_last_minute',
  'account_429_in_last_minute',
])

/** An answer by an example that is whole: its schema is read off it. */
export const shownBy = (example: unknown): Shown => ({ schema: schemaOf(example), example })

const schemaOf = (example: unknown, name = ''): TSchema => {
  if (Array.isArray(example))
    return t.Array(example.length === 0 ? t.Unknown() : schemaOf(example[0]))
  if (typeof example === 'string') return t.String()
  if (typeof example === 'number') return t.Number()
  if (typeof example === 'boolean') return t.Boolean()
  if (typeof example !== 'object' || example === null) return t.Unknown()
  return tables.has(name)
    ? t.Record(t.String(), schemaOf(Object.values(example)[0]))
    : objectOf(example)
}

const objectOf = (example: object) =>
  t.Object(
    Object.fromEntries(Object.entries(example).map(([key, value]) => [key, schemaOf(value, key)])),
  )

/** A body: the same, but no field of it must be there. */
export const takenBy = (example: object): Shown => ({
  schema: t.Partial(objectOf(example)),
  example,
})
