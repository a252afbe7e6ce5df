/** An upstream that writes exactly the bytes it is told, over connections that are counted. */
import { createServer, type Server, type Socket } from 'node:net'

export type RawRequest = {
  readonly head: string
  readonly body: string
  /** Writes bytes as they are. */
  write(bytes: string): void
  /** Ends the connection in an orderly way. */
  end(): void
  reset(): void
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
}

export type RawUpstream = AsyncDisposable & {
  readonly url: string
  readonly requests: readonly RawRequest[]
  /** Connections that were ever opened. */
  connections(): number
  /** The next request that was not handed out yet, now or when it comes. */
  next(): Promise<RawRequest>
}

export const startRawUpstream = async (
  respond: (request: RawRequest) => void = () => undefined,
): Promise<RawUpstream> => {
  const sockets = new Set<Socket>()
  const requests: RawRequest[] = []
  const waiting: ((request: RawRequest) => void)[] = []
  let connections = 0
  let handedOut = 0
  const onRequest = (request: RawRequest): void => {
    requests.push(request)
    const waiter = waiting.shift()
    if (waiter !== undefined) {
      handedOut += 1
      waiter(request)
    }
    respond(request)
  }
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    readRequests(socket, onRequest)
  })
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    requests,
    connections: () => connections,
    next: () => {
      const request = requests[handedOut]
      if (request === undefined) return new Promise((resolve) => waiting.push(resolve))
      handedOut += 1
      return Promise.resolve(request)
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

const readRequests = (socket: Socket, onRequest: (request: RawRequest) => void): void => {
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  let read = ''
  socket.on('data', (chunk) => {
    read += chunk.toString('latin1')
    for (;;) {
      const headEnd = read.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const head = read.slice(0, headEnd)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      const end = headEnd + 4 + length
      if (read.length < end) return
      const body = read.slice(headEnd + 4, end)
      read = read.slice(end)
      onRequest({
        head,
        body,
        write: (bytes) => void socket.write(bytes, 'latin1'),
        end: () => socket.end(),
        reset: () => socket.resetAndDestroy(),
        closed,
      })
    }
  })
}

export const eventStreamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'

/** One chunk of a chunked body. */
export const chunk = (bytes: string): string => `${bytes.length.toString(16)}\r\n${bytes}\r\n`

export const lastChunk = '0\r\n\r\n'

/** A whole answer with its length. */
export const whole = (status: number, body: string, type = 'application/json'): string =>
  `HTTP/1.1 ${status} Whatever\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
