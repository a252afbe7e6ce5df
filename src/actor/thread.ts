import type { Clock, TimerHandle } from './clock.ts'
import type { Transport } from './link.ts'
import { workerTransport, type Port } from './transport/worker.ts'

/** What a pool and its threads say to each other, beside the batches. */
export type Greeting =
  /** From the thread, once it listens: whatever is posted earlier might be dropped. */
  | { readonly type: 'hello' }
  | {
      readonly type: 'join'
      readonly node: string
      readonly parent: string
      readonly environment: unknown
    }
  | { readonly type: 'ready' }
  | { readonly type: 'leave' }
  | { readonly type: 'left' }

export type ThreadOptions = {
  readonly clock: Clock
  /** Path of its file from the project's root: the only form that a compiled executable finds as well. */
  readonly entry: string
  readonly join: Greeting & { readonly type: 'join' }
  readonly startTimeoutMs: number
  onReady(thread: Thread): void
  /** Once, however it came about. `hadStarted` tells whether it had been ready. */
  onClosed(thread: Thread, ending: { hadStarted: boolean; explanation: string }): void
}

/** One worker thread, from its start to its end. */
export class Thread {
  readonly node: string
  readonly transport: Transport
  readonly #worker: Worker
  readonly #clock: Clock
  readonly #startDeadline: TimerHandle
  readonly #closed = Promise.withResolvers<void>()
  #hadStarted = false
  #explanation = 'the thread ended'

  constructor(options: ThreadOptions) {
    const { clock, join, startTimeoutMs } = options
    this.node = join.node
    this.#clock = clock
    this.#worker = new Worker(options.entry, { name: join.node })
    this.transport = workerTransport(this.#worker)
    this.#startDeadline = clock.schedule(startTimeoutMs, () => {
      this.kill(`not ready within ${startTimeoutMs} ms`)
    })
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Greeting | unknown[]>) => {
      if ('type' in data) this.#greeted(data, options)
    })
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault()
      this.#explanation = event.message
    })
    this.#worker.addEventListener('close', () => {
      this.#startDeadline.cancel()
      this.#closed.resolve()
      options.onClosed(this, { hadStarted: this.#hadStarted, explanation: this.#explanation })
    })
  }

  /** Ends it at once, whatever it does. */
  kill(explanation = 'killed'): void {
    this.#explanation = explanation
    this.#worker.terminate()
  }

  /** Lets its actors stop, for at most `graceMs`. Resolves when it is gone. */
  async leave(graceMs: number): Promise<void> {
    this.#say({ type: 'leave' })
    const deadline = this.#clock.schedule(graceMs, () => {
      this.kill(`did not leave within ${graceMs} ms`)
    })
    await this.#closed.promise
    deadline.cancel()
  }

  #say(greeting: Greeting): void {
    const port: Port = this.#worker
    port.postMessage(greeting)
  }

  #greeted(greeting: Greeting, options: ThreadOptions): void {
    switch (greeting.type) {
      case 'hello':
        return this.#say(options.join)
      case 'ready':
        this.#hadStarted = true
        this.#startDeadline.cancel()
        return options.onReady(this)
      case 'left':
        return this.kill('left')
      case 'join':
      case 'leave':
        return
      default:
        return greeting satisfies never
    }
  }
}
