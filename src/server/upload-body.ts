import type { ActorRef } from '../actor/message.ts'
import type { BodyPart, BodyWanted } from '../exchange/messages.ts'
import { fromBytes } from '../protocol/bytes.ts'
import type { Progress } from './facts.ts'
import type { Front } from './front.ts'

/**
 * A body that is not held here: what its account has asked for is read from the connection and sent on, and no more, so
 * that a client sends as fast as the upstream takes.
 */
export class UploadBody {
  readonly bytes: number
  readonly #front: Front
  readonly #progress: Progress
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  #wanted = 0
  #isReading = false
  #isOver = false

  constructor(front: Front, progress: Progress, bytes: number) {
    this.bytes = bytes
    this.#front = front
    this.#progress = progress
    this.#reader = progress.call.request.body?.getReader()
  }

  /** `onBroken`: the client has left, or broke the transfer off. */
  send({ accountRef, bytes }: BodyWanted, onBroken: () => void): void {
    this.#wanted += bytes
    if (this.#isReading) return
    this.#isReading = true
    void this.#pump(accountRef, onBroken)
  }

  /** Nobody takes the rest of it. */
  close(): void {
    this.#isOver = true
    // What comes of it is of no interest to anybody any more.
    this.#reader?.cancel().catch(() => undefined)
  }

  async #pump(accountRef: ActorRef<BodyPart>, onBroken: () => void): Promise<void> {
    try {
      await this.#sendOn(accountRef)
    } catch {
      // Nothing but the connection can fail here, and its peer is the only one who could be told.
      if (!this.#isOver) onBroken()
    }
  }

  async #sendOn(accountRef: ActorRef<BodyPart>): Promise<void> {
    const { exchange } = this.#progress
    const { relay } = this.#front
    while (this.#wanted > 0 && !this.#isOver) {
      const read = await this.#reader?.read()
      if (this.#isOver) return
      if (read === undefined || read.done) {
        relay.sendPart(accountRef, { type: 'body-part', exchange, data: '', isLast: true })
        return
      }
      const data = fromBytes(read.value)
      this.#wanted -= data.length
      this.#progress.bytesIn += data.length
      relay.sendPart(accountRef, { type: 'body-part', exchange, data, isLast: false })
    }
    // In one turn with the look at what is wanted: nobody may ask for more in between. After the last there is no more.
    this.#isReading = false
  }
}
