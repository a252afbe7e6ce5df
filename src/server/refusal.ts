import type { Failure } from '../ir/failure.ts'

/** The failures that the front finds by itself, before or beside any account. */

const client = (status: number, code: string, message: string): Failure => ({
  kind: 'client',
  code,
  status,
  message,
})

const orNear = (near: readonly string[]): string =>
  near.length === 0 ? '' : ` Near it: ${near.join(', ')}.`

export const unauthorized = (code: string, message: string): Failure => client(401, code, message)

export const forbidden = (code: string, message: string): Failure => client(403, code, message)

export const unknownPath = (method: string, path: string, near: readonly string[]): Failure =>
  client(
    404,
    'path_not_found',
    `There is no ${method} ${path} here.${orNear(near)} All routes: GET /swagger.`,
  )

export const wrongMethod = (method: string, path: string, allowed: readonly string[]): Failure =>
  client(405, 'method_not_allowed', `${path} takes ${allowed.join(', ')}, not ${method}.`)

export const unknownChannel = (scope: string, near: readonly string[]): Failure => ({
  ...client(404, 'channel_not_found', `There is no channel "${scope}".${orNear(near)}`),
  param: 'channel',
})

export const unknownModel = (model: string, near: readonly string[]): Failure => ({
  ...client(404, 'model_not_found', `There is no model "${model}".${orNear(near)}`),
  param: 'model',
})

export const badStoredId = (): Failure =>
  client(404, 'not_found', 'Nothing that is kept has an id like the one in the path.')

export const unknownVerb = (verb: string, known: readonly string[]): Failure =>
  client(404, 'method_not_found', `There is no model method "${verb}". Known: ${known.join(', ')}.`)

export const tooLarge = (maxBytes: number, setting = 'global.max_body_size'): Failure =>
  client(
    413,
    'request_too_large',
    `The body is larger than ${maxBytes} bytes, the most this server takes (${setting}).`,
  )

export const tooLargeForAdministration = (maxBytes: number): Failure =>
  client(
    413,
    'request_too_large',
    `The body is larger than ${maxBytes} bytes, the most that a route below /api takes.`,
  )

export const encodedBody = (encoding: string): Failure =>
  client(
    415,
    'unsupported_content_encoding',
    `The body is said to be encoded (content-encoding: ${encoding}). Send it as it is.`,
  )

export const badHeader = (name: string, takes: string, value: string): Failure => ({
  ...client(400, 'invalid_header', `The header ${name} ${takes}, not \`${value.slice(0, 64)}\`.`),
  param: name,
})

export const notJson = (explanation: string): Failure => client(400, 'invalid_json', explanation)

export const noBody = (): Failure =>
  client(400, 'incomplete_body', 'The body was broken off. Send the request again.')

export const badField = (param: string, message: string, code = 'invalid_field'): Failure => ({
  ...client(400, code, message),
  param,
})

export const nothingToChange = (fields: readonly string[]): Failure =>
  client(
    400,
    'nothing_to_change',
    `Nothing to change was sent. This route takes: ${fields.join(', ')}.`,
  )

/** A name as it may be told back: whoever sends a book reads its beginning. */
export const shortened = (name: string): string =>
  name.length > 64 ? `${name.slice(0, 64)}…` : name

/** Something that an administrator named. */
export const notThere = (code: string, message: string): Failure => client(404, code, message)

export const inConflict = (code: string, message: string): Failure => client(409, code, message)

export const notForm = (): Failure =>
  client(
    400,
    'invalid_form',
    'The body is not the multipart/form-data that its content-type says: it has no boundary there, or is not whole.',
  )

export const missingModel = (): Failure => ({
  ...client(
    400,
    'missing_model',
    'The body names no model: "model" must be a string that is not empty.',
  ),
  param: 'model',
})

export const repeatedModel = (): Failure => ({
  ...client(
    400,
    'repeated_model',
    'The body names "model" more than once: it must stand there once.',
  ),
  param: 'model',
})

export const badModel = (maxLength: number): Failure => ({
  ...client(400, 'invalid_model', `The name of the model is longer than ${maxLength} characters.`),
  param: 'model',
})

export const shuttingDown = (): Failure => ({
  kind: 'overloaded',
  code: 'server_shutting_down',
  status: 503,
  message:
    'This server is shutting down. Send the request again: another one, or its successor, answers.',
  retryAfterMs: 1_000,
})

export const noReply = (waitedMs: number): Failure => ({
  kind: 'transient',
  code: 'reply_timeout',
  status: 504,
  message: `No account answered within ${Math.round(waitedMs / 1_000)} s.`,
})

export const notStreamed = (): Failure => ({
  kind: 'transient',
  code: 'upstream_not_streaming',
  status: 502,
  message: 'The upstream answered as a whole although a stream was asked for.',
})

/** The last guard of a promise: an answer has one beginning. What comes after the first is not spliced to it. */
export const openedTwice = (): Failure => ({
  kind: 'transient',
  code: 'answer_began_twice',
  status: 502,
  message: 'A second answer began while the first was being sent.',
})

export const brokenAnswer = (): Failure => ({
  kind: 'transient',
  code: 'internal_error',
  status: 500,
  message:
    'The answer could not be delivered because of a fault in this server; its log tells more.',
})
