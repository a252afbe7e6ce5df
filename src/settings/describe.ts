import { KindGuard } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'
import { annotationsOf } from './annotations.ts'
import { isTable, type Path, pathText } from './path.ts'
import { type Settings, settingsSchema } from './schema.ts'
import { Secret } from './secret.ts'
import { type Source, sourceText } from './source.ts'

/** One effective value: fit to be shown, secrets are masked. */
export type Described = {
  readonly value: unknown
  readonly source: string
  /** Whether this version uses the setting. */
  readonly isUsed: boolean
}

/** Every effective value by its path, in the order of the schema. */
export const describe = (
  settings: Settings,
  originOf: (path: Path) => Source,
): ReadonlyMap<string, Described> =>
  new Map(
    leaves({ schema: settingsSchema, path: [], value: settings, isUsed: true }).map((leaf) => [
      pathText(leaf.path),
      {
        value: leaf.value instanceof Secret ? leaf.value.mask : leaf.value,
        source: sourceText(originOf(leaf.path)),
        isUsed: leaf.isUsed,
      },
    ]),
  )

type Place = {
  readonly schema: TSchema
  readonly path: Path
  readonly value: unknown
  readonly isUsed: boolean
}

const leaves = (place: Place): readonly Place[] => {
  const { schema, path, value } = place
  const isUsed = place.isUsed && annotationsOf(schema).status !== 'later'
  if (value === undefined) return []
  if (KindGuard.IsObject(schema) && isTable(value)) {
    return Object.entries(schema.properties).flatMap(([key, property]) =>
      leaves({ schema: property, path: [...path, key], value: value[key], isUsed }),
    )
  }
  const isListOfTables = KindGuard.IsArray(schema) && KindGuard.IsObject(schema.items)
  if (isListOfTables && Array.isArray(value) && value.length > 0) {
    return value.flatMap((item: unknown, index) =>
      leaves({ schema: schema.items, path: [...path, index], value: item, isUsed }),
    )
  }
  return [{ ...place, isUsed }]
}
