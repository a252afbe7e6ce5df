import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { fromBytes, fromText, toBytes, toText } from '../../src/protocol/bytes.ts'

test('any bytes survive as a byte string', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (chunk) => {
      expect([...toBytes(fromBytes(chunk))]).toEqual([...chunk])
    }),
  )
})

test('a byte string has one character for each byte, those from 0x80 to 0x9F included', () => {
  const all = Uint8Array.from({ length: 256 }, (_unused, byte) => byte)
  expect(Array.from(fromBytes(all), (character) => character.charCodeAt(0))).toEqual([...all])
})

test('a part of a larger buffer gives only its own bytes', () => {
  expect(fromBytes(Uint8Array.of(65, 66, 67, 68).subarray(1, 3))).toBe('BC')
})

test('any text survives as bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(toText(fromText(text))).toBe(text)
      expect(toBytes(fromText(text))).toEqual(Buffer.from(text))
    }),
  )
})
