import { KindGuard } from '@sinclair/typebox'
import type { TObject, TSchema } from '@sinclair/typebox'
import { annotationsOf } from './annotations.ts'
import { fault, type Fault } from './findings.ts'
import { isTable, type Path } from './path.ts'
import { Secret } from './secret.ts'

/** A value with everything it does not say; `faults` names what has no default and must be said. */
export type Completed = { readonly value: unknown; readonly faults: readonly Fault[] }

type Place = { readonly schema: TSchema; readonly path: Path; readonly value: unknown }

export const complete = ({ schema, path, value }: Place): Completed => {
  if (value === undefined) return absent(schema, path)
  if (KindGuard.IsObject(schema) && isTable(value)) return completeTable({ schema, path, value })
  if (!KindGuard.IsArray(schema) || !Array.isArray(value)) return { value, faults: [] }
  const items = value.map((item: unknown, index) =>
    complete({ schema: schema.items, path: [...path, index], value: item }),
  )
  return {
    value: items.map((item) => item.value),
    faults: items.flatMap((item) => item.faults),
  }
}

const absent = (schema: TSchema, path: Path): Completed => {
  if (annotationsOf(schema).isSecret) return { value: new Secret(''), faults: [] }
  if (schema.default !== undefined) return { value: structuredClone(schema.default), faults: [] }
  if (KindGuard.IsOptional(schema)) return { value: undefined, faults: [] }
  if (KindGuard.IsObject(schema)) return complete({ schema, path, value: {} })
  return { value: undefined, faults: [fault(path, 'is required')] }
}

const completeTable = ({ schema, path, value }: Place & { schema: TObject }): Completed => {
  const table = isTable(value) ? value : {}
  const properties = Object.entries(schema.properties).map(([key, property]) => ({
    key,
    ...complete({
      schema: property,
      path: [...path, key],
      value: Object.hasOwn(table, key) ? table[key] : undefined,
    }),
  }))
  const present = properties.filter((property) => property.value !== undefined)
  return {
    value: Object.fromEntries(present.map((property) => [property.key, property.value])),
    faults: properties.flatMap((property) => property.faults),
  }
}
