import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { pack, unpack } from '../../src/actor/transport/pack.ts'

const primitive = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.bigInt(),
  fc.constant(null),
  fc.constant(undefined),
)
const anything = fc.oneof(primitive, fc.array(primitive), fc.dictionary(fc.string(), primitive))
const name = fc.string().filter((text) => !text.includes('\n') && text !== '__proto__')
const payload = fc
  .dictionary(name, anything, { noNullPrototype: true })
  .map((fields) => ({ type: 't', ...fields }))
const triple = fc.tuple(fc.string(), fc.string(), payload)

test('a batch comes out of its packing as it went in, whatever its messages hold', () => {
  fc.assert(
    fc.property(fc.array(triple), (triples) => {
      const batch = triples.flat()
      expect(unpack(structuredClone(pack(batch)))).toEqual(batch)
    }),
  )
})

test('a flat message travels as primitives, one that is not as it is', () => {
  const nested = { type: 'nested', list: [1] }
  expect(pack(['a', '', { type: 'flat', size: 1 }, 'b', '', nested])).toEqual([
    'a',
    '',
    'type\nsize',
    'flat',
    1,
    'b',
    '',
    nested,
  ])
})

test('two messages of one type may have different fields', () => {
  const batch = [
    'a',
    '',
    { type: 't', one: 1 },
    'a',
    '',
    { type: 't', two: 2 },
    'a',
    '',
    { type: 't' },
  ]
  expect(unpack(pack(batch))).toEqual(batch)
})
