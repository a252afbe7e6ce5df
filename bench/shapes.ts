import type { Connection, Timing } from './connection.ts'

/** In which order and at which times requests are sent. */
export type Shape =
  /** Each connection sends the next request when it has its answer, `requests` in all. */
  | { readonly type: 'closed'; readonly requests: number }
  /** Requests fall due at a fixed rate, whether or not earlier ones are answered. */
  | { readonly type: 'open'; readonly perSecond: number; readonly requests: number }
  /** One stream on each connection; prints `open` when all have begun, ends when its input ends. */
  | { readonly type: 'hold' }

export const sendInTurn = async (
  connections: readonly Connection[],
  requests: readonly Buffer[],
  total: number,
): Promise<readonly Timing[]> => {
  const timings: Timing[] = []
  let next = 0
  const run = async (connection: Connection): Promise<void> => {
    while (next < total) {
      const request = requestAt(requests, next++)
      timings.push(await connection.send(request, performance.now()))
    }
  }
  await Promise.all(connections.map(run))
  return timings
}

/** A request that falls due while no connection is free waits, and its wait is part of its time. */
export const sendAtRate = async (
  connections: readonly Connection[],
  requests: readonly Buffer[],
  { perSecond, requests: total }: Extract<Shape, { type: 'open' }>,
): Promise<readonly Timing[]> => {
  const idle = [...connections]
  const due: number[] = []
  const timings: Timing[] = []
  const { promise: done, resolve } = Promise.withResolvers<readonly Timing[]>()

  const sendOne = async (connection: Connection, since: number): Promise<void> => {
    timings.push(await connection.send(requestAt(requests, timings.length), since))
    idle.push(connection)
    sendDue()
    if (timings.length === total) resolve(timings)
  }
  const sendDue = (): void => {
    for (;;) {
      const connection = due.length > 0 ? idle.pop() : undefined
      const since = connection === undefined ? undefined : due.shift()
      if (connection === undefined || since === undefined) return
      void sendOne(connection, since)
    }
  }

  const start = performance.now()
  let planned = 0
  const timer = setInterval(() => {
    const now = performance.now()
    const until = Math.min(total, Math.floor(((now - start) / 1000) * perSecond))
    for (; planned < until; planned += 1) due.push(now)
    sendDue()
  }, 1)
  return done.finally(() => clearInterval(timer))
}

export const holdStreams = async (
  connections: readonly Connection[],
  requests: readonly Buffer[],
): Promise<readonly Timing[]> => {
  connections.forEach((connection, index) => {
    void connection.send(requestAt(requests, index), performance.now())
  })
  await Promise.all(connections.map((connection) => connection.firstEvent()))
  console.log('open')
  await Bun.stdin.text()
  return []
}

const requestAt = (requests: readonly Buffer[], index: number): Buffer => {
  const request = requests[index % requests.length]
  if (request === undefined) throw new Error('there is no request to send')
  return request
}
