import type { Clock, TimerHandle } from './clock.ts'
import type { Timers } from './definition.ts'
import type { Message } from './message.ts'

/** Stands behind a message an actor sends itself. */
export type Token = {
  /** False once its timer is cancelled or its behaviour gone: the message is dropped. */
  isLive: boolean
  /** The message left its lane. */
  taken(): void
}

type Running = { readonly token: Token; handle: TimerHandle; isWaiting: boolean }

type Repetition = {
  readonly running: Running
  readonly intervalMs: number
  readonly message: Message
}

/** The timers of one behaviour, by key. A message of a timer that was cancelled is not delivered. */
export class ActorTimers implements Timers<Message> {
  readonly #clock: Clock
  readonly #send: (message: Message, token: Token) => void
  readonly #running = new Map<string, Running>()
  #isClosed = false

  constructor(clock: Clock, send: (message: Message, token: Token) => void) {
    this.#clock = clock
    this.#send = send
  }

  after(key: string, delayMs: number, message: Message): void {
    this.cancel(key)
    if (this.#isClosed) return
    const running = this.#add(key, () => this.#forget(key, running))
    running.handle = this.#clock.schedule(delayMs, () => this.#fire(running, message))
  }

  every(key: string, intervalMs: number, message: Message): void {
    this.cancel(key)
    if (this.#isClosed) return
    const running = this.#add(key, () => {
      running.isWaiting = false
    })
    this.#repeat({ running, intervalMs, message }, this.#clock.monotonic() + intervalMs)
  }

  cancel(key: string): void {
    const running = this.#running.get(key)
    if (running === undefined) return
    end(running)
    this.#running.delete(key)
  }

  /** Ends every timer, and makes new ones impossible. */
  close(): void {
    this.#isClosed = true
    for (const running of this.#running.values()) end(running)
    this.#running.clear()
  }

  #add(key: string, taken: () => void): Running {
    const running: Running = { token: { isLive: true, taken }, handle: notYet, isWaiting: false }
    this.#running.set(key, running)
    return running
  }

  #forget(key: string, running: Running): void {
    if (this.#running.get(key) === running) this.#running.delete(key)
  }

  /** Due times are a fixed grid, so a late one does not push all later ones; missed ones are skipped. */
  #repeat(repetition: Repetition, dueAt: number): void {
    const { running, intervalMs, message } = repetition
    running.handle = this.#clock.schedule(dueAt - this.#clock.monotonic(), () => {
      if (!running.isWaiting) this.#fire(running, message)
      const missed = Math.floor((this.#clock.monotonic() - dueAt) / intervalMs)
      this.#repeat(repetition, dueAt + intervalMs * (1 + Math.max(0, missed)))
    })
  }

  #fire(running: Running, message: Message): void {
    running.isWaiting = true
    this.#send(message, running.token)
  }
}

const notYet: TimerHandle = { cancel: () => undefined }

const end = (running: Running): void => {
  running.token.isLive = false
  running.handle.cancel()
}
