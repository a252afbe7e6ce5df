import type { CountForm } from '../count-form.ts'
import { countAt, isObject, type JsonObject } from '../json.ts'
import { readString, scanTopLevel, spliceValue, type Span } from '../json-scan.ts'

/** Both spellings of the field that holds a whole request; without it the body has `contents` alone. */
const wholeNames = ['generateContentRequest', 'generate_content_request'] as const

const requestOf = (body: JsonObject): JsonObject => {
  for (const name of wholeNames) {
    const whole = body[name]
    if (isObject(whole)) return whole
  }
  return body
}

/** `contents` alone would leave tools and instructions uncounted. https://ai.google.dev/api/tokens */
const ofRequest = (request: JsonObject, model: string): JsonObject => ({
  generateContentRequest: { ...request, model: resourceOf(model) },
})

const resourceOf = (model: string): string => (model.includes('/') ? model : `models/${model}`)

const renamed = (body: string, model: string): string => {
  const said = modelSpan(body)
  const name = resourceOf(model)
  return said === undefined || readString(body, said) === name
    ? body
    : spliceValue(body, said, JSON.stringify(name))
}

const modelSpan = (body: string): Span | undefined => {
  const { spans } = scanTopLevel(body, wholeNames)
  const whole = wholeNames.map((name) => spans.get(name)).find((span) => span !== undefined)
  return whole && scanTopLevel(body, ['model'], whole).spans.get('model')
}

export const countForm: CountForm = {
  requestOf,
  ofRequest,
  renamed,
  readCount: (body) => countAt(body, 'totalTokens'),
  writeCount: (tokens) => ({ totalTokens: tokens }),
  field: 'totalTokens',
}
