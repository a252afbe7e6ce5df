import { describe, expect, test } from 'bun:test'
import { foldAnswer } from '../../src/ir/fold.ts'
import { codecs } from '../../src/protocol/codecs.ts'
import { isObject, type JsonObject } from '../../src/protocol/json.ts'
import { protocolIds, type ProtocolId } from '../../src/protocol/protocol.ts'
import { grammarFaults } from '../contract/event-grammar.ts'
import { upstreams } from '../golden/parties.ts'
import { answeringOf, readStream, relayOf } from '../translation/relay.ts'
import { pathsOf, replaced, wrongValues } from './pairs-damage.ts'

/** Payloads of a stream, framed with the names that they had before they were damaged. */
const framed = (payloads: readonly unknown[], names: readonly string[]): string =>
  payloads
    .map((payload, at) => {
      const name = names[at] ?? ''
      const data = typeof payload === 'string' ? payload : JSON.stringify(payload)
      return `${name === '' ? '' : `event: ${name}\n`}data: ${data}\n\n`
    })
    .join('')

const nameOf = (payload: unknown): string =>
  isObject(payload) && typeof payload['type'] === 'string' ? payload['type'] : ''

/** A client gets a stream of its own protocol of whatever an upstream says. Undefined: as it should be. */
const complaint = (upstream: ProtocolId, client: ProtocolId, stream: string) => {
  const events = readStream(codecs[upstream], stream)
  const { turn, asked } = answering(client, upstream)
  const writer = codecs[client].openWriter(asked)
  const told = events
    .flatMap((event) => turn(event))
    .map((event) => writer.write(event))
    .join('')
  codecs[client].writeAnswer(foldAnswer(events.flatMap((event) => turn(event))), asked)
  const faults = [...grammarFaults(events), ...grammarFaults(readStream(codecs[client], told))]
  return faults.length === 0 ? undefined : faults.join(', ')
}

const answering = (client: ProtocolId, upstream: ProtocolId) => {
  const way = answeringOf(relayOf(client, upstream))
  return { turn: way.turn.bind(way), asked: way.asked }
}

const tried = (act: () => string | undefined): string | undefined => {
  try {
    return act()
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

const clientAt = (turn: number): ProtocolId => protocolIds[turn % protocolIds.length] ?? 'gemini'

describe.each(upstreams)('an upstream of $protocol', ({ protocol, answers }) => {
  test('with a wrong value in any place of a stream is read, and told by the grammar', () => {
    const found = new Map<string, string>()
    let turn = 0
    for (const { stream } of Object.values(answers)) {
      const names =
        protocol.startsWith('openai-c') || protocol === 'gemini' ? [] : stream.map(nameOf)
      for (const path of pathsOf(stream))
        for (const value of wrongValues) {
          turn += 1
          // All of them would take long.
          if (turn % 9 !== 0) continue
          const damaged = replaced(stream, path, value)
          const text = framed(Array.isArray(damaged) ? damaged : [], names)
          const told = tried(() => complaint(protocol, clientAt(turn), text))
          if (told !== undefined && !found.has(told))
            found.set(told, `${path.join('.')} = ${JSON.stringify(value)}`)
        }
    }
    expect(Object.fromEntries(found)).toEqual({})
  })

  test('with a wrong value in any place of an answer is read, or is no answer', () => {
    const found = new Map<string, string>()
    let turn = 0
    for (const { whole } of Object.values(answers))
      for (const path of pathsOf(whole))
        for (const value of wrongValues) {
          turn += 1
          const told = tried(() => tell(replaced(whole, path, value), protocol, clientAt(turn)))
          if (told !== undefined && !found.has(told))
            found.set(told, `${path.join('.')} = ${JSON.stringify(value)}`)
        }
    expect(Object.fromEntries(found)).toEqual({})
  })
})

const tell = (body: unknown, upstream: ProtocolId, client: ProtocolId): string | undefined => {
  if (!isObject(body)) return undefined
  const onWire: JsonObject = JSON.parse(JSON.stringify(body))
  const way = answeringOf(relayOf(client, upstream))
  const events = way.read(onWire)
  if (events === undefined) return undefined
  way.write(foldAnswer(events))
  const faults = grammarFaults(events)
  return faults.length === 0 ? undefined : faults.join(', ')
}
