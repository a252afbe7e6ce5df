import type { Settled } from '../../account/messages.ts'
import type { ExchangeState } from './exchange-state.ts'

/** The exchanges that go on: a request is here from its dispatch to its end. State of the scheduler actor, used by it alone. */
export class Exchanges {
  readonly #states = new Map<number, ExchangeState>()

  add(state: ExchangeState): void {
    this.#states.set(state.dispatch.exchange, state)
  }

  remove({ dispatch }: ExchangeState): void {
    this.#states.delete(dispatch.exchange)
  }

  get(exchange: number): ExchangeState | undefined {
    return this.#states.get(exchange)
  }

  find(requestId: string): ExchangeState | undefined {
    return this.#states.values().find(({ dispatch }) => dispatch.requestId === requestId)
  }

  /** Those that wait for an account. */
  held(): readonly ExchangeState[] {
    return Array.from(this.#states.values()).filter(({ stage }) => stage.type === 'waiting')
  }

  /** The exchange that a report is about, unless it has moved on since. */
  reported({
    exchange,
    account,
  }: Pick<Settled, 'exchange' | 'account'>): ExchangeState | undefined {
    const state = this.#states.get(exchange)
    if (state === undefined || state.stage.type === 'waiting') return undefined
    return state.stage.account === account ? state : undefined
  }
}
