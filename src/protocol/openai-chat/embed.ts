import { given } from '../../ir/defined.ts'
import type { EmbeddingAnswer, EmbeddingInput, EmbeddingRequest } from '../../ir/embedding.ts'
import type { Report } from '../../ir/report.ts'
import type { EmbedAddress, EmbedCodec, ReadEmbedding } from '../embed-codec.ts'
import { Field } from '../field.ts'
import { countAt, isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { readPromptUsage } from '../openai-usage.ts'

const known = new Set(['model', 'input', 'dimensions', 'encoding_format', 'user'])

const readRequest = (body: JsonObject, { model }: EmbedAddress): ReadEmbedding => {
  const root = Field.root(body)
  const request: EmbeddingRequest = {
    model,
    inputs: readInputs(root.at('input')),
    isSingle: false,
    encoding: root.at('encoding_format').oneOf(['float', 'base64']) ?? 'float',
    ...given({
      dimensions: root.at('dimensions').whole(1),
      endUser: root.at('user').text(),
      extras: root.extras(known),
    }),
  }
  const { fault } = root
  return fault === undefined ? { type: 'read', request } : { type: 'refused', fault }
}

/** A text, several texts, one text as tokens, or several as tokens. */
const readInputs = (field: Field): readonly EmbeddingInput[] => {
  const text = field.isText ? field.text() : undefined
  if (text !== undefined) return [{ type: 'text', text }]
  if (!field.isList) {
    field.reject('must be a string or a list')
    return []
  }
  const items = field.items()
  if (items.length === 0) field.reject('must not be empty')
  return isNumber(items[0]) ? [readTokens(items)] : items.map(readInput)
}

const readInput = (field: Field): EmbeddingInput => {
  if (field.isList) return readTokens(field.items())
  if (!field.isText) field.reject('must be a string, or a list of tokens')
  return { type: 'text', text: field.isText ? (field.text() ?? '') : '' }
}

const readTokens = (fields: readonly Field[]): EmbeddingInput => ({
  type: 'tokens',
  tokens: fields.map((field) => {
    if (!field.isGiven) field.reject('must be a number')
    return field.whole() ?? 0
  }),
})

const isNumber = (field: Field | undefined): boolean => typeof field?.value === 'number'

/** Vectors are asked for as numbers, which all that imitate this interface can write. */
const writeRequest = (request: EmbeddingRequest, report: Report): JsonObject => {
  const { model, inputs, dimensions, task, title, endUser } = request
  if (task !== undefined) report.warn('task', noCounterpart)
  if (title !== undefined) report.warn('title', noCounterpart)
  return {
    model,
    input: inputs.map((input) => (input.type === 'text' ? input.text : input.tokens)),
    encoding_format: 'float',
    ...given({ dimensions, user: endUser }),
  }
}

const noCounterpart = 'has no counterpart at this upstream and was left out'

const readAnswer = (body: JsonObject): EmbeddingAnswer | undefined => {
  const items = listAt(body, 'data').filter(isObject)
  const usage = objectAt(body, 'usage')
  const model = stringAt(body, 'model')
  const vectors = items
    .map((item, at) => ({ index: countAt(item, 'index') ?? at, vector: readVector(item) }))
    .sort((one, other) => one.index - other.index)
    .flatMap(({ vector }) => (vector === undefined ? [] : [vector]))
  if (vectors.length === 0 || vectors.length !== items.length) return undefined
  return {
    vectors,
    usage: (usage === undefined ? undefined : readPromptUsage(usage)) ?? {},
    ...(model === '' ? {} : { model }),
  }
}

const readVector = (item: JsonObject): readonly number[] | undefined => {
  const { embedding } = item
  if (typeof embedding === 'string') return fromBase64(embedding)
  return Array.isArray(embedding) && embedding.every((value) => typeof value === 'number')
    ? embedding
    : undefined
}

const floatBytes = 4

/** Little-endian 32-bit floats in a row. */
const fromBase64 = (text: string): readonly number[] => {
  const bytes = Buffer.from(text, 'base64')
  return Array.from({ length: Math.floor(bytes.length / floatBytes) }, (_, at) =>
    bytes.readFloatLE(at * floatBytes),
  )
}

const toBase64 = (vector: readonly number[]): string => {
  const bytes = Buffer.alloc(vector.length * floatBytes)
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * floatBytes))
  return bytes.toString('base64')
}

const writeAnswer = (
  { vectors, usage }: EmbeddingAnswer,
  { model, encoding }: EmbeddingRequest,
  report: Report,
): JsonObject => {
  const tokens = usage.inputTokens
  if (tokens === undefined)
    report.warn('usage', 'was not told by this upstream: 0 stands for unknown')
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoding === 'base64' ? toBase64(vector) : vector,
    })),
    model,
    usage: { prompt_tokens: tokens ?? 0, total_tokens: tokens ?? 0 },
  }
}

/** https://platform.openai.com/docs/api-reference/embeddings */
export const embedCodec: EmbedCodec = {
  clientOperations: ['embed'],
  readRequest,
  operation: 'embed',
  writeRequest,
  readAnswer,
  writeAnswer,
  fieldNames: { inputs: 'input', endUser: 'user' },
}
