import type { Leaf, Readiness, Standing } from '../standing/leaf.ts'

export type Compare = (one: Standing, other: Standing) => number

/** How many leaves are in which state. */
export type Tally = Record<Readiness['type'], number>

/** Leaves that a question passes over, by their positions. */
export type Excluded = (position: number) => boolean

export const nobody: Excluded = () => false

/**
 * A tournament of accounts: every inner node knows the better one of its two sides, how many below it share the
 * priority of that one, and the first instant at which a rest below it ends. A change and a question cost as many steps
 * as the tree is high.
 */
export class Tournament {
  readonly tally: Tally = { ready: 0, full: 0, resting: 0, starting: 0, refused: 0 }
  /** Leaves that rest as their quota is spent. */
  spentQuotas = 0
  /** Leaves that rest by the operator's own limits. */
  guarded = 0
  /** Nodes that were looked at since the beginning. */
  steps = 0
  readonly #compare: Compare
  readonly #leaves: Leaf[] = []
  readonly #width: number
  /** By node, the root at 1: the position of the best ready leaf below, -1 for none. */
  readonly #best: Int32Array
  /** Ready leaves below that share the best one's priority. */
  readonly #peers: Int32Array
  /** The first end of a rest below. */
  readonly #wakeAt: Float64Array
  /** The first instant at which a leaf below is another by time alone. */
  readonly #lastsUntil: Float64Array

  constructor(leaves: readonly Leaf[], compare: Compare) {
    this.#compare = compare
    this.#width = 2 ** Math.ceil(Math.log2(Math.max(1, leaves.length)))
    this.#best = new Int32Array(2 * this.#width).fill(-1)
    this.#peers = new Int32Array(2 * this.#width)
    this.#wakeAt = new Float64Array(2 * this.#width).fill(Number.POSITIVE_INFINITY)
    this.#lastsUntil = new Float64Array(2 * this.#width).fill(Number.POSITIVE_INFINITY)
    for (const [position, leaf] of leaves.entries()) this.#put(position, leaf)
    for (let node = this.#width - 1; node > 0; node -= 1) this.#join(node)
  }

  get size(): number {
    return this.#leaves.length
  }

  leaf(position: number): Leaf | undefined {
    return this.#leaves[position]
  }

  leaves(): readonly Leaf[] {
    return this.#leaves
  }

  set(position: number, leaf: Leaf): void {
    this.#put(position, leaf)
    let node = (this.#width + position) >> 1
    // What is above goes by nothing of this leaf where it is not the best one, and nothing else has changed.
    while (node > 0 && (this.#join(node) || this.#best[node] === position)) node >>= 1
  }

  /** The best ready one, as a position; undefined when there is none. */
  best(excluded: Excluded = nobody): number | undefined {
    const found = this.#bestBelow(1, excluded)
    return found < 0 ? undefined : found
  }

  /** One of those that share the best one's priority, each as likely as any other. `chance`: in [0, 1). */
  draw(chance: number): number | undefined {
    const peers = this.#peers[1] ?? 0
    return peers === 0 ? undefined : this.#peerAt(Math.floor(chance * peers))
  }

  /** Two different ones of them, each pair as likely as any other; undefined where there are not two. */
  drawTwo(chance: number, otherChance: number): readonly [number, number] | undefined {
    const peers = this.#peers[1] ?? 0
    if (peers < 2) return undefined
    const rank = Math.floor(chance * peers)
    const further = 1 + Math.floor(otherChance * (peers - 1))
    return [this.#peerAt(rank), this.#peerAt((rank + further) % peers)]
  }

  /** The first instant at which a rest ends, as `monotonic` tells; infinite when nobody rests. */
  soonest(excluded: Excluded = nobody): number {
    if (excluded === nobody) return this.#wakeAt[1] ?? Number.POSITIVE_INFINITY
    return this.#soonestBelow(1, excluded)
  }

  /** The positions of those that are not by `now` what they were, and of which nobody has told. */
  due(now: number): readonly number[] {
    const found: number[] = []
    this.#dueBelow(1, now, found)
    return found
  }

  /** The position of the one with so many of the best one's peers before it. */
  #peerAt(rank: number): number {
    const { priority } = this.#standing(this.#best[1] ?? -1)
    let before = rank
    let node = 1
    while (node < this.#width) {
      const left = this.#peersOf(2 * node, priority)
      node = 2 * node + (before < left ? 0 : 1)
      if (before >= left) before -= left
    }
    this.steps += Math.log2(this.#width)
    return node - this.#width
  }

  #put(position: number, leaf: Leaf): void {
    const before = this.#leaves[position]
    if (before !== undefined) this.#count(before, -1)
    this.#count(leaf, 1)
    this.#leaves[position] = leaf
    const node = this.#width + position
    const isReady = leaf.readiness.type === 'ready'
    this.#best[node] = isReady ? position : -1
    this.#peers[node] = isReady ? 1 : 0
    this.#wakeAt[node] =
      leaf.readiness.type === 'resting' ? leaf.readiness.until : Number.POSITIVE_INFINITY
    this.#lastsUntil[node] = leaf.lastsUntil
  }

  #count({ readiness }: Leaf, by: 1 | -1): void {
    this.tally[readiness.type] += by
    if (readiness.type !== 'resting') return
    if (readiness.cause === 'quota') this.spentQuotas += by
    if (readiness.cause === 'guardrail') this.guarded += by
  }

  /** Answers whether the node is another than before. */
  #join(node: number): boolean {
    this.steps += 1
    const [left, right] = [2 * node, 2 * node + 1]
    const best = this.#better(this.#best[left] ?? -1, this.#best[right] ?? -1)
    const peers = best < 0 ? 0 : this.#peersBelow(node, this.#standing(best).priority)
    const wakeAt = Math.min(this.#wakeAt[left] ?? 0, this.#wakeAt[right] ?? 0)
    const lastsUntil = Math.min(this.#lastsUntil[left] ?? 0, this.#lastsUntil[right] ?? 0)
    if (
      best === this.#best[node] &&
      peers === this.#peers[node] &&
      wakeAt === this.#wakeAt[node] &&
      lastsUntil === this.#lastsUntil[node]
    )
      return false
    this.#best[node] = best
    this.#peers[node] = peers
    this.#wakeAt[node] = wakeAt
    this.#lastsUntil[node] = lastsUntil
    return true
  }

  #peersBelow(node: number, priority: number): number {
    return this.#peersOf(2 * node, priority) + this.#peersOf(2 * node + 1, priority)
  }

  #peersOf(node: number, priority: number): number {
    const best = this.#best[node] ?? -1
    return best >= 0 && this.#standing(best).priority === priority ? (this.#peers[node] ?? 0) : 0
  }

  #better(one: number, other: number): number {
    if (one < 0 || other < 0) return Math.max(one, other)
    return this.#compare(this.#standing(one), this.#standing(other)) <= 0 ? one : other
  }

  #bestBelow(node: number, excluded: Excluded): number {
    this.steps += 1
    const best = this.#best[node] ?? -1
    if (best < 0 || !excluded(best)) return best
    if (node >= this.#width) return -1
    return this.#better(
      this.#bestBelow(2 * node, excluded),
      this.#bestBelow(2 * node + 1, excluded),
    )
  }

  #soonestBelow(node: number, excluded: Excluded): number {
    this.steps += 1
    const wakeAt = this.#wakeAt[node] ?? Number.POSITIVE_INFINITY
    if (wakeAt === Number.POSITIVE_INFINITY) return wakeAt
    if (node >= this.#width) return excluded(node - this.#width) ? Number.POSITIVE_INFINITY : wakeAt
    const left = this.#wakeAt[2 * node] ?? 0
    const right = this.#wakeAt[2 * node + 1] ?? 0
    const [first, second, bound] =
      left <= right ? [2 * node, 2 * node + 1, right] : [2 * node + 1, 2 * node, left]
    const found = this.#soonestBelow(first, excluded)
    return found <= bound ? found : Math.min(found, this.#soonestBelow(second, excluded))
  }

  #dueBelow(node: number, now: number, found: number[]): void {
    if ((this.#lastsUntil[node] ?? Number.POSITIVE_INFINITY) > now) return
    this.steps += 1
    if (node >= this.#width) return void found.push(node - this.#width)
    this.#dueBelow(2 * node, now, found)
    this.#dueBelow(2 * node + 1, now, found)
  }

  #standing(position: number): Standing {
    const leaf = this.#leaves[position]
    if (leaf === undefined) throw new RangeError(`no account stands at ${position}`)
    return leaf.standing
  }
}
