/**
 * A small forwarding proxy on loopback: `CONNECT` for https targets, absolute-form requests for http
 * ones. It writes down what passed, so that a test can prove which proxy carried whose request.
 */
import { connect, createServer as createPlainServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { testCertificate } from './test-certificate.ts'

export type ProxyOptions = {
  /** Asked for by 407 when set. */
  readonly credentials?: { readonly username: string; readonly password: string }
  /** Speaks TLS with its clients (`https://` proxy), with `testCertificate`. */
  readonly tls?: boolean
}

/** A request that came to the proxy, passed on or not. */
export type Passage = {
  readonly method: string
  /** `host:port`. */
  readonly target: string
  /** `passed` on, whatever the target made of it. */
  readonly outcome: 'passed' | 'unauthorized' | 'malformed'
}

export type Proxy = AsyncDisposable & {
  /** Without credentials: `http://127.0.0.1:PORT` or `https://…`. */
  readonly url: string
  readonly passages: readonly Passage[]
  /** Targets of what was passed on. */
  passed(): readonly string[]
  stop(): Promise<void>
}

export const startProxy = async (options: ProxyOptions = {}): Promise<Proxy> => {
  const passages: Passage[] = []
  const sockets = new Set<Socket>()
  const serve = (client: Socket): void => {
    track(sockets, client)
    readHead(client, (head, rest) => {
      const request = readRequest(head, options)
      passages.push(request.passage)
      const { outcome } = request.passage
      if (outcome === 'passed') forward(client, request, rest)
      else client.end(refusals[outcome])
    })
  }
  const server =
    options.tls === true ? createTlsServer(testCertificate, serve) : createPlainServer(serve)
  const port = await listen(server)
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return {
    url: `${options.tls === true ? 'https' : 'http'}://127.0.0.1:${port}`,
    passages,
    passed: () =>
      passages.filter(({ outcome }) => outcome === 'passed').map(({ target }) => target),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const track = (sockets: Set<Socket>, socket: Socket): void => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  socket.on('error', () => socket.destroy())
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

/** Bytes as they are: a byte is a character. */
const readHead = (client: Socket, onHead: (head: string, rest: Buffer) => void): void => {
  let read = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    read = Buffer.concat([read, chunk])
    const end = read.indexOf('\r\n\r\n')
    if (end === -1) return
    client.off('data', onData)
    client.pause()
    onHead(read.toString('latin1', 0, end), read.subarray(end + 4))
  }
  client.on('data', onData)
}

type ProxyRequest = {
  readonly passage: Passage
  /** What the target receives before the rest; empty for a tunnel. */
  readonly head: string
}

const refusals = {
  unauthorized:
    'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="test"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
  malformed: 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
} as const

const unreachable = 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

const readRequest = (head: string, { credentials }: ProxyOptions): ProxyRequest => {
  const [requestLine = '', ...fields] = head.split('\r\n')
  const [method = '', place = ''] = requestLine.split(' ')
  const url = URL.parse(method === 'CONNECT' ? `http://${place}` : place)
  if (url === null) return { passage: { method, target: place, outcome: 'malformed' }, head: '' }
  const target = `${url.hostname}:${url.port === '' ? '80' : url.port}`
  if (credentials !== undefined && !isAuthorized(fields, credentials)) {
    return { passage: { method, target, outcome: 'unauthorized' }, head: '' }
  }
  const passage = { method, target, outcome: 'passed' as const }
  return { passage, head: method === 'CONNECT' ? '' : originForm(method, url, fields) }
}

const isAuthorized = (
  fields: readonly string[],
  { username, password }: NonNullable<ProxyOptions['credentials']>,
): boolean => {
  const value = Buffer.from(`${username}:${password}`).toString('base64')
  return fields.some(
    (field) => field.toLowerCase().startsWith('proxy-authorization:') && field.endsWith(value),
  )
}

/** One request on each connection: the next may be for another target. */
const originForm = (method: string, url: URL, fields: readonly string[]): string =>
  [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    ...fields.filter((field) => !/^(proxy-|connection:)/i.test(field)),
    'connection: close',
    '\r\n',
  ].join('\r\n')

const forward = (client: Socket, { passage, head }: ProxyRequest, rest: Buffer): void => {
  const [host = '', port = ''] = passage.target.split(':')
  const upstream = connect(Number(port), host, () => {
    if (head === '') client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    else upstream.write(Buffer.from(head, 'latin1'))
    upstream.write(rest)
    client.pipe(upstream)
    upstream.pipe(client)
  })
  upstream.on('error', () => client.end(unreachable))
  upstream.on('close', () => client.end())
  client.on('close', () => upstream.destroy())
}
