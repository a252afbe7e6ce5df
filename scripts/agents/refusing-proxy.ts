/**
 * A proxy on loopback that lets nothing through but to Switchyard, for agents that take a proxy for every address, and
 * writes down where else they wanted to go.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'

export type RefusingProxy = AsyncDisposable & {
  readonly url: string
  /** `host:port`, each once. */
  readonly refused: ReadonlySet<string>
  /** The one address that is let through, as `host:port`. */
  admit(address: string): void
}

export const startRefusingProxy = async (): Promise<RefusingProxy> => {
  const refused = new Set<string>()
  const sockets = new Set<Socket>()
  let admitted = ''
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', (head) => {
      const target = targetOf(head.toString('latin1'))
      if (target === admitted) return tunnel(socket, target)
      refused.add(target)
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    })
  })
  return {
    url: `http://127.0.0.1:${await listening(server)}`,
    refused,
    admit: (address) => {
      admitted = address
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const targetOf = (head: string): string =>
  /^[A-Z]+ (?:https?:\/\/)?([^/\s]+)/.exec(head)?.[1] ?? 'what is no request'

/** What agents that ask for one at all ask for: `CONNECT`. */
const tunnel = (socket: Socket, target: string): void => {
  const { hostname, port } = new URL(`http://${target}`)
  const onward = connect(Number(port), hostname, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(onward)
    onward.pipe(socket)
  })
  onward.on('error', () => socket.destroy())
  socket.on('close', () => onward.destroy())
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
