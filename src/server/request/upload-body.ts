import type { ActorRef } from '../../actor/message.ts'
import type { BodyPart, BodyWanted } from '../../exchange/messages.ts'
import { fromBytes } from '../../protocol/bytes.ts'
import type { Progress } from '../dispatch/facts.ts'
import type { Front } from '../front.ts'

/**
 * Read ahead in each second in which nobody asks for more. Behind bytes that are not read nothing tells that the client
 * has left (some six megabytes of them fit into the sockets' buffers), and until then it keeps a slot.
 */
const LOOK_AHEAD_BYTES = 2 * 1024 * 1024

/**
 * A body that is not held here: what its account has asked for is read from the connection and sent on, and no more, so
 * that a client sends as fast as the upstream takes.
 */
export class UploadBody {
  readonly bytes: number
  readonly #front: Front
  readonly #progress: Progress
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  /** Asked for and not sent yet; it may become less than nothing, since a part is never cut. */
  #wanted = 0
  /** Read, and not asked for yet. */
  readonly #ahead: string[] = []
  #aheadBytes = 0
  #mayBeAhead = 0
  #taker: Taker | undefined
  #wasAsked = false
  #isReading = false
  /** All of it is read. */
  #isRead = false
  #isOver = false

  constructor(front: Front, progress: Progress, bytes: number) {
    this.bytes = bytes
    this.#front = front
    this.#progress = progress
    this.#reader = progress.call.request.body?.getReader()
  }

  /** `onBroken`: the client has left, or broke the transfer off. */
  send({ accountRef, bytes }: BodyWanted, onBroken: () => void): void {
    this.#taker = { accountRef, onBroken }
    this.#wasAsked = true
    this.#wanted += bytes
    this.#mayBeAhead = 0
    this.#sendOn(this.#taker)
    this.#readOn(this.#taker)
  }

  /** Called about once a second. No more is held here than of any other request. */
  lookAhead(): void {
    const isStalled = !this.#wasAsked && this.#wanted <= 0
    this.#wasAsked = false
    if (!isStalled || this.#taker === undefined) return
    const { maxBodyBytes } = this.#front.policy()
    this.#mayBeAhead = Math.min(this.#aheadBytes + LOOK_AHEAD_BYTES, maxBodyBytes)
    this.#readOn(this.#taker)
  }

  /** Nobody takes the rest of it. */
  close(): void {
    this.#isOver = true
    this.#ahead.length = 0
    // What comes of it is of no interest to anybody any more.
    this.#reader?.cancel().catch(() => undefined)
  }

  #readOn(taker: Taker): void {
    if (this.#isReading) return
    this.#isReading = true
    void this.#pump(taker)
  }

  async #pump(taker: Taker): Promise<void> {
    try {
      while (this.#mayRead()) await this.#readPart(taker)
      // In one turn with the look at what is wanted: nobody may ask for more in between.
      this.#isReading = false
    } catch {
      // Nothing but the connection can fail here, and its peer is the only one who could be told.
      if (!this.#isOver) taker.onBroken()
    }
  }

  #mayRead(): boolean {
    const isWanted = this.#wanted > 0 || this.#aheadBytes < this.#mayBeAhead
    return isWanted && !this.#isRead && !this.#isOver
  }

  async #readPart(taker: Taker): Promise<void> {
    const read = await this.#reader?.read()
    if (this.#isOver) return
    if (read === undefined || read.done) {
      this.#isRead = true
    } else {
      const data = fromBytes(read.value)
      this.#progress.bytesIn += data.length
      this.#aheadBytes += data.length
      this.#ahead.push(data)
    }
    this.#sendOn(taker)
  }

  #sendOn({ accountRef }: Taker): void {
    const { exchange } = this.#progress
    const { relay } = this.#front
    while (this.#wanted > 0) {
      const data = this.#ahead.shift()
      if (data === undefined) break
      this.#aheadBytes -= data.length
      this.#wanted -= data.length
      relay.sendPart(accountRef, { type: 'body-part', exchange, data, isLast: false })
    }
    if (!this.#isRead || this.#wanted <= 0) return
    // After the last there is no more to ask for.
    this.#wanted = 0
    relay.sendPart(accountRef, { type: 'body-part', exchange, data: '', isLast: true })
  }
}

type Taker = { readonly accountRef: ActorRef<BodyPart>; readonly onBroken: () => void }
