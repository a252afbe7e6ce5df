/** The smallest value that fits a JSON schema, its strings being `text`. What it does not know becomes `text` too. */
export const sampleOf = (schema: unknown, text: string): unknown => {
  if (!isObject(schema)) return { simulated: text }
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, text)
    case 'array':
      return 'items' in schema ? [sampleOf(schema['items'], text)] : []
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return text
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Google spells types in capitals; JSON Schema may list several. */
const typeOf = (schema: Readonly<Record<string, unknown>>): string => {
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  if (typeof type === 'string') return type.toLowerCase()
  return 'properties' in schema ? 'object' : 'unknown'
}

const sampleObject = (schema: Readonly<Record<string, unknown>>, text: string): unknown => {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, sampleOf(property, text)]),
  )
}
