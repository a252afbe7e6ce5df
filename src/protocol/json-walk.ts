import { skipSpace, skipString } from './json-skip.ts'

/**
 * Walks through JSON in one pass: whoever is told of a value says where it ends, as `skipValue` does, having looked into it
 * or not. Answers where the walk got to; a fault at offset `f` is answered as `~f`.
 */
export const walkObject = (
  body: string,
  start: number,
  onMember: (keyStart: number, valueStart: number) => number,
): number => {
  let at = skipSpace(body, start + 1)
  if (body.charCodeAt(at) === closeBrace) return at + 1
  for (;;) {
    const keyEnd = body.charCodeAt(at) === quote ? skipString(body, at) : -1
    if (keyEnd === -1) return ~at
    const colonAt = skipSpace(body, keyEnd)
    if (body.charCodeAt(colonAt) !== colon) return ~colonAt
    const end = onMember(at, skipSpace(body, colonAt + 1))
    if (end < 0) return end
    at = skipSpace(body, end)
    const next = body.charCodeAt(at)
    if (next === closeBrace) return at + 1
    if (next !== comma) return ~at
    at = skipSpace(body, at + 1)
  }
}

export const walkArray = (
  body: string,
  start: number,
  onItem: (start: number) => number,
): number => {
  let at = skipSpace(body, start + 1)
  if (body.charCodeAt(at) === closeBracket) return at + 1
  for (;;) {
    const end = onItem(at)
    if (end < 0) return end
    at = skipSpace(body, end)
    const next = body.charCodeAt(at)
    if (next === closeBracket) return at + 1
    if (next !== comma) return ~at
    at = skipSpace(body, at + 1)
  }
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const closeBracket = 0x5d
const closeBrace = 0x7d
