import { pathOf } from './address.ts'
import type { Cell } from './cell.ts'
import type { Target } from './host.ts'

/** Everything that has an address on one node. */
export class Registry {
  /** One look-up of the whole address finds the receiver of a message. */
  readonly #targets = new Map<string, Target>()
  readonly #cells = new Map<string, Cell>()
  readonly #paths = new Set<string>()

  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells
  }

  find(address: string): Target | undefined {
    return this.#targets.get(address)
  }

  hasPath(path: string): boolean {
    return this.#paths.has(path)
  }

  add(address: string, target: Target): void {
    this.#targets.set(address, target)
  }

  remove(address: string): void {
    this.#targets.delete(address)
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

  nodeLost(node: string): void {
    for (const target of this.#targets.values()) target.nodeLost(node)
  }
}
