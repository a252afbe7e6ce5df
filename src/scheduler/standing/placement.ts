import { accountKind, type AccountArguments } from '../../account/messages.ts'
import type { ActorRef, StopReason } from '../../actor/index.ts'
import type { AccountEntry } from './account-pool.ts'
import type { Ground } from '../ground.ts'

/** After this long, accounts without a place take what threads there are; one that could not stay up tries again. */
const PLACE_AGAIN_MS = 5_000

/** Which thread has which account. State of the scheduler actor, used by it alone. */
export class Placement {
  readonly #ground: Ground
  readonly #byRef = new Map<string, AccountEntry>()
  /** Accounts that have left the settings and whose actors have not stopped yet: another one may not have their name. */
  readonly #leaving = new Set<string>()
  /** How many accounts each thread has, without those. */
  readonly #loads = new Map<string, number>()
  #nodes: readonly string[] = []
  /** All threads were there, or were waited for long enough. */
  #isOpen = false

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /**
   * The account threads that are up, in a fixed order. Accounts get their places when all threads are there: whoever
   * placed at the first one that is ready would put every account on it.
   */
  nodesChanged(nodes: readonly string[]): void {
    this.#nodes = nodes
    if (nodes.length >= this.#ground.args.threads) this.placeAll()
    else this.#placeAgainLater()
  }

  #placeAgainLater(): void {
    this.#ground.context.timers.after('place-again', PLACE_AGAIN_MS, { type: 'place-again' })
  }

  /**
   * An account's actor is gone; answers whose it was. A lost thread takes all of its accounts at once: none of
   * them may be chosen for what the first of them leaves behind.
   */
  terminated(ref: ActorRef<never>, reason: StopReason): readonly AccountEntry[] {
    // Each of them is told of: with the first one all are gone.
    if (!this.#byRef.has(ref)) return []
    const refs = reason.type === 'node-lost' ? this.#at(reason.node) : [ref]
    const entries = refs.flatMap((one) => this.#forget(one))
    if (entries.length > 0) this.#placeAgainLater()
    return entries
  }

  /** It has left the settings, and has nothing to do any more. */
  stop({ ref, settings }: AccountEntry): void {
    if (ref === undefined) return
    this.#leaving.add(settings.id)
    this.#addLoad(ref, -1)
    this.#ground.context.stop(ref)
  }

  #at(node: string): readonly string[] {
    return Array.from(this.#byRef.keys()).filter((ref) => ref.startsWith(`${node}/`))
  }

  /** Nobody is told of one that was stopped as it had left the settings; if it is there again, that one has its turn now. */
  #forget(ref: string): readonly AccountEntry[] {
    const entry = this.#byRef.get(ref)
    this.#byRef.delete(ref)
    if (entry === undefined) return []
    entry.ref = undefined
    entry.isUp = false
    const listed = this.#ground.entries.get(entry.settings.id)
    if (listed === entry) {
      this.#addLoad(ref, -1)
      return [entry]
    }
    this.#leaving.delete(entry.settings.id)
    if (listed !== undefined) this.placeOne(listed)
    return []
  }

  placeAll(): void {
    this.#isOpen = true
    for (const entry of this.#ground.entries.values()) this.#place(entry)
  }

  /** Those that the settings have brought. */
  placeNew(): void {
    if (this.#isOpen) this.placeAll()
  }

  /** One that has got what it lacked. Nobody else is looked at: thousands may get it at once. */
  placeOne(entry: AccountEntry): void {
    if (this.#isOpen) this.#place(entry)
  }

  /** By hash an account keeps its thread while the threads are the same. Where each has its own it goes to one that has none. */
  #nodeFor(id: string): string | undefined {
    if (this.#ground.args.isolation === 'shared') return this.#nodes[hash(id) % this.#nodes.length]
    const least = Math.min(...this.#nodes.map((node) => this.#loadOf(node)))
    return this.#nodes.find((node) => this.#loadOf(node) === least)
  }

  #loadOf(node: string): number {
    return this.#loads.get(node) ?? 0
  }

  #addLoad(ref: string, by: 1 | -1): void {
    const node = ref.slice(0, ref.indexOf('/'))
    const load = this.#loadOf(node) + by
    if (load === 0) this.#loads.delete(node)
    else this.#loads.set(node, load)
  }

  #place(entry: AccountEntry): void {
    if (entry.ref !== undefined || entry.isRetired || entry.blocked !== '') return
    if (this.#leaving.has(entry.settings.id)) return
    const node = this.#nodeFor(entry.settings.id)
    const args = this.argumentsOf(entry)
    if (node === undefined || args === undefined) return
    // A credential's id may hold what an actor's name may not.
    const name = encodeURIComponent(args.id.toWellFormed())
    entry.ref = this.#ground.context.spawn(accountKind, name, args, { node })
    this.#byRef.set(entry.ref, entry)
    this.#addLoad(entry.ref, 1)
  }

  /** What the account's actor goes by; undefined when its channel is gone, or it never had a way out. */
  argumentsOf({ settings, egress }: AccountEntry): AccountArguments | undefined {
    const { context, args, routing } = this.#ground
    const { id, secret, maxConcurrency } = settings
    const channel = routing.channels.get(settings.channel)
    return channel === undefined || egress === undefined
      ? undefined
      : {
          id,
          secret,
          maxConcurrency,
          rests: args.rests,
          egress,
          channel: channel.settings,
          userAgent: args.userAgent,
          media: args.media,
          rules: channel.rules,
          supervisor: context.self,
        }
  }
}

/** FNV-1a. http://www.isthe.com/chongo/tech/comp/fnv/ */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  return value
}
