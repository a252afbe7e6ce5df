import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Channel } from '../../src/channel/index.ts'
import { operations } from '../../src/protocol/protocol.ts'
import { target } from '../support/channels.ts'

/** What a channel shows of itself to be put through the suite. */
export type ChannelSample = {
  readonly name: string
  readonly channel: Channel
  /** The header that carries the credential `secret`, with its value. */
  readonly credential: readonly [string, string]
  /** A model that its patterns claim; undefined for a channel that claims none. */
  readonly claimed: string | undefined
}

/** Headers by which a client proves who it is, or that tell who it is. */
const neverForwarded = new Set([
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'cookie',
  'proxy-authorization',
  'x-forwarded-for',
  'user-agent',
  'host',
  'content-length',
  'accept-encoding',
])

const neverPassed = new Set([
  'set-cookie',
  'connection',
  'transfer-encoding',
  'content-encoding',
  'server',
])

/** What every channel must do. */
export const channelContract = ({ name, channel, credential, claimed }: ChannelSample): void => {
  describe(`${name} keeps the contract of a channel`, () => {
    test('it offers something in each of its protocols, and nothing in another', () => {
      for (const protocol of channel.protocols) {
        const paths = operations.map((operation) => channel.pathOf(target({ protocol, operation })))
        expect(paths.some((path) => path !== undefined)).toBe(true)
      }
      const foreign = channel.protocols.includes('gemini') ? 'anthropic' : 'gemini'
      expect(channel.pathOf(target({ protocol: foreign }))).toBeUndefined()
    })

    test('paths are absolute, and free of what a URL would rewrite', () => {
      for (const protocol of channel.protocols)
        for (const operation of operations) {
          const path = channel.pathOf(target({ protocol, operation, model: 'a/../b?c#d' })) ?? '/'
          const { pathname, search } = new URL(path, 'http://host')
          expect(pathname + search).toBe(path)
        }
    })

    test('the credential stands in one header only', () => {
      const headers = Object.entries(channel.headersFor('secret'))
      expect(headers.filter(([, value]) => value.includes('secret'))).toEqual([[...credential]])
      expect(headers.map(([key]) => key.toLowerCase())).toEqual(headers.map(([key]) => key))
    })

    test('no client header that it forwards could be or replace the credential', () => {
      const isForbidden = (header: string) => neverForwarded.has(header) || header === credential[0]
      expect(channel.forwardedHeaders.filter(isForbidden)).toEqual([])
      const lower = channel.forwardedHeaders.map((header) => header.toLowerCase())
      expect([...channel.forwardedHeaders]).toEqual(lower)
    })

    test('no answer header that it lets pass belongs to the connection or the vendor alone', () => {
      expect(channel.passedHeaders.filter((header) => neverPassed.has(header))).toEqual([])
    })

    test('the base URL is one that requests can go to', () => {
      expect(URL.parse(channel.baseUrl)?.protocol).toMatch(/^https?:$/)
      expect(channel.baseUrl).not.toContain('?')
    })

    test('it claims models by pattern only where it is known by name', () => {
      const matches = channel.modelPatterns.some(
        (pattern) => claimed?.startsWith(pattern.replace('*', '')) === true,
      )
      expect(matches).toBe(claimed !== undefined)
    })

    test('every refusal is a failure that can be written and decided by', () => {
      const words = fc.oneof(fc.constant(''), fc.string(), fc.constantFrom('billing', 'overloaded'))
      fc.assert(
        fc.property(fc.integer({ min: 200, max: 599 }), words, words, (status, type, message) => {
          const error = { message, type, code: '' }
          const failure = channel.classify({ status, headers: new Headers(), error, now: 0 })
          expect(failure.status).toBeWithin(400, 600)
          expect([failure.message === '', failure.code === '']).toEqual([false, false])
          expect([401, 403].includes(failure.status)).toBe(false)
        }),
      )
    })
  })
}
