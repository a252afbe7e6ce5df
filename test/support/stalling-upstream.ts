/** An upstream that begins an upload or a download, and then takes and sends nothing more. */
import { createServer, type Socket } from 'node:net'

export type StallingUpstream = AsyncDisposable & {
  readonly url: string
  /** The next request that stands still; `closed` resolves when its connection is gone. */
  next(): Promise<{ readonly closed: Promise<void> }>
}

export const startStallingUpstream = async (): Promise<StallingUpstream> => {
  const sockets = new Set<Socket>()
  const stalled: { readonly closed: Promise<void> }[] = []
  let arrival = Promise.withResolvers<void>()
  let handedOut = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    socket.once('data', (bytes) => {
      const head = bytes.toString('latin1')
      if (head.includes('x-goog-upload-command: start')) return void socket.end(begun)
      if (head.startsWith('GET /v1beta/models')) return void socket.end(noModels)
      if (head.startsWith('GET ')) socket.write(halfAFile)
      // Nothing of the rest is read; a connection that is closed is noticed all the same.
      else socket.pause()
      stalled.push({ closed })
      arrival.resolve()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    next: async () => {
      for (;;) {
        const request = stalled[handedOut]
        if (request !== undefined) {
          handedOut += 1
          return request
        }
        await arrival.promise
        arrival = Promise.withResolvers<void>()
      }
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const begun =
  'HTTP/1.1 200 OK\r\nx-goog-upload-url: http://elsewhere/upload/v1beta/files?upload_id=1\r\nx-goog-upload-status: active\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

const noModels =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\nconnection: close\r\n\r\n{"models":[]}'

const halfAFile =
  'HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\ncontent-length: 1000\r\n\r\nthe first half'
