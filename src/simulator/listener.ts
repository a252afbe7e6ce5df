import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'

export type Listener = {
  isListening(): boolean
  /** The port it is bound to. */
  listen(port: number, host: string): Promise<number>
  close(): Promise<void>
}

/**
 * `node:http` and not `Bun.serve`: its answers can be reset, broken off and of a wrong length, and it tells when the
 * socket has taken what was written. No timeout ends a connection: only the peer or the program does.
 */
export const createListener = (serve: RequestListener): Listener => {
  const server = createServer(serve)
  const sockets = new Set<Socket>()
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  server.headersTimeout = 0
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return {
    isListening: () => server.listening,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          const address = server.address()
          resolve(typeof address === 'object' && address !== null ? address.port : port)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
