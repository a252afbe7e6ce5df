import type { Message } from '../ir/prompt.ts'
import type { Part } from '../ir/part.ts'
import { sealMark, splitId, unseal } from './seal.ts'

export type ProofRule = {
  readonly issuer: string
  /** Proofs without a seal are the upstream's own: both sides speak one protocol. */
  readonly keepsBare: boolean
  /** Called for each proof that is not for this account. */
  onDropped(): void
}

/** Opens the proofs that this account has issued and takes away all others: never forged, never sent to a stranger. */
export const openProofs = (messages: readonly Message[], rule: ProofRule): readonly Message[] =>
  messages.map((message) => ({
    ...message,
    parts: message.parts.flatMap((part) => {
      const opened = openPart(part, rule)
      const isUntouched = rule.keepsBare && opened === part
      return isNothing(opened) && !isUntouched ? [] : [opened]
    }),
  }))

/** Whether something of a conversation is sealed. Texts that only speak of seals are none. */
export const holdsSeals = (messages: readonly Message[]): boolean =>
  messages.some(({ parts }) => parts.some(isSealed))

const isSealed = (part: Part): boolean => {
  if ('proof' in part && part.proof?.startsWith(sealMark) === true) return true
  if (part.type === 'tool-call') return splitId(part.id).seal !== undefined
  return part.type === 'tool-result' && splitId(part.callId).seal !== undefined
}

/** A thought that could not be read, without its proof. */
const isNothing = (part: Part): boolean =>
  part.type === 'thinking' && part.text === '' && part.proof === undefined

const openPart = (part: Part, rule: ProofRule): Part => {
  switch (part.type) {
    case 'thinking': {
      const { proof: sealed, isRedacted: _, ...rest } = part
      if (sealed === undefined) return part
      const opened = unseal(sealed, rule.issuer)
      if (opened.type === 'own') {
        const { proof, isRedacted } = opened.proof
        return {
          ...rest,
          ...(proof === '' ? {} : { proof }),
          ...(isRedacted ? { isRedacted } : {}),
        }
      }
      if (opened.type === 'bare' && rule.keepsBare) return part
      rule.onDropped()
      return rest
    }
    case 'tool-call': {
      const { id, seal } = splitId(part.id)
      const { proof: beside, ...call } = part
      const proof = openOne(beside ?? seal, rule)
      return { ...call, id, ...(proof === undefined ? {} : { proof }) }
    }
    case 'tool-result':
      return { ...part, callId: splitId(part.callId).id }
    case 'text':
    case 'image':
    case 'document':
    case 'audio':
    case 'video': {
      const { proof: sealed, ...rest } = part
      if (sealed === undefined) return part
      const proof = openOne(sealed, rule)
      return proof === undefined ? rest : { ...rest, proof }
    }
    case 'refusal':
    case 'web-search':
    case 'code':
    case 'foreign':
      return part
    default:
      return part satisfies never
  }
}

const openOne = (sealed: string | undefined, rule: ProofRule): string | undefined => {
  if (sealed === undefined) return undefined
  const opened = unseal(sealed, rule.issuer)
  switch (opened.type) {
    case 'own':
      return opened.proof.proof === '' ? undefined : opened.proof.proof
    case 'bare':
      if (rule.keepsBare) return sealed
      rule.onDropped()
      return undefined
    case 'foreign':
      rule.onDropped()
      return undefined
    default:
      return opened satisfies never
  }
}
