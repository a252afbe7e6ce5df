import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { toGeminiSchema } from '../../../src/protocol/gemini/schema.ts'
import { toJsonSchema } from '../../../src/protocol/gemini/schema-json.ts'
import { isObject } from '../../../src/protocol/json.ts'

const ownKeys = new Set([
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'maxItems',
  'minItems',
  'properties',
  'required',
  'minProperties',
  'maxProperties',
  'minLength',
  'maxLength',
  'pattern',
  'example',
  'anyOf',
  'default',
  'items',
  'minimum',
  'maximum',
])
const jsonKeys = new Set([
  '$id',
  '$defs',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'required',
  'propertyOrdering',
])

/** Every key at a place of a schema; members of properties are places, their names are not. */
const keysOf = (schema: unknown): readonly string[] => {
  if (Array.isArray(schema)) return schema.flatMap(keysOf)
  if (!isObject(schema)) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'properties' || key === '$defs')
      return [key, ...Object.values(isObject(value) ? value : {}).flatMap(keysOf)]
    const isPlace = ['items', 'prefixItems', 'anyOf', 'oneOf', 'additionalProperties'].includes(key)
    return [key, ...(isPlace ? keysOf(value) : [])]
  })
}

const name = fc.constantFrom('a', 'title', 'pattern', 'type', '__proto__', '$ref')
const { schema: generated } = fc.letrec((tie) => {
  const schemas = fc.array(tie('schema'), { maxLength: 3 })
  const some = fc.dictionary(name, tie('schema'), { maxKeys: 3 })
  return {
    schema: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.boolean(),
      fc.jsonValue({ maxDepth: 1 }),
      fc.record(
        {
          type: fc.oneof(
            fc.constantFrom('string', 'object', 'array', 'integer', 'null', 'odd', 5),
            fc.array(fc.constantFrom('string', 'null', 'number', 'object'), { maxLength: 3 }),
          ),
          properties: some,
          required: fc.oneof(fc.array(name), fc.constant('a')),
          items: fc.oneof(tie('schema'), schemas),
          prefixItems: schemas,
          anyOf: schemas,
          oneOf: schemas,
          allOf: schemas,
          $ref: fc.constantFrom(
            '#',
            '#/$defs/a',
            '#/$defs/title',
            '#/definitions/a',
            '#/properties/a',
            '#/%',
            'x',
            '#a',
          ),
          $defs: some,
          definitions: some,
          enum: fc.array(fc.jsonValue({ maxDepth: 0 }), { maxLength: 3 }),
          const: fc.jsonValue({ maxDepth: 0 }),
          additionalProperties: tie('schema'),
          patternProperties: some,
          minimum: fc.oneof(fc.integer(), fc.constant('x')),
          exclusiveMaximum: fc.oneof(fc.integer(), fc.boolean()),
          format: fc.constantFrom('uri', 'date-time', 5),
          description: fc.oneof(fc.string(), fc.constant(7)),
          default: fc.jsonValue({ maxDepth: 1 }),
          nullable: fc.boolean(),
          not: tie('schema'),
        },
        { requiredKeys: [] },
      ),
    ),
  }
})

describe('any schema', () => {
  const size = (value: unknown): number => JSON.stringify(value).length
  for (const [form, convert, allowed] of [
    ['own', toGeminiSchema, ownKeys],
    ['JSON', toJsonSchema, jsonKeys],
  ] as const)
    test(`becomes one with known words alone, of bounded size (${form})`, () => {
      fc.assert(
        fc.property(generated, (schema) => {
          const written = convert(schema)
          expect(keysOf(written).filter((key) => !allowed.has(key))).toEqual([])
          expect(size(written)).toBeLessThan(200_000 + 3_000 * (size(schema) ?? 0))
        }),
        { numRuns: 1_000 },
      )
    })

  test('that grows with every reference stays small', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `d${at}`,
        {
          type: 'object',
          properties: {
            left: { $ref: `#/$defs/d${at + 1}` },
            right: { $ref: `#/$defs/d${at + 1}` },
          },
        },
      ]),
    )
    expect(size(toGeminiSchema({ $ref: '#/$defs/d0', $defs }))).toBeLessThan(300_000)
    expect(size(toJsonSchema({ $ref: '#/$defs/d0', $defs }))).toBeLessThan(10_000)
  })

  test('that is nested without end is cut', () => {
    let schema: object = { type: 'string' }
    for (let depth = 0; depth < 5_000; depth += 1) schema = { type: 'array', items: schema }
    expect(size(toGeminiSchema(schema))).toBeLessThan(5_000)
    expect(size(toJsonSchema(schema))).toBeLessThan(5_000)
  })

  test('may name what it holds by half a character', () => {
    const half = { type: 'array', items: { $ref: '#/$defs/%ED%A0%80' } }
    const schema = { $ref: '#/$defs/\ud800', $defs: { '\ud800': half } }
    expect(() => [toGeminiSchema(schema), toJsonSchema(schema)]).not.toThrow()
  })
})
