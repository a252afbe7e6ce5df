/** The smallest value that fits a JSON schema, its strings being `text`. What it does not know becomes `text` too. */
export const sampleOf = (schema: unknown, text: string): unknown => {
  if (!isObject(schema)) return { simulated: text }
  return sample(schema, { root: schema, text, depth: 0 })
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Schema = Readonly<Record<string, unknown>>
type Sampling = { readonly root: Schema; readonly text: string; readonly depth: number }

/** Beyond this only what must be there: schemas may contain themselves. */
const generousDepth = 5
const greatestDepth = 20

const sample = (schema: unknown, sampling: Sampling): unknown => {
  const found = resolve(schema, sampling.root)
  if (found === undefined || sampling.depth > greatestDepth) return sampling.text
  if ('const' in found) return found['const']
  if (Array.isArray(found['enum'])) return found['enum'][0]
  const deeper = { ...sampling, depth: sampling.depth + 1 }
  switch (typeOf(found)) {
    case 'object':
      return sampleObject(found, deeper)
    case 'array':
      return sampleArray(found, deeper)
    case 'number':
    case 'integer':
      return sampleNumber(found)
    case 'boolean':
      return true
    case 'null':
      return null
    case 'unknown':
      return sampleAlternative(found, deeper)
    default:
      return sampleText(found, sampling.text)
  }
}

const resolve = (schema: unknown, root: Schema): Schema | undefined => {
  if (!isObject(schema)) return undefined
  const reference = schema['$ref']
  if (typeof reference !== 'string') return schema
  if (reference === '#') return root
  let found: unknown = root
  for (const name of reference.replace(/^#\//, '').split('/')) {
    found = isObject(found) ? found[name] : undefined
  }
  return isObject(found) ? found : undefined
}

/** Google spells types in capitals; JSON Schema may list several. */
const typeOf = (schema: Schema): string => {
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  if (typeof type === 'string') return type.toLowerCase()
  if ('properties' in schema) return 'object'
  return 'items' in schema ? 'array' : 'unknown'
}

const sampleObject = (schema: Schema, sampling: Sampling): unknown => {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  const wanted = Object.entries(properties).filter(
    ([name]) => sampling.depth <= generousDepth || required.includes(name),
  )
  return Object.fromEntries(wanted.map(([name, property]) => [name, sample(property, sampling)]))
}

const sampleArray = (schema: Schema, sampling: Sampling): unknown => {
  const items = schema['items'] ?? schema['prefixItems']
  if (items === undefined) return []
  if (Array.isArray(items)) return items.map((item) => sample(item, sampling))
  const fewest = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0
  const length = Math.max(fewest, sampling.depth <= generousDepth ? 1 : 0)
  return Array.from({ length }, () => sample(items, sampling))
}

const sampleNumber = (schema: Schema): number => {
  const { minimum, exclusiveMinimum, maximum } = schema
  if (typeof minimum === 'number') return minimum
  if (typeof exclusiveMinimum === 'number') return exclusiveMinimum + 1
  return typeof maximum === 'number' ? Math.min(1, maximum) : 1
}

const sampleText = (schema: Schema, text: string): string => {
  const { minLength, maxLength } = schema
  const padded = typeof minLength === 'number' ? text.padEnd(minLength, '.') : text
  return typeof maxLength === 'number' ? padded.slice(0, maxLength) : padded
}

const sampleAlternative = (schema: Schema, sampling: Sampling): unknown => {
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(alternatives)) return sample(alternatives[0], sampling)
  const all = schema['allOf']
  if (!Array.isArray(all)) return sampling.text
  const samples = all.map((part) => sample(part, sampling))
  return samples.every(isObject) ? Object.assign({}, ...samples) : samples[0]
}
