#!/usr/bin/env bun
/**
 * What finding a prompt's beginnings costs the main thread, beside the scan of the request that is done anyway: for a long
 * conversation of about a megabyte, for its first turns, and for what is too short to be cached. Figures are of this
 * machine, for comparison within one run.
 *
 * Usage: bun bench/prefixes.ts
 */
import { writePrefixes } from '../src/ir/prefix.ts'
import { protocols } from '../src/protocol/index.ts'
import { fromText } from '../src/protocol/bytes.ts'
import { scanTopLevel, scanWithLists } from '../src/protocol/json-scan.ts'
import { readPrefixes } from '../src/protocol/prefix-marks.ts'
import { keysOf, listKeysOf } from '../src/protocol/prompt-shape.ts'
import { protocolIds, type ProtocolId } from '../src/protocol/protocol.ts'
import { longRequest } from './long-request.ts'

const rounds = 300

/** The median of many, in µs. */
const medianOf = (work: () => void): number => {
  const times = Array.from({ length: rounds }, () => {
    const begin = Bun.nanoseconds()
    work()
    return (Bun.nanoseconds() - begin) / 1_000
  })
  return times.toSorted((one, other) => one - other)[rounds >> 1] ?? 0
}

const measure = (protocol: ProtocolId, body: string) => {
  const { prompt } = protocols[protocol]
  if (prompt === undefined) return { protocol }
  const keys = keysOf(prompt)
  const lists = new Set(listKeysOf(prompt))
  const scan = scanWithLists(body, keys, lists)
  return {
    protocol,
    kilobytes: Math.round(body.length / 1_000),
    marks: readPrefixes(prompt, body, scan).list.length,
    'plain scan µs': medianOf(() => scanTopLevel(body, keys)).toFixed(1),
    'scan µs': medianOf(() => scanWithLists(body, keys, lists)).toFixed(1),
    'prefixes µs': medianOf(() => writePrefixes(readPrefixes(prompt, body, scan))).toFixed(1),
  }
}

const bodyOf = (protocol: ProtocolId): string => {
  const isText = protocol === 'openai-completions'
  return fromText(longRequest(protocol, { model: 'bench', isText }).body)
}

const shortBody = (kilobytes: number): string =>
  JSON.stringify({ messages: [{ role: 'user', content: 'word '.repeat(kilobytes * 200) }] })

console.table([
  ...protocolIds.map((protocol) => measure(protocol, bodyOf(protocol))),
  ...[1, 10].map((kilobytes) => measure('openai-chat', shortBody(kilobytes))),
])
