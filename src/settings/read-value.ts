import { KindGuard } from '@sinclair/typebox'
import type { TArray, TObject, TRecord, TSchema } from '@sinclair/typebox'
import { annotationsOf } from './annotations.ts'
import { expectation, shown } from './expectation.ts'
import type { Findings } from './findings.ts'
import { fromText } from './from-text.ts'
import type { Filled } from './interpolate.ts'
import { isTable, type Path, pathPattern } from './path.ts'
import { retiredKeys } from './retired.ts'
import type { TextContent } from './schema-parts.ts'
import { Secret } from './secret.ts'
import { normalText, textFault } from './text-content.ts'
import { nearKey } from './near-key.ts'

/** How one layer is read. */
export type Reading = {
  readonly findings: Findings
  /** Named in every finding. */
  readonly source: string
  /** The name the operator wrote for a path: a key may have been moved before it is read. */
  readonly nameOf: (path: Path) => string
  readonly fill: (text: string) => Filled
  /** Shown in faults instead of what was filled in, which may be a secret. */
  readonly shownAs?: string
}

export type Place = { readonly schema: TSchema; readonly path: Path; readonly value: unknown }

/**
 * The part of `value` that conforms to the schema, in its normal form (one spelling, secrets wrapped); what
 * does not conform is left out and reported. `null` means that a key is not set. Fills in no defaults.
 */
export const readValue = (reading: Reading, place: Place): unknown => {
  const { schema, value } = place
  if (value === undefined || value === null) return undefined
  if (annotationsOf(schema).status === 'later' && !asksForNothing(value)) {
    warn(reading, place.path, 'has no effect in this version')
  }
  if (typeof value !== 'string') return readKind(reading, place)
  const filled = reading.fill(value)
  for (const name of filled.missing) {
    refuse(reading, place, `needs the environment variable ${name}, which is not set`)
  }
  if (filled.missing.length > 0) return undefined
  const meant = filled.wasFilled ? fromText(schema, filled.text) : filled.text
  const inside = filled.text === value ? reading : { ...reading, shownAs: value }
  return readKind({ ...inside, fill: asItIs }, { ...place, value: meant })
}

/** A feature that is switched off, or an empty value: whether it exists makes no difference. */
const asksForNothing = (value: unknown): boolean => {
  if (value === '' || value === false) return true
  if (Array.isArray(value)) return value.length === 0
  if (!isTable(value)) return false
  return value['enabled'] === false || Object.keys(value).length === 0
}

const asItIs = (text: string): Filled => ({ text, wasFilled: false, missing: [] })

const readKind = (reading: Reading, place: Place): unknown => {
  const { schema, value } = place
  if (KindGuard.IsUnknown(schema)) return value
  if (KindGuard.IsObject(schema)) return readTable(reading, { ...place, schema })
  if (KindGuard.IsRecord(schema)) return readRecord(reading, { ...place, schema })
  if (KindGuard.IsArray(schema)) return readList(reading, { ...place, schema })
  return readScalar(reading, place)
}

const readTable = (reading: Reading, { schema, path, value }: Place & { schema: TObject }) => {
  if (!isTable(value)) return refuseKind(reading, { schema, path, value })
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const innerPath = [...path, key]
    const property = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined
    if (property === undefined) return [key, reportUnknown(reading, innerPath, schema)]
    return [key, readValue(reading, { schema: property, path: innerPath, value: inner })]
  })
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
}

/** The value of an unknown key is never shown: it may be a secret under a mistyped name. */
const reportUnknown = (reading: Reading, path: Path, schema: TObject): undefined => {
  const reason = retiredKeys.get(pathPattern(path))
  if (reason !== undefined) return warn(reading, path, `is no longer a setting: ${reason}`)
  const near = nearKey(path, Object.keys(schema.properties))
  reading.findings.faults.push({
    path: reading.nameOf(path),
    message: 'is no known setting',
    source: reading.source,
    ...(near === undefined ? {} : { near }),
  })
}

const readRecord = (reading: Reading, { schema, path, value }: Place & { schema: TRecord }) => {
  if (!isTable(value)) return refuseKind(reading, { schema, path, value })
  const [inner] = Object.values(schema.patternProperties)
  if (inner === undefined) return undefined
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    readValue(reading, { schema: inner, path: [...path, key], value: item }),
  ])
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined))
}

const readList = (reading: Reading, { schema, path, value }: Place & { schema: TArray }) => {
  if (!Array.isArray(value)) return refuseKind(reading, { schema, path, value })
  return value
    .map((item: unknown, index) =>
      readValue(reading, { schema: schema.items, path: [...path, index], value: item }),
    )
    .filter((item) => item !== undefined)
}

const readScalar = (reading: Reading, place: Place): unknown => {
  const { schema, value } = place
  const { words, isSecret, holds, status } = annotationsOf(schema)
  if (isSecret) return readSecret(reading, place)
  const read = words.length > 0 ? wordOf(words, value) : asText(holds, value)
  if (!conforms(schema, read)) return refuseKind(reading, place)
  if (status === 'fixed' && read !== schema.default) {
    warn(reading, place.path, `is always ${String(schema.default)} in this version`)
  }
  if (typeof read !== 'string') return read
  const problem = holds === undefined ? undefined : textFault(holds, normalText(holds, read))
  if (problem !== undefined) return refuse(reading, place, problem)
  return normalText(holds, read)
}

/** As gephyr and gproxy write what they have encrypted with a key of their own. */
const sealed = /^(?:v[23]:[A-Za-z0-9+/=]{40,}|enc:v1:.+)$/

const readSecret = (reading: Reading, place: Place): Secret | undefined => {
  if (typeof place.value !== 'string') return refuseKind(reading, place)
  return sealed.test(place.value)
    ? refuse(reading, place, 'was sealed by another program: write it in plain, or as `${NAME}`')
    : new Secret(place.value.trim())
}

/** A port alone is an address, and in most forms of a file a number. */
const asText = (holds: TextContent | undefined, value: unknown): unknown =>
  holds === 'listen-address' && Number.isInteger(value) ? String(value) : value

const conforms = (schema: TSchema, value: unknown): boolean => {
  if (annotationsOf(schema).words.length > 0) return value !== undefined
  if (KindGuard.IsBoolean(schema)) return typeof value === 'boolean'
  if (KindGuard.IsString(schema)) {
    return typeof value === 'string' && value.length >= (schema.minLength ?? 0)
  }
  const isNumber = KindGuard.IsInteger(schema) || KindGuard.IsNumber(schema)
  if (!isNumber || typeof value !== 'number' || !Number.isFinite(value)) return false
  if (KindGuard.IsInteger(schema) && !Number.isSafeInteger(value)) return false
  return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)
}

const spelling = (word: string): string => word.toLowerCase().replaceAll(/[_-]/g, '')

const wordOf = (words: readonly string[], value: unknown): string | undefined =>
  typeof value === 'string'
    ? words.find((word) => spelling(word) === spelling(value.trim()))
    : undefined

const refuseKind = (reading: Reading, place: Place): undefined =>
  refuse(reading, place, `must be ${expectation(place.schema)}`)

const refuse = (reading: Reading, { schema, path, value }: Place, message: string): undefined => {
  const isPrivate =
    annotationsOf(schema).isSecret || (typeof value === 'string' && maySpill(schema, value))
  reading.findings.faults.push({
    path: reading.nameOf(path),
    message,
    source: reading.source,
    ...(isPrivate ? {} : { got: shown(reading.shownAs ?? value) }),
  })
}

/** A key alone may have been written where an account or a login belongs, which are tables with the key in them. */
const maySpill = (schema: TSchema, text: string): boolean =>
  text.includes('@') ||
  KindGuard.IsObject(schema) ||
  KindGuard.IsRecord(schema) ||
  KindGuard.IsArray(schema)

const warn = ({ findings, nameOf, source }: Reading, path: Path, message: string): undefined => {
  findings.warnings.push({ path: nameOf(path), message, source })
}
