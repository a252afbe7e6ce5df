import { t, type TSchema } from 'elysia'

/** A request or an answer as the documentation shows it. */
export type Shown = { readonly schema: TSchema; readonly example: unknown }

export type OperationFacts = {
  /** Unique; the scoped twin of a route gets `Scoped` behind it. */
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description: string
  readonly request?: Shown
  /** The same as `multipart/form-data`, where it may or must be written so. */
  readonly form?: Shown
  readonly answer: Shown
  /** `application/json` when it is not told. */
  readonly answerType?: string
  /** What it answers with 503, where that is an answer and not an error. */
  readonly unavailable?: Shown
  /** One event of the streamed answer, as it stands on the wire. */
  readonly streamExample?: string
  /** What errors of this protocol look like. Absent: the route has no errors of its own. */
  readonly error?: Shown
  readonly parameters?: readonly Parameter[]
  readonly needsKey: boolean
}

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description: string
  readonly schema: TSchema
}

/** One that may be left out. */
export const queryParameter = (name: string, description: string, schema: TSchema): Parameter => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
})

type Content = Readonly<Record<string, { readonly schema: TSchema; readonly example: unknown }>>

/** An operation object of OpenAPI 3.0. */
export type OperationDetail = {
  readonly operationId: string
  readonly tags: string[]
  readonly summary: string
  readonly description: string
  readonly parameters: Parameter[]
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Record<string, { readonly description: string; readonly content?: Content }>
  readonly security: Record<string, string[]>[]
}

export const describeOperation = (facts: OperationFacts): OperationDetail => ({
  operationId: facts.id,
  tags: [facts.tag],
  summary: facts.summary,
  description: facts.description,
  parameters: [...(facts.parameters ?? [])],
  ...describeRequest(facts),
  responses: {
    200: describeAnswer(facts),
    ...describeErrors(facts.error),
    ...describeUnavailable(facts.unavailable),
  },
  security: facts.needsKey ? anyKey : [],
})

/** The same operation for the path that names its channel. */
export const scopedOperation = (detail: OperationDetail): OperationDetail => ({
  ...detail,
  operationId: `${detail.operationId}Scoped`,
  summary: `${detail.summary} (one channel)`,
  parameters: [channelParameter, ...detail.parameters],
})

const describeRequest = ({
  request,
  form,
}: OperationFacts): Pick<OperationDetail, 'requestBody'> =>
  request === undefined && form === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          content: {
            ...(request === undefined ? {} : { 'application/json': request }),
            ...(form === undefined ? {} : { 'multipart/form-data': form }),
          },
        },
      }

const describeAnswer = ({ answer, answerType, streamExample }: OperationFacts) => ({
  description:
    streamExample === undefined ? 'The answer.' : 'The answer, or the events of it as they come.',
  content: {
    [answerType ?? 'application/json']: answer,
    ...(streamExample === undefined
      ? {}
      : { 'text/event-stream': { schema: t.String(), example: streamExample } }),
  },
})

const errorMeanings = {
  400: 'The request is at fault: no JSON, no model, a field the upstream refuses.',
  401: 'No key, or one that is not of this Switchyard.',
  404: 'No such channel, model or path; the message names what is near.',
  413: 'The body is larger than `global.max_body_size`.',
  429: 'No account has room now. `Retry-After` tells when one has.',
  503: 'No account can serve, or the server is shutting down.',
} as const

const describeErrors = (error: Shown | undefined) =>
  error === undefined
    ? {}
    : Object.fromEntries(
        Object.entries(errorMeanings).map(([status, description]) => [
          status,
          { description, content: { 'application/json': error } },
        ]),
      )

const describeUnavailable = (unavailable: Shown | undefined) =>
  unavailable === undefined
    ? {}
    : { 503: { description: 'Not now.', content: { 'application/json': unavailable } } }

const anyKey = [{ bearer: [] }, { apiKey: [] }, { apiKeyOfSdk: [] }, { apiKeyInQuery: [] }]

const channelParameter: Parameter = {
  name: 'channel',
  in: 'path',
  required: true,
  description: 'The id of a configured channel: only its accounts are asked.',
  schema: t.String({ examples: ['team'] }),
}

/**
 * A route as OpenAPI writes it, for those whose last part is a rest of the path with slashes in it: Elysia has them
 * as `*`, which the documentation has no word for.
 */
export type ShownRoute = {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly detail: OperationDetail
}

/** Of every route that counts tokens. */
export const estimateNote =
  'Where no upstream counts them the number is an estimate, and `x-switchyard-warnings` says so.'

export const modelParameter: Parameter = {
  name: 'model',
  in: 'path',
  required: true,
  description: 'A model, an alias of one, or `channel/model`: slashes stand as they are.',
  schema: t.String({ minLength: 1, maxLength: 512 }),
}
