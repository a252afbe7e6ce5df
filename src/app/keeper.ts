import type { Clock } from '../actor/index.ts'
import type { Ledger } from '../ledger/client.ts'
import { sweep } from '../ledger/state.ts'
import type { KeptState } from '../scheduler/keeping/kept-state.ts'
import { bindingKind, entriesOf } from './kept-entries.ts'

export type KeeperParts = {
  readonly ledger: Pick<Ledger, 'keepState'>
  readonly clock: Pick<Clock, 'now'>
  /** Whether sessions are to stay bound over a restart. */
  readonly keepsBindings: boolean
}

/** What no session may be bound for any more. */
const BINDING_LIFE_MS = 24 * 3_600_000

/** Writes down what the scheduler must know after a restart. */
export class Keeper {
  readonly #ledger: KeeperParts['ledger']
  readonly #clock: KeeperParts['clock']
  #keepsBindings: boolean

  constructor({ ledger, clock, keepsBindings }: KeeperParts) {
    this.#ledger = ledger
    this.#clock = clock
    this.#keepsBindings = keepsBindings
    this.#forgetBindings(keepsBindings ? BINDING_LIFE_MS : 0)
  }

  keep(state: KeptState): void {
    const kept = this.#keepsBindings ? state : { ...state, bindings: [] }
    this.#ledger.keepState(entriesOf(kept, this.#clock.now()))
  }

  /** Whether bindings are kept from now on. Answers whether those that there are have to be told to `keep` first. */
  keepBindings(keepsBindings: boolean): boolean {
    const before = this.#keepsBindings
    this.#keepsBindings = keepsBindings
    if (before && !keepsBindings) this.#forgetBindings(0)
    return !before && keepsBindings
  }

  #forgetBindings(lifeMs: number): void {
    this.#ledger.keepState([sweep(bindingKind, Math.floor(this.#clock.now()) - lifeMs)])
  }
}
