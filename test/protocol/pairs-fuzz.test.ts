import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { codecs } from '../../src/protocol/codecs.ts'
import { isObject, parseText, type JsonObject } from '../../src/protocol/json.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { protocolIds, type ProtocolId } from '../../src/protocol/protocol.ts'
import { clients } from '../golden/parties.ts'
import { models, relayOf, translate } from '../translation/relay.ts'
import { pathsOf, replaced, wrongValues } from './pairs-damage.ts'
import { richRequest as anthropicRequest } from './anthropic/requests.ts'
import { requests as responsesRequests } from './openai-responses/requests.ts'

/** Requests that hold nearly all that their protocol knows. */
const requestsOf = (protocol: ProtocolId): readonly JsonObject[] => {
  const told = clients.find((client) => client.protocol === protocol)?.requests ?? {}
  return [
    ...Object.values(told).filter(isObject),
    ...(protocol === 'anthropic' ? [anthropicRequest] : []),
    ...(protocol === 'openai-responses' ? Object.values(responsesRequests) : []),
  ].map((request) => ({ model: models[protocol], ...request }))
}

/** Faults name a field; all others become a request for every protocol, or a fault again. Nothing throws. */
const complaint = (
  protocol: ProtocolId,
  body: unknown,
  targets: readonly ProtocolId[],
): string | undefined => {
  if (!isObject(body)) return undefined
  const read = codecs[protocol].readRequest(body, {
    model: models[protocol],
    isStreaming: false,
  })
  if (read.type === 'refused') return faultOf(read.fault)
  for (const target of targets) {
    const request = translate(read.prompt, relayOf(protocol, target))
    const told = request.type === 'refused' ? faultOf(request.fault) : bodyFault(request.body)
    if (told !== undefined) return `for ${target}: ${told}`
  }
  return undefined
}

const faultOf = ({ field, problem }: { field: string; problem: string }): string | undefined =>
  /^[\w$-]+/.test(field) && problem !== ''
    ? undefined
    : `a fault without a field: '${field}' ${problem}`

const bodyFault = (body: JsonObject): string | undefined =>
  isObject(JSON.parse(JSON.stringify(body))) ? undefined : 'no object'

/** Why it went wrong, and for what request. */
const tried = (
  protocol: ProtocolId,
  body: unknown,
  targets: readonly ProtocolId[] = protocolIds,
): string | undefined => {
  try {
    return complaint(protocol, body, targets)
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

describe.each(protocolIds.map((protocol) => [protocol] as const))('a request of %s', (protocol) => {
  const requests = requestsOf(protocol)

  test('as it should be is understood', () => {
    expect(requests.map((request) => tried(protocol, request))).toEqual(
      requests.map(() => undefined),
    )
  })

  test('with a wrong value in any place is refused by name, or translated', () => {
    const found = new Map<string, string>()
    const places = requests.flatMap((request) =>
      pathsOf(request).map((path) => ({ request, path })),
    )
    for (const [turn, { request, path }] of places.entries())
      // Values and targets in turn: all of them in every place would take long.
      for (const [at, value] of wrongValues.entries()) {
        if ((turn + at) % 3 !== 0) continue
        const target = protocolIds.filter((_, place) => place === (turn + at) % protocolIds.length)
        const told = tried(protocol, replaced(request, path, value), target)
        if (told !== undefined && !found.has(told))
          found.set(told, `${path.join('.')} = ${JSON.stringify(value)}`)
      }
    expect(Object.fromEntries(found)).toEqual({})
  })

  test('that breaks off is no object', () => {
    fc.assert(
      fc.property(fc.constantFrom(...requests), fc.nat(), (request, at) => {
        const text = JSON.stringify(request)
        expect(parseText(fromText(text.slice(0, at % text.length)))).toBeUndefined()
      }),
    )
  })

  test('with anything in two places is refused by name, or translated', () => {
    const places = fc.constantFrom(
      ...requests.map((request) => [request, pathsOf(request)] as const),
    )
    fc.assert(
      fc.property(
        places,
        fc.nat(),
        fc.nat(),
        fc.jsonValue(),
        fc.jsonValue(),
        ([request, paths], one, other, first, second) => {
          const changed = replaced(request, paths[one % paths.length] ?? [], first)
          expect(
            tried(protocol, replaced(changed, paths[other % paths.length] ?? [], second)),
          ).toBeUndefined()
        },
      ),
      { numRuns: 300 },
    )
  })

  test('of any members is refused by name, or translated', () => {
    const members = [...new Set(requests.flatMap((request) => Object.keys(request)))]
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...members), fc.jsonValue()), (request) => {
        expect(tried(protocol, request)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })
})
