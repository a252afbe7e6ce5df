import { describe, expect, test } from 'bun:test'
import { toJsonSchema } from '../../../src/protocol/gemini/schema-json.ts'
import { type Case, list, recursive } from './schema-samples.ts'

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

describe('a schema in documented JSON Schema', () => {
  for (const [name, schema, written] of json)
    test(name, () => {
      expect(toJsonSchema(schema)).toEqual({ ...written })
    })
})
