import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { fromText, toText } from '../../src/protocol/bytes.ts'
import {
  insertKey,
  readBoolean,
  readNumber,
  readString,
  readValue,
  scanTopLevel,
  spliceValue,
  type Span,
} from '../../src/protocol/json-scan.ts'

const spanOf = (body: string, key: string): Span => {
  const span = scanTopLevel(body, [key]).spans.get(key)
  if (span === undefined) throw new Error(`no ${key} in ${body}`)
  return span
}

const textAt = (body: string, key: string): string => {
  const { start, end } = spanOf(body, key)
  return body.slice(start, end)
}

describe('a scan of a JSON object', () => {
  test('finds the wanted values among others, and only at the top', () => {
    const body = ' { "a" : {"model":"no"}, "model":"yes" ,"list":[{"model":1}],"n":-1.5e3 } \n'
    expect([textAt(body, 'model'), textAt(body, 'n'), textAt(body, 'a')]).toEqual([
      '"yes"',
      '-1.5e3',
      '{"model":"no"}',
    ])
  })

  test('a key that is not there has no span', () => {
    expect(scanTopLevel('{"a":1}', ['b'])).toEqual({
      spans: new Map(),
      duplicates: [],
      isComplete: true,
      faultAt: -1,
    })
  })

  test('of a repeated key the last one counts, and it is said', () => {
    const scan = scanTopLevel('{"model":"a","x":1,"x":2,"model":"b"}', ['model'])
    expect([scan.spans.get('model'), scan.duplicates]).toEqual([{ start: 33, end: 36 }, ['model']])
  })

  test('a key written with escapes is the same key', () => {
    expect(textAt('{"mod\\u0065l":"b"}', 'model')).toBe('"b"')
  })

  test('a key beyond ASCII is found by its text', () => {
    expect(textAt(fromText('{"größe":1}'), 'größe')).toBe('1')
  })

  test('quotes and brackets in strings do not count', () => {
    expect(textAt('{"a":"\\"}{][\\\\","b":["}"],"c":true}', 'c')).toBe('true')
  })

  test('goes ten thousand levels deep and no further', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(scanTopLevel(nested(10_000), []).isComplete).toBe(true)
    expect(scanTopLevel(nested(10_001), []).faultAt).toBe(10_005)
  })

  test('looks into a part of the text when given its span', () => {
    const body = '{"metadata":{"user_id":"u"},"user_id":"no"}'
    const { spans, isComplete } = scanTopLevel(body, ['user_id'], spanOf(body, 'metadata'))
    expect([readString(body, spans.get('user_id') ?? { start: 0, end: 0 }), isComplete]).toEqual([
      'u',
      true,
    ])
  })

  test.each([
    ['', 0],
    ['[1]', 0],
    ['{', 1],
    ['{"a"', 4],
    ['{"a" 1}', 5],
    ['{"a":}', 5],
    ['{"a":1', 6],
    ['{"a":1,}', 7],
    ['{"a":1 "b":2}', 7],
    ['{"a":01}', 6],
    ['{"a":tru}', 5],
    ['{"a":"x}', 8],
    ['{"a":[1}', 7],
    ['{"a":[1,2', 9],
    ['{"a":{"b":1}', 12],
    ['{"a":1} x', 8],
    ['{a:1}', 1],
  ])('%j has its first fault at %i', (body, faultAt) => {
    expect(scanTopLevel(body, ['a'])).toMatchObject({ isComplete: false, faultAt })
  })

  test('every JSON object is complete, and its values are where they are found', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(0, 2),
        (object, indent) => {
          const body = fromText(JSON.stringify(object, null, indent))
          const { spans, isComplete } = scanTopLevel(body, Object.keys(object))
          const found = [...spans].map(([key, span]) => [key, readValue(body, span)])
          expect([isComplete, Object.fromEntries(found)]).toEqual([true, JSON.parse(toText(body))])
        },
      ),
    )
  })

  test('no cut of a JSON object is complete', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, cut) => {
        const body = fromText(JSON.stringify(object))
        expect(scanTopLevel(body.slice(0, cut % body.length), []).isComplete).toBe(false)
      }),
    )
  })
})

describe('values at a span', () => {
  const body = fromText('{"s":"Grüße\\n","n":1.5,"b":false,"o":{}}')

  test('are read as what they are', () => {
    expect([
      readString(body, spanOf(body, 's')),
      readNumber(body, spanOf(body, 'n')),
      readBoolean(body, spanOf(body, 'b')),
    ]).toEqual(['Grüße\n', 1.5, false])
  })

  test('are not read as what they are not', () => {
    const span = spanOf(body, 'o')
    expect([readString(body, span), readNumber(body, span), readBoolean(body, span)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('are replaced without a change elsewhere', () => {
    const written = spliceValue(body, spanOf(body, 'n'), '"größer"')
    expect(toText(written)).toBe('{"s":"Grüße\\n","n":"größer","b":false,"o":{}}')
  })
})

describe('a key', () => {
  test.each([
    ['{}', '{"stream":true}'],
    [' { } ', ' { "stream":true} '],
    ['{"a":"}"}\n', '{"a":"}","stream":true}\n'],
    ['{"a":{}}', '{"a":{},"stream":true}'],
  ])('is added to %j at its end', (before, after) => {
    expect(insertKey(before, 'stream', 'true')).toBe(after)
  })
})
