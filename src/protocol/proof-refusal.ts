import type { Failure } from '../ir/failure.ts'

/**
 * A refusal of what proves a thought: another account made it, another model, or somebody has changed it. The APIs of
 * Anthropic and Google have no code for that (seen 2026-11-28), OpenAI's has.
 */
export const refusesProofs = ({ kind, code, message }: Failure): boolean =>
  kind === 'client' && (code === 'invalid_encrypted_content' || complaint.test(message))

const complaint = /(?:invalid|corrupted).*signature|signature.*(?:not valid|invalid|corrupted)/is

/** Whether a body has any, in whichever protocol. */
export const holdsProofs = (body: string): boolean => proofField.test(body)

const proofField = /"(?:signature|thoughtSignature|thought_signature|encrypted_content)"/
