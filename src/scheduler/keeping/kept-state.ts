import type { AccountStatus } from '../../account/messages.ts'
import type { ActorRef } from '../../actor/index.ts'

/** What the scheduler knows that must outlive the program. All instants are epoch ms. */
export type KeptState = {
  readonly bindings: readonly KeptBinding[]
  /** Who made what accounts keep. */
  readonly owners: readonly KeptOwners[]
  /** Who made what nobody keeps. */
  readonly unkept: readonly KeptOwners[]
  readonly accounts: readonly KeptAccount[]
}

export type KeptBinding = {
  /** User, channel and session. */
  readonly session: string
  /** Empty: the session is bound no more. */
  readonly account: string
  readonly boundAt: number
  readonly usedAt: number
  readonly uses: number
}

export type KeptOwners = {
  readonly id: string
  /** Nobody: the id is forgotten. */
  readonly owners: readonly KeptOwner[]
}

export type KeptOwner = {
  readonly user: string
  readonly account: string
  readonly madeAt: number
  readonly isShared?: true
}

export type KeptAccount = {
  readonly account: string
  /** Of the credential and the address that met this: with others it says nothing any more. */
  readonly digest: string
  /** Null: nothing worth keeping. */
  readonly status: AccountStatus | null
}

/** What has changed since the last one. */
export type StateChanged = KeptState & { readonly type: 'state-changed' }

/** What earlier runs have left: of bindings and owners the oldest first. What was learnt since the start stays as it is. */
export type RestoreState = KeptState & { readonly type: 'restore-state' }

/** Asks for what was not told yet; with `isAll`, for every binding besides. Answered with `state-changed`. */
export type HandOver = {
  readonly type: 'hand-over'
  readonly isAll: boolean
  readonly replyTo: ActorRef<StateChanged>
}
