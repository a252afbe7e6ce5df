import { createAnswerReader } from './answer-reader.ts'

export type Timing = {
  readonly status: number
  readonly events: number
  readonly firstEventMs: number
  readonly totalMs: number
}

/** One keep-alive connection on a bare socket: one request at a time. */
export type Connection = {
  /** `since` is the instant the request was due, by `performance.now()`. */
  send(request: Buffer, since: number): Promise<Timing>
  /** Settles at the first event of the current answer. */
  firstEvent(): Promise<void>
  close(): void
}

type Waiting = { readonly since: number; firstEventAt: number; settle(timing: Timing): void }

export const openConnection = async (port: number): Promise<Connection> => {
  const reader = createAnswerReader()
  let waiting: Waiting | undefined
  let first = Promise.withResolvers<void>()
  /** What the socket has not taken yet of a long request. */
  let unsent: Buffer | undefined

  const noteFirstEvent = () => {
    if (waiting === undefined || waiting.firstEventAt > 0 || reader.seen.events === 0) return
    waiting.firstEventAt = performance.now()
    first.resolve()
  }
  const settle = () => {
    const done = waiting
    waiting = undefined
    if (done === undefined) return
    const totalMs = performance.now() - done.since
    done.settle({ ...reader.seen, firstEventMs: done.firstEventAt - done.since, totalMs })
  }
  const writeTo = (to: { write(bytes: Buffer): number }, bytes: Buffer): void => {
    const taken = Math.max(0, to.write(bytes))
    unsent = taken < bytes.length ? bytes.subarray(taken) : undefined
  }
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_socket, bytes) => {
        const isComplete = reader.feed(bytes)
        noteFirstEvent()
        if (isComplete) settle()
      },
      drain: (open) => {
        if (unsent !== undefined) writeTo(open, unsent)
      },
      close: () => {
        reader.seen.status = 0
        settle()
      },
    },
  })
  socket.setNoDelay(true)

  return {
    send: (request, since) => {
      const { promise, resolve } = Promise.withResolvers<Timing>()
      first = Promise.withResolvers()
      reader.reset()
      waiting = { since, firstEventAt: 0, settle: resolve }
      writeTo(socket, request)
      return promise
    },
    firstEvent: () => first.promise,
    close: () => socket.end(),
  }
}
