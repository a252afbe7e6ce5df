/**
 * A proof (`ThinkingPart.proof`) on its way through a client. Clients of another protocol than the upstream's give back
 * whatever they were given, perhaps weeks later and perhaps when another account serves them: so the proof carries whose
 * it is, and comes back to nobody else.
 *
 * The form is valid base64 in both alphabets and without padding, and valid in an id: some clients decode signatures and
 * encode them again (Google's for Python), all of them repeat ids. It begins with twelve fixed characters, by which any
 * body can be searched for it; eight characters name the issuer; then three bytes by which damage is seen (some clients
 * cut ids off), one that says what is proved, and the proof in UTF-8.
 */
export const sealMark = 'Switchyard01'

const issuerLength = 8
const sealed = new RegExp(`${sealMark}[\\w+/-]{${issuerLength},}={0,2}`)

export type Proof = { readonly proof: string; readonly isRedacted: boolean }

/** Whose proofs these are: an account, as far as it speaks one protocol. */
export const issuerOf = (account: string, protocol: string): string =>
  Buffer.from(
    (Bun.hash.wyhash(`${protocol} ${account}`) >> 16n).toString(16).padStart(12, '0'),
    'hex',
  ).toString('base64url')

export const seal = ({ proof, isRedacted }: Proof, issuer: string): string => {
  const content = Buffer.from(`${isRedacted ? redacted : shown}${proof}`, 'utf8')
  const filled = Buffer.concat([content, Buffer.alloc((3 - (content.length % 3)) % 3)])
  return `${sealMark}${issuer}${Buffer.concat([checkOf(filled), filled]).toString('base64url')}`
}

const shown = 't'
const redacted = 'r'

const checkLength = 3

const checkOf = (content: Uint8Array): Buffer => {
  const check = Buffer.alloc(checkLength)
  check.writeUIntBE(Number(Bun.hash.wyhash(content) & 0xffffffn), 0, checkLength)
  return check
}

export type Unsealed =
  /** Issued by the asked one. */
  | { readonly type: 'own'; readonly proof: Proof }
  /** Issued by somebody else, or damaged. */
  | { readonly type: 'foreign' }
  /** No seal of ours. */
  | { readonly type: 'bare' }

export const unseal = (text: string, issuer: string): Unsealed => {
  if (!text.startsWith(sealMark)) return { type: 'bare' }
  const from = sealMark.length
  if (text.slice(from, from + issuerLength) !== issuer) return { type: 'foreign' }
  const bytes = Buffer.from(text.slice(from + issuerLength), 'base64url')
  const filled = bytes.subarray(checkLength)
  if (!checkOf(filled).equals(bytes.subarray(0, checkLength))) return { type: 'foreign' }
  const content = withoutFilling(filled.toString('utf8'))
  return {
    type: 'own',
    proof: { proof: content.slice(1), isRedacted: content.startsWith(redacted) },
  }
}

const withoutFilling = (content: string): string => {
  let end = content.length
  while (content[end - 1] === '\0') end -= 1
  return content.slice(0, end)
}

/** The id of a tool call that carries its proof along, for protocols that have no other place for it. */
export const sealIntoId = (id: string, proof: string, issuer: string): string =>
  `${id}_${seal({ proof, isRedacted: false }, issuer)}`

/** Takes an id apart again. */
export const splitId = (id: string): { readonly id: string; readonly seal?: string } => {
  const at = id.search(sealed)
  return at < 0 ? { id } : { id: id.slice(0, Math.max(0, at - 1)), seal: id.slice(at) }
}
