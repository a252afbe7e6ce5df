import type { Codec } from './codec.ts'
import type { ProtocolId } from './protocol.ts'

/** What each protocol is translated by. */
export const codecs: Readonly<Partial<Record<ProtocolId, Codec>>> = {}
