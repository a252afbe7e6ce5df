/** What Google refuses in a schema whose fields are all known. */
import { refuse, type Refusal } from '../answer.ts'
import { isObject } from '../sample.ts'

type Schema = Readonly<Record<string, unknown>>

export const judgeParameters = (schema: unknown, param: string): Refusal | undefined => {
  if (!isObject(schema)) return undefined
  const own = ownFault(schema)
  if (own !== undefined) {
    return refuse('invalid', `* GenerateContentRequest.${param}${own}`, { param })
  }
  const inner: readonly (readonly [string, unknown])[] = [
    ...Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).map(
      ([name, property]) => [`properties[${name}]`, property] as const,
    ),
    ['items', schema['items']],
    ...alternativesOf(schema).map((each, index) => [`any_of[${index}]`, each] as const),
  ]
  for (const [name, value] of inner) {
    const refusal = judgeParameters(value, `${param}.${name}`)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const alternativesOf = (schema: Schema): readonly unknown[] =>
  Array.isArray(schema['anyOf']) ? schema['anyOf'] : []

const textFormats: ReadonlySet<unknown> = new Set(['enum', 'date-time'])

const ownFault = (schema: Schema): string | undefined => {
  const type = typeof schema['type'] === 'string' ? schema['type'].toUpperCase() : undefined
  if (type === undefined && alternativesOf(schema).length === 0) return '.type: must be specified'
  if (type === 'ARRAY' && schema['items'] === undefined) return '.items: missing field'
  if (Array.isArray(schema['enum']) && type !== 'STRING') {
    return '.enum: only allowed for STRING type'
  }
  if (Array.isArray(schema['enum']) && schema['enum'].includes('')) {
    return '.enum: cannot be empty'
  }
  if (type === 'STRING' && 'format' in schema && !textFormats.has(schema['format'])) {
    return ".format: only 'enum' and 'date-time' are supported for STRING type"
  }
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  const missing = required.findIndex((name) => !Object.hasOwn(properties, String(name)))
  return missing === -1 ? undefined : `.required[${missing}]: property is not defined`
}
