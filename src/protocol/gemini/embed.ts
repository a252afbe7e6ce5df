import { given } from '../../ir/defined.ts'
import type { EmbeddingAnswer, EmbeddingInput, EmbeddingRequest } from '../../ir/embedding.ts'
import type { Report } from '../../ir/report.ts'
import type { EmbedAddress, EmbedCodec, ReadEmbedding } from '../embed-codec.ts'
import { Field } from '../field.ts'
import { isObject, listAt, objectAt, type JsonObject } from '../json.ts'
import { renamed } from './embed-model.ts'
import { bothSpellings, listOf, member } from './spelling.ts'
import { readTokens } from './usage.ts'

const known = bothSpellings([
  'model',
  'content',
  'taskType',
  'title',
  'outputDimensionality',
  'embedContentConfig',
])

const readRequest = (body: JsonObject, { model, operation }: EmbedAddress): ReadEmbedding => {
  const root = Field.root(body)
  const isSingle = operation === 'embed'
  const asked = isSingle ? [root] : listOf(root.at('requests'))
  if (asked.length === 0) root.at('requests').reject('is required: a list that is not empty')
  const texts = asked.map(readText)
  const request: EmbeddingRequest = {
    model,
    inputs: texts,
    isSingle,
    encoding: 'float',
    ...given({
      dimensions: sameDimensions(asked),
      task: first(asked, 'taskType'),
      title: first(asked, 'title'),
      extras: extrasOf(root, asked, isSingle),
    }),
  }
  const { fault } = root
  return fault === undefined ? { type: 'read', request } : { type: 'refused', fault }
}

/** One vector for a content, however many parts its text came in. */
const readText = (asked: Field): EmbeddingInput => {
  const content = asked.at('content')
  if (!content.isGiven) content.reject('is required: an object')
  content.object()
  const parts = listOf(content.at('parts'))
  if (parts.length === 0) content.at('parts').reject('must not be empty')
  return { type: 'text', text: parts.map(readPart).join('\n') }
}

const readPart = (part: Field): string => {
  const text = part.at('text')
  if (!text.isGiven) part.reject('must be a text: this upstream embeds nothing else')
  return text.text() ?? ''
}

/** The same fields in an object of their own, which newer clients write. */
const optionOf = (asked: Field, name: string): Field => {
  const own = member(asked, name)
  return own.isGiven ? own : member(member(asked, 'embedContentConfig'), name)
}

/** All vectors of a request elsewhere are of one length. */
const sameDimensions = (asked: readonly Field[]): number | undefined => {
  const fields = asked.map((one) => optionOf(one, 'outputDimensionality'))
  const lengths = fields.map((field) => field.whole(1))
  const other = fields.find((_, at) => lengths[at] !== lengths[0])
  other?.reject('must be the same in all requests: this upstream takes one for all')
  return lengths[0]
}

const first = (asked: readonly Field[], name: string): string | undefined =>
  asked.map((one) => optionOf(one, name).text()).find((text) => text !== undefined)

const extrasOf = (
  root: Field,
  asked: readonly Field[],
  isSingle: boolean,
): JsonObject | undefined => {
  const around = isSingle ? undefined : root.extras(new Set(['requests']))
  const extras = Object.assign({}, around, ...asked.map((one) => one.extras(known)))
  return Object.keys(extras).length === 0 ? undefined : extras
}

/**
 * Always the list: a list of texts in one content would be one vector for all of them.
 * https://ai.google.dev/api/embeddings#method:-models.batchembedcontents
 */
const writeRequest = (request: EmbeddingRequest, report: Report): JsonObject => {
  const { model, inputs, dimensions, task, title, endUser } = request
  if (endUser !== undefined)
    report.warn('endUser', 'has no counterpart at this upstream and was left out')
  const isOfTokens = inputs.some(({ type }) => type === 'tokens')
  if (isOfTokens) report.refuse('inputs', 'must be text: this upstream does not take tokens')
  if (dimensions !== undefined)
    report.warn('dimensions', 'vectors that this upstream shortens may not be of length 1')
  return {
    requests: inputs.map((input) => ({
      model: model.includes('/') ? model : `models/${model}`,
      content: { parts: [{ text: input.type === 'text' ? input.text : '' }] },
      ...given({ taskType: task, title, outputDimensionality: dimensions }),
    })),
  }
}

const readAnswer = (body: JsonObject): EmbeddingAnswer | undefined => {
  const single = objectAt(body, 'embedding')
  const items = single === undefined ? listAt(body, 'embeddings') : [single]
  const vectors = items.flatMap((item) => {
    const vector = readVector(item)
    return vector === undefined ? [] : [vector]
  })
  if (vectors.length === 0 || vectors.length !== items.length) return undefined
  const metadata = objectAt(body, 'usageMetadata')
  return { vectors, usage: (metadata === undefined ? undefined : readTokens(metadata)) ?? {} }
}

const readVector = (item: unknown): readonly number[] | undefined => {
  const values = isObject(item) ? item['values'] : undefined
  return Array.isArray(values) && values.every((value) => typeof value === 'number')
    ? values
    : undefined
}

const writeAnswer = (
  { vectors, usage }: EmbeddingAnswer,
  { isSingle }: EmbeddingRequest,
): JsonObject => {
  const tokens = usage.inputTokens
  const embeddings = vectors.map((values) => ({ values }))
  return {
    ...(isSingle ? { embedding: embeddings[0] } : { embeddings }),
    ...(tokens === undefined
      ? {}
      : { usageMetadata: { promptTokenCount: tokens, totalTokenCount: tokens } }),
  }
}

export const embedCodec: EmbedCodec = {
  clientOperations: ['embed', 'batch-embed'],
  readRequest,
  operation: 'batch-embed',
  writeRequest,
  readAnswer,
  writeAnswer,
  renamed,
  fieldNames: { dimensions: 'outputDimensionality', task: 'taskType' },
}
