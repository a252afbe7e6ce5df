import { describe, expect, test } from 'bun:test'
import { toGeminiSchema } from '../../../src/protocol/gemini/schema.ts'
import { type Case, recursive } from './schema-samples.ts'

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

describe('a schema in the vendor’s own form', () => {
  for (const [name, schema, written] of own)
    test(name, () => {
      expect(toGeminiSchema(schema)).toEqual({ ...written })
    })
})
