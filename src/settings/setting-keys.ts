import { KindGuard } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'
import { annotationsOf } from './annotations.ts'
import { settingsSchema } from './schema.ts'

/** One key of the tree, for documentation and for hints. */
export type SettingKey = {
  /** `channels[].settings.base_url`. */
  readonly path: string
  readonly schema: TSchema
  readonly description: string
  readonly status: 'active' | 'later' | 'fixed'
  readonly isReadAtStart: boolean
}

/** Every key that holds a value (tables and lists of tables are taken apart), in the order of the schema. */
export const settingKeys = (): readonly SettingKey[] =>
  keysOf({ path: '', schema: settingsSchema, status: 'active' })

type Branch = Pick<SettingKey, 'path' | 'schema' | 'status'>

const keysOf = ({ path, schema, status }: Branch): readonly SettingKey[] => {
  const own = annotationsOf(schema)
  const inherited = status === 'active' ? own.status : status
  if (KindGuard.IsObject(schema)) {
    return Object.entries(schema.properties).flatMap(([key, property]) =>
      keysOf({ path: path === '' ? key : `${path}.${key}`, schema: property, status: inherited }),
    )
  }
  if (KindGuard.IsArray(schema) && KindGuard.IsObject(schema.items)) {
    return keysOf({ path: `${path}[]`, schema: schema.items, status: inherited })
  }
  const { description, isReadAtStart } = own
  return [{ path, schema, description, status: inherited, isReadAtStart }]
}
