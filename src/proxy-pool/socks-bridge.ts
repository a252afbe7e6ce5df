import { timingSafeEqual } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { SocksClient, type SocksClientOptions } from 'socks'
import { bareHost } from '../exchange/egress/bare-host.ts'
import { authorization, type EgressSettings } from '../exchange/egress/egress.ts'
import { socksProblem } from './socks-problem.ts'

const MAX_HEAD_BYTES = 64 * 1024
const CONNECT_MS = 10_000

export type SocksProxy = Pick<EgressSettings, 'proxyUrl' | 'proxyUsername' | 'proxyPassword'>

export type Bridge = {
  /** The way to the SOCKS proxy: an HTTP proxy on loopback that only who has this can use. */
  readonly egress: EgressSettings
  /** Takes nothing new; what it carries goes on. */
  retire(): void
  close(): void
}

export type OpenBridge = (proxy: SocksProxy) => Promise<Bridge>

export const isSocks = (url: string): boolean => /^socks5h?:/i.test(url)

/**
 * Bun's `fetch` knows HTTP proxies only. This is one, in front of a SOCKS5 proxy: it takes `CONNECT` and, for upstreams
 * without TLS, requests in absolute form. Names are looked up by the SOCKS proxy, never here.
 */
export const openSocksBridge =
  (secret: () => string): OpenBridge =>
  async (proxy) => {
    const sockets = new Set<Socket>()
    const login = { proxyUsername: 'switchyard', proxyPassword: secret() }
    const expected = authorization({ proxyUrl: '', ...login })['proxy-authorization'] ?? ''
    const server = createServer((client) => {
      track(sockets, client)
      void serve(client, { proxy, expected, sockets })
    })
    const port = await listen(server)
    const retire = (): void => void server.close()
    return {
      egress: { proxyUrl: `http://127.0.0.1:${port}`, ...login },
      retire,
      close: () => {
        retire()
        for (const socket of sockets) socket.destroy()
      },
    }
  }

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

const track = (sockets: Set<Socket>, socket: Socket): void => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  socket.on('error', () => socket.destroy())
}

type Passage = {
  readonly proxy: SocksProxy
  readonly expected: string
  readonly sockets: Set<Socket>
}

const serve = async (client: Socket, { proxy, expected, sockets }: Passage): Promise<void> => {
  const read = await readHead(client)
  if (read === undefined) return refuse(client, '400 Bad Request')
  const request = parseHead(read.head)
  if (request === undefined) return refuse(client, '400 Bad Request')
  if (!isSame(request.authorization, expected)) {
    return refuse(client, '407 Proxy Authentication Required')
  }
  try {
    const { socket } = await SocksClient.createConnection(optionsFor(proxy, request))
    track(sockets, socket)
    join(client, socket, { ...request, rest: read.rest })
  } catch (error) {
    refuse(client, socksProblem(error))
  }
}

type Joint = { readonly onward: string; readonly rest: Buffer }

/** Either side may finish what it says before the other does; when one breaks, the other is cut. */
const join = (client: Socket, upstream: Socket, { onward, rest }: Joint): void => {
  if (client.destroyed) return void upstream.destroy()
  client.on('close', () => upstream.destroy())
  upstream.on('close', () => client.destroySoon())
  if (onward === '') client.write('HTTP/1.1 200 Connection established\r\n\r\n')
  else upstream.write(Buffer.from(onward, 'latin1'))
  if (rest.length > 0) upstream.write(rest)
  client.pipe(upstream)
  upstream.pipe(client)
  upstream.resume()
}

const refuse = (client: Socket, status: string): void => {
  client.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
}

type Head = { readonly head: string; readonly rest: Buffer }

const readHead = (client: Socket): Promise<Head | undefined> =>
  new Promise((resolve) => {
    let read = Buffer.alloc(0)
    const onData = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk])
      const end = read.indexOf('\r\n\r\n')
      if (end < 0 && read.length <= MAX_HEAD_BYTES) return
      client.off('data', onData)
      client.pause()
      if (end < 0) return resolve(undefined)
      resolve({ head: read.toString('latin1', 0, end), rest: read.subarray(end + 4) })
    }
    client.on('data', onData)
    client.on('close', () => resolve(undefined))
  })

type BridgeRequest = {
  readonly host: string
  readonly port: number
  readonly authorization: string
  /** What the upstream is sent in place of the head; empty for a tunnel. */
  readonly onward: string
}

const parseHead = (head: string): BridgeRequest | undefined => {
  const [line = '', ...fields] = head.split('\r\n')
  const [method = '', place = ''] = line.split(' ')
  const isTunnel = method === 'CONNECT'
  const url = URL.parse(isTunnel ? `http://${place}` : place)
  if (url?.protocol !== 'http:') return undefined
  const login = fields.find((field) => /^proxy-authorization:/i.test(field)) ?? ''
  return {
    host: bareHost(url),
    port: Number(url.port || 80),
    authorization: login.slice(login.indexOf(':') + 1).trim(),
    onward: isTunnel ? '' : originForm(method, url, fields),
  }
}

/** The connection is for this request alone: the next one may be for another host. */
const originForm = (method: string, url: URL, fields: readonly string[]): string =>
  [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    ...fields.filter((field) => !/^(?:proxy-[\w-]+|connection):/i.test(field)),
    'connection: close',
    '\r\n',
  ].join('\r\n')

/** A byte is a character: as many of them are as many bytes. */
const isSame = (given: string, expected: string): boolean =>
  given.length === expected.length &&
  timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(expected, 'latin1'))

const optionsFor = (
  { proxyUrl, proxyUsername, proxyPassword }: SocksProxy,
  { host, port }: BridgeRequest,
): SocksClientOptions => {
  const url = new URL(proxyUrl)
  const login = proxyUsername === '' ? {} : { userId: proxyUsername, password: proxyPassword }
  return {
    command: 'connect',
    destination: { host, port },
    timeout: CONNECT_MS,
    proxy: {
      host: bareHost(url),
      port: Number(url.port || 1080),
      type: 5,
      ...login,
    },
  }
}
