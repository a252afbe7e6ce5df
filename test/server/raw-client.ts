import { connect, type Socket } from 'node:net'

export type RawClient = AsyncDisposable & {
  readonly socket: Socket
  /** Resolves with everything received once it holds `text`. */
  until(text: string): Promise<string>
  /** Resolves with everything received when the server has closed the connection. */
  closed(): Promise<string>
  /** From now on nothing is read from the socket. */
  stall(): void
  resume(): void
  /** Closes the connection as a client does that has gone away. */
  leave(): void
}

/** A client that decides itself when it reads, and when it goes. Bytes are shown as latin1 text. */
export const rawClient = async (port: number, request: string): Promise<RawClient> => {
  const socket = connect({ port, host: '127.0.0.1' })
  let received = ''
  let wanted: { readonly text: string; readonly resolve: (all: string) => void } | undefined
  const end = Promise.withResolvers<string>()
  const check = () => {
    if (wanted === undefined || !received.includes(wanted.text)) return
    wanted.resolve(received)
    wanted = undefined
  }
  socket.on('data', (data) => {
    received += data.toString('latin1')
    check()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => end.resolve(received))
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  socket.write(request)
  return {
    socket,
    until: (text) =>
      new Promise((resolve) => {
        wanted = { text, resolve }
        check()
      }),
    closed: () => end.promise,
    stall: () => void socket.pause(),
    resume: () => void socket.resume(),
    leave: () => void socket.destroy(),
    [Symbol.asyncDispose]: async () => {
      socket.destroy()
      await end.promise
    },
  }
}

/** The text of an HTTP/1.1 request with a JSON body. */
export const postText = (path: string, body: unknown, headers: Record<string, string>): string => {
  const text = JSON.stringify(body)
  const lines = Object.entries({
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`
}
