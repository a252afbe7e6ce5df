import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import {
  issuerOf,
  seal,
  sealIntoId,
  sealMark,
  splitId,
  unseal,
} from '../../src/translation/seal.ts'

const issuer = issuerOf('anthropic/team-1', 'anthropic')
const proof = fc.string({ unit: 'grapheme' }).filter((text) => !text.endsWith('\0'))

describe('a sealed proof', () => {
  test('comes back to its issuer exactly as it was', () => {
    fc.assert(
      fc.property(proof, fc.boolean(), (text, isRedacted) => {
        const sealed = seal({ proof: text, isRedacted }, issuer)
        expect(unseal(sealed, issuer)).toEqual({ type: 'own', proof: { proof: text, isRedacted } })
      }),
    )
  })

  test('says nothing to another account, nor to the same one under another protocol', () => {
    const sealed = seal({ proof: 'EqQB', isRedacted: false }, issuer)
    expect(unseal(sealed, issuerOf('anthropic/team-2', 'anthropic'))).toEqual({ type: 'foreign' })
    expect(unseal(sealed, issuerOf('anthropic/team-1', 'openai-chat'))).toEqual({ type: 'foreign' })
  })

  test('survives a client that decodes base64 and encodes it again, in either alphabet', () => {
    fc.assert(
      fc.property(proof, (text) => {
        const sealed = seal({ proof: text, isRedacted: false }, issuer)
        for (const alphabet of ['base64', 'base64url'] as const) {
          const again = Buffer.from(sealed, 'base64').toString(alphabet)
          expect(unseal(again, issuer)).toMatchObject({ proof: { proof: text } })
        }
      }),
    )
  })

  test('is worth nothing when any of it is missing, changed or added', () => {
    const sealed = seal({ proof: 'EqQBCkYICBgCKkB', isRedacted: false }, issuer)
    for (let length = sealMark.length; length < sealed.length; length += 1)
      expect(unseal(sealed.slice(0, length), issuer)).toEqual({ type: 'foreign' })
    for (let at = sealMark.length; at < sealed.length; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(unseal(changed, issuer)).toEqual({ type: 'foreign' })
    }
    expect(unseal(`${sealed}_${sealed}`, issuer)).toEqual({ type: 'foreign' })
  })

  test('is found in a body by its beginning', () => {
    expect(seal({ proof: '', isRedacted: false }, issuer)).toStartWith(sealMark)
  })

  test("a vendor's own signature is not one", () => {
    expect(unseal('EqQBCkYICBgCKkB', issuer)).toEqual({ type: 'bare' })
  })
})

describe("a tool call's id", () => {
  test('carries a proof in letters that every protocol takes, and gives both back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{1,40}$/), proof, (id, text) => {
        const carrying = sealIntoId(id, text, issuer)
        expect(carrying).toMatch(/^[\w-]+$/)
        const split = splitId(carrying)
        expect(split.id).toBe(id)
        expect(unseal(split.seal ?? '', issuer)).toMatchObject({ proof: { proof: text } })
      }),
    )
  })

  test('without a proof is left as it is', () => {
    expect(splitId('toolu_01A')).toEqual({ id: 'toolu_01A' })
  })
})

test('issuers are told apart', () => {
  const issuers = Array.from({ length: 2000 }, (_, at) =>
    issuerOf(`openai/team-${at}`, 'openai-chat'),
  )
  expect(new Set(issuers).size).toBe(2000)
  expect(issuers.every((one) => /^[\w-]{8}$/.test(one))).toBe(true)
})
