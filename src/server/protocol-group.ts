import type { Elysia } from 'elysia'
import type { ProtocolId } from '../protocol/protocol.ts'
import type { ShownRoute } from './docs/operation.ts'
import type { Front } from './front.ts'

/** What of a request may tell the protocol of its sender. */
export type Hints = { readonly headers: Headers; readonly path: string; readonly query: string }

/** The routes of one vendor's protocols, and what the rest of the front must know of them. */
export type ProtocolGroup = {
  /** What errors are written in where no route says it. */
  readonly protocol: ProtocolId
  readonly routes: (front: Front) => Elysia
  /** Whether a request that no route takes comes from a client of this group. */
  readonly isSpokenBy: (hints: Hints) => boolean
  /** Request headers that browsers send in it, besides those of every client. */
  readonly browserHeaders: readonly string[]
  /** Routes that end in a model's name, as the documentation shows them. */
  readonly shownRoutes: readonly ShownRoute[]
}
