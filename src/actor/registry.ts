import { pathOf } from './address.ts'
import type { PendingAsk } from './ask.ts'
import type { Cell } from './cell.ts'
import type { Target } from './host.ts'

/** Everything that has an address on one node. */
export class Registry {
  /** One look-up of the whole address finds the receiver of a message. */
  readonly #targets = new Map<string, Target>()
  readonly #cells = new Map<string, Cell>()
  readonly #asks = new Map<string, PendingAsk>()
  readonly #paths = new Set<string>()

  find(address: string): Target | undefined {
    return this.#targets.get(address)
  }

  hasPath(path: string): boolean {
    return this.#paths.has(path)
  }

  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells
  }

  addCell(ref: string, cell: Cell): void {
    this.#targets.set(ref, cell)
    this.#cells.set(ref, cell)
    this.#paths.add(pathOf(ref))
  }

  removeCell(ref: string): void {
    this.#targets.delete(ref)
    this.#cells.delete(ref)
    this.#paths.delete(pathOf(ref))
  }

  addAsk(address: string, ask: PendingAsk): void {
    this.#targets.set(address, ask)
    this.#asks.set(address, ask)
  }

  /** False when it is settled already. */
  removeAsk(address: string): boolean {
    this.#targets.delete(address)
    return this.#asks.delete(address)
  }

  nodeLost(node: string): void {
    for (const target of this.#targets.values()) target.nodeLost(node)
  }

  abandonAsks(): void {
    for (const ask of this.#asks.values()) ask.abandon()
  }
}
