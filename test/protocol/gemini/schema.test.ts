import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { toGeminiSchema } from '../../../src/protocol/gemini/schema.ts'
import { toJsonSchema } from '../../../src/protocol/gemini/schema-json.ts'
import { isObject } from '../../../src/protocol/json.ts'

const list = {
  type: 'object',
  properties: { value: { type: 'integer' }, next: { $ref: '#/$defs/list' } },
  required: ['value', 'next'],
}
const recursive = { $ref: '#/$defs/list', $defs: { list } }

type Case = readonly [name: string, schema: unknown, written: object]

const own: readonly Case[] = [
  [
    'types are in capitals',
    { type: 'string', description: 'A', title: 'B' },
    { type: 'STRING', description: 'A', title: 'B' },
  ],
  [
    'properties may have any name',
    {
      type: 'object',
      properties: {
        title: { type: 'string' },
        pattern: { type: 'integer' },
        format: {},
        default: { type: 'boolean' },
        $ref: { type: 'number' },
        enum: { type: 'null' },
      },
      required: ['title', 'gone', 'title'],
      additionalProperties: false,
      $schema: 'x',
    },
    {
      type: 'OBJECT',
      properties: {
        title: { type: 'STRING' },
        pattern: { type: 'INTEGER' },
        format: {},
        default: { type: 'BOOLEAN' },
        $ref: { type: 'NUMBER' },
        enum: { type: 'NULL' },
      },
      required: ['title'],
    },
  ],
  [
    'references are put in their place, words beside them stay',
    {
      type: 'object',
      properties: {
        a: { $ref: '#/$defs/b', description: 'Mine' },
        c: { $ref: '#/$defs/a~1b%20c' },
      },
      $defs: {
        b: { type: 'string', description: 'Theirs', minLength: 2 },
        'a/b c': { enum: ['x'] },
      },
    },
    {
      type: 'OBJECT',
      properties: {
        a: { type: 'STRING', description: 'Mine', minLength: 2 },
        c: { type: 'STRING', enum: ['x'] },
      },
    },
  ],
  [
    'what holds itself is unrolled twice',
    recursive,
    {
      type: 'OBJECT',
      properties: {
        value: { type: 'INTEGER' },
        next: {
          type: 'OBJECT',
          properties: { value: { type: 'INTEGER' }, next: { type: 'OBJECT' } },
          required: ['value', 'next'],
        },
      },
      required: ['value', 'next'],
    },
  ],
  [
    'a reference that leads nowhere takes anything',
    { $ref: 'https://a.com/x', description: 'A' },
    { description: 'A' },
  ],
  [
    'null among the options',
    { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'A' },
    { type: 'STRING', description: 'A', nullable: true },
  ],
  [
    'null among the types',
    { type: ['integer', 'null'], minimum: 1 },
    { type: 'INTEGER', minimum: 1, nullable: true },
  ],
  ['null alone', { type: 'null' }, { type: 'NULL' }],
  [
    'several types',
    { type: ['string', 'integer'], description: 'A', minimum: 1, pattern: 'x' },
    {
      anyOf: [
        { type: 'STRING', pattern: 'x' },
        { type: 'INTEGER', minimum: 1 },
      ],
      description: 'A',
    },
  ],
  ['const', { const: 'a' }, { type: 'STRING', enum: ['a'] }],
  [
    'const of a number',
    { const: 5, description: 'A' },
    { type: 'NUMBER', description: 'A (One of: 5)' },
  ],
  ['choices of words', { enum: ['a', 'b', 'a'] }, { type: 'STRING', enum: ['a', 'b'] }],
  [
    'choices of words and null',
    { enum: ['a', null] },
    { type: 'STRING', enum: ['a'], nullable: true },
  ],
  [
    'choices of numbers are told in words',
    { type: 'integer', enum: [1, 2] },
    { type: 'INTEGER', description: 'One of: 1, 2' },
  ],
  ['an empty choice leaves it open', { type: 'string', enum: ['', 'a'] }, { type: 'STRING' }],
  [
    'constants to choose from',
    { oneOf: [{ const: 'a' }, { const: 'b' }] },
    { type: 'STRING', enum: ['a', 'b'] },
  ],
  [
    'oneOf',
    { oneOf: [{ type: 'string' }, { type: 'boolean' }] },
    { anyOf: [{ type: 'STRING' }, { type: 'BOOLEAN' }] },
  ],
  ['one option', { anyOf: [{ type: 'string' }], title: 'A' }, { type: 'STRING', title: 'A' }],
  [
    'options share what stands around them',
    {
      type: 'object',
      properties: { a: { type: 'string' } },
      anyOf: [{ properties: { b: { type: 'string' } } }, { properties: { a: { minLength: 1 } } }],
    },
    {
      anyOf: [
        { type: 'OBJECT', properties: { a: { type: 'STRING' }, b: { type: 'STRING' } } },
        { type: 'OBJECT', properties: { a: { type: 'STRING', minLength: 1 } } },
      ],
    },
  ],
  [
    'options that only need different members',
    {
      type: 'object',
      properties: { a: { type: 'string' } },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
  ],
  [
    'allOf',
    {
      allOf: [{ $ref: '#/$defs/a' }, { properties: { b: { type: 'integer' } }, required: ['b'] }],
      description: 'A',
      $defs: { a: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } },
    },
    {
      type: 'OBJECT',
      description: 'A',
      properties: { a: { type: 'STRING' }, b: { type: 'INTEGER' } },
      required: ['a', 'b'],
    },
  ],
  [
    'bounds of both must hold',
    {
      allOf: [
        { type: 'integer', minimum: 1, maximum: 9 },
        { minimum: 3, maximum: 12 },
      ],
    },
    { type: 'INTEGER', minimum: 3, maximum: 9 },
  ],
  [
    'bounds that are excluded',
    { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 5 },
    { type: 'INTEGER', minimum: 2, maximum: 4 },
  ],
  [
    'bounds that are excluded, of numbers',
    { type: 'number', exclusiveMinimum: 0.5, maximum: 5 },
    { type: 'NUMBER', minimum: 0.5, maximum: 5 },
  ],
  ['a list of anything', { type: 'array' }, { type: 'ARRAY', items: {} }],
  [
    'a list',
    { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
    { type: 'ARRAY', items: { type: 'STRING' }, minItems: 1 },
  ],
  [
    'a tuple',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
    { type: 'ARRAY', items: { anyOf: [{ type: 'STRING' }, { type: 'INTEGER' }] }, maxItems: 2 },
  ],
  [
    'an older tuple',
    { items: [{ type: 'string' }], additionalItems: { type: 'string' } },
    { type: 'ARRAY', items: { anyOf: [{ type: 'STRING' }, { type: 'STRING' }] } },
  ],
  ['an empty list', { type: 'array', items: false }, { type: 'ARRAY', items: {}, maxItems: 0 }],
  [
    'members of any name',
    { type: 'object', patternProperties: { '^x': { type: 'string' } } },
    { type: 'OBJECT' },
  ],
  [
    'a member that nothing fits',
    { type: 'object', properties: { a: false, b: true }, required: ['a', 'b'] },
    { type: 'OBJECT', properties: { b: {} }, required: ['b'] },
  ],
  [
    'formats',
    {
      type: 'object',
      properties: {
        a: { type: 'string', format: 'date-time' },
        b: { type: 'string', format: 'uri', description: 'B' },
        c: { type: 'integer', format: 'int32' },
      },
    },
    {
      type: 'OBJECT',
      properties: {
        a: { type: 'STRING', format: 'date-time' },
        b: { type: 'STRING', description: 'B (Format: uri)' },
        c: { type: 'INTEGER', format: 'int32' },
      },
    },
  ],
  [
    'default and example',
    { type: 'string', default: 'a', examples: ['b', 'c'] },
    { type: 'STRING', default: 'a', example: 'b' },
  ],
  ['true', true, {}],
  ['no schema at all', 'x', {}],
]

const json: readonly Case[] = [
  [
    'what is documented stays',
    {
      type: 'object',
      title: 'A',
      properties: {
        a: { type: 'string', format: 'date', description: 'B' },
        b: { type: 'array', items: { type: 'number', minimum: 1 }, minItems: 1 },
      },
      required: ['a'],
      additionalProperties: false,
      propertyOrdering: ['b', 'a'],
    },
    {
      type: 'object',
      title: 'A',
      properties: {
        a: { type: 'string', format: 'date', description: 'B' },
        b: { type: 'array', items: { type: 'number', minimum: 1 }, minItems: 1 },
      },
      required: ['a'],
      additionalProperties: false,
      propertyOrdering: ['b', 'a'],
    },
  ],
  [
    'the rest goes',
    {
      $schema: 'x',
      type: 'object',
      properties: { pattern: { type: 'string', pattern: 'a', minLength: 1, default: 'x' } },
      required: ['pattern', 'gone'],
      minProperties: 1,
      if: {},
    },
    { type: 'object', properties: { pattern: { type: 'string' } }, required: ['pattern'] },
  ],
  [
    'references stay',
    {
      type: 'object',
      properties: {
        a: { $ref: '#/definitions/list' },
        b: { $ref: '#/$defs/x y', description: 'B' },
      },
      definitions: {
        list: { type: 'object', properties: { next: { $ref: '#/definitions/list' } } },
      },
      $defs: { 'x y': { const: 1 }, unused: {} },
    },
    {
      type: 'object',
      properties: {
        a: { $ref: '#/$defs/list' },
        b: { anyOf: [{ $ref: '#/$defs/x%20y' }], description: 'B' },
      },
      $defs: {
        list: { type: 'object', properties: { next: { $ref: '#/$defs/list' } } },
        'x y': { type: 'number', enum: [1] },
      },
    },
  ],
  [
    'what leads back to itself is not required',
    recursive,
    {
      $ref: '#/$defs/list',
      $defs: { list: { ...list, required: ['value'] } },
    },
  ],
  [
    'a reference to the whole is unrolled',
    { type: 'object', properties: { child: { $ref: '#' } } },
    {
      type: 'object',
      properties: {
        child: {
          type: 'object',
          properties: { child: { type: 'object', properties: { child: { type: 'object' } } } },
        },
      },
    },
  ],
  [
    'allOf is folded, with what it refers to',
    {
      allOf: [{ $ref: '#/$defs/a' }, { properties: { b: { type: 'string' } } }],
      $defs: { a: { type: 'object', properties: { a: { type: 'string' } } } },
    },
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
  ],
  [
    'allOf of one reference is that reference',
    {
      type: 'object',
      properties: { a: { allOf: [{ $ref: '#/$defs/a' }], description: 'A' } },
      $defs: { a: { type: 'string' } },
    },
    {
      type: 'object',
      properties: { a: { anyOf: [{ $ref: '#/$defs/a' }], description: 'A' } },
      $defs: { a: { type: 'string' } },
    },
  ],
  [
    'options stay',
    { oneOf: [{ type: 'string' }, { type: 'null' }], description: 'A' },
    { description: 'A', oneOf: [{ type: 'string' }, { type: 'null' }] },
  ],
  ['choices', { enum: ['a', 1, null] }, { type: ['string', 'number', 'null'], enum: ['a', 1] }],
  ['choices that cannot be listed', { enum: [true] }, { type: 'boolean' }],
  ['nullable of OpenAPI', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'a tuple',
    { type: 'array', items: [{ type: 'string' }, true], additionalItems: false },
    { type: 'array', prefixItems: [{ type: 'string' }, {}], maxItems: 2 },
  ],
  [
    'names by pattern',
    {
      type: 'object',
      patternProperties: { a: { type: 'string' }, b: { type: 'integer' } },
      additionalProperties: false,
    },
    { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
  ],
  [
    'values of any name',
    { type: 'object', additionalProperties: { type: 'string' } },
    { type: 'object', additionalProperties: { type: 'string' } },
  ],
  ['false', false, {}],
]

describe('a schema in the vendor’s own form', () => {
  for (const [name, schema, written] of own)
    test(name, () => {
      expect(toGeminiSchema(schema)).toEqual({ ...written })
    })
})

describe('a schema in documented JSON Schema', () => {
  for (const [name, schema, written] of json)
    test(name, () => {
      expect(toJsonSchema(schema)).toEqual({ ...written })
    })
})

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
