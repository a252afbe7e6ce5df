import { nodeOf } from './address.ts'
import { commandMark, Link, type LinkOptions, type Outgoing, type Transport } from './link.ts'

/** The other nodes, as one node sees them: those it is linked to, and the gateway to all the rest. */
export class Network {
  readonly #options: Pick<LinkOptions, 'defer' | 'unclonable'>
  readonly #links = new Map<string, Link>()
  #gateway: Link | undefined

  constructor(options: Pick<LinkOptions, 'defer' | 'unclonable'>) {
    this.#options = options
  }

  add(node: string, transport: Transport): void {
    this.#links.set(node, new Link({ ...this.#options, transport }))
  }

  /** What has no link of its own goes through this one. */
  addGateway(node: string, transport: Transport): void {
    this.add(node, transport)
    this.#gateway = this.#links.get(node)
  }

  /** False when it was not there: a node is lost once. */
  remove(node: string): boolean {
    if (this.#links.get(node) === this.#gateway) this.#gateway = undefined
    return this.#links.delete(node)
  }

  /** False when no way leads there. */
  send(outgoing: Outgoing): boolean {
    const link = this.#links.get(nodeOf(outgoing.to)) ?? this.#gateway
    link?.add(outgoing)
    return link !== undefined
  }

  /** To every linked node. */
  broadcast(payload: unknown): void {
    for (const [node, link] of this.#links) {
      link.add({ to: `${node}/`, mark: commandMark, payload, sender: '' })
    }
  }

  flush(): void {
    for (const link of this.#links.values()) link.flush()
  }
}
