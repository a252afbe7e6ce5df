/** A small SOCKS5 proxy on loopback (RFC 1928, 1929). It writes down where it connected. */
import { connect, createServer, type Socket } from 'node:net'

export type SocksOptions = {
  /** Asked for when set. */
  readonly credentials?: { readonly username: string; readonly password: string }
}

export type SocksServer = AsyncDisposable & {
  /** `socks5://127.0.0.1:PORT`. */
  readonly url: string
  /** `host:port`, as it was asked: names are not looked up by those who ask. */
  readonly targets: readonly string[]
  /** Clients whose user or password was wrong. */
  readonly refused: () => number
  stop(): Promise<void>
}

export const startSocksProxy = async (options: SocksOptions = {}): Promise<SocksServer> => {
  const targets: string[] = []
  const sockets = new Set<Socket>()
  let refused = 0
  const server = createServer((client) => {
    sockets.add(client)
    client.on('close', () => sockets.delete(client))
    client.on('error', () => client.destroy())
    void serve(client, options, {
      onRefused: () => (refused += 1),
      onTarget: (target) => targets.push(target),
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return {
    url: `socks5://127.0.0.1:${port}`,
    targets,
    refused: () => refused,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

type Told = {
  readonly onRefused: () => void
  readonly onTarget: (target: string) => void
}

const serve = async (client: Socket, { credentials }: SocksOptions, told: Told): Promise<void> => {
  const read = reader(client)
  const [, methods = 0] = await read(2)
  await read(methods)
  client.write(Uint8Array.of(5, credentials === undefined ? 0 : 2))
  if (credentials !== undefined) {
    const [, userLength = 0] = await read(2)
    const username = (await read(userLength)).toString()
    const [passwordLength = 0] = await read(1)
    const password = (await read(passwordLength)).toString()
    const isRight = username === credentials.username && password === credentials.password
    client.write(Uint8Array.of(1, isRight ? 0 : 1))
    if (!isRight) {
      told.onRefused()
      return void client.end()
    }
  }
  const [, , , kind = 0] = await read(4)
  const host = await readHost(read, kind)
  const port = (await read(2)).readUInt16BE()
  told.onTarget(`${host}:${port}`)
  const upstream = connect(port, host, () => {
    client.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))
    client.pipe(upstream)
    upstream.pipe(client)
    client.resume()
  })
  upstream.on('error', () => client.end(Uint8Array.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)))
  client.on('close', () => upstream.destroy())
}

type Read = (length: number) => Promise<Buffer>

const readHost = async (read: Read, kind: number): Promise<string> => {
  if (kind === 1) return Array.from(await read(4)).join('.')
  const [length = 0] = await read(1)
  return (await read(length)).toString()
}

/** What comes is taken in pieces of the length that is asked for. */
const reader = (client: Socket): Read => {
  let held = Buffer.alloc(0)
  let wanted: (() => void) | undefined
  client.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk])
    wanted?.()
  })
  return (length) =>
    new Promise((resolve) => {
      const take = (): void => {
        if (held.length < length) return
        wanted = undefined
        const taken = held.subarray(0, length)
        held = held.subarray(length)
        if (held.length === 0) client.pause()
        resolve(taken)
        client.resume()
      }
      wanted = take
      take()
    })
}
