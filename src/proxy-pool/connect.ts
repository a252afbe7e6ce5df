import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { bareHost } from '../exchange/egress/bare-host.ts'
import { authorization, type EgressSettings } from '../exchange/egress/egress.ts'

/** What a proxy answers with before its headers; a longer one is no proxy's. */
const MAX_LINE_BYTES = 4096

/**
 * Has the proxy open a connection to the host of this URL, and closes it again without a word: nothing is asked of
 * anybody but the proxy. Resolves with what is wrong, empty when nothing is.
 */
export const connectThrough = (
  egress: EgressSettings,
  upstream: string,
  signal: AbortSignal,
): Promise<string> =>
  new Promise((resolve) => {
    const target = URL.parse(upstream)
    const socket = dial(new URL(egress.proxyUrl))
    const end = (problem: string): void => {
      signal.removeEventListener('abort', give)
      socket.destroy()
      resolve(problem)
    }
    const give = (): void => end('it did not answer in time')
    signal.addEventListener('abort', give)
    socket.on('error', (error) => end(`it cannot be reached (${codeOf(error)})`))
    socket.on('close', () => end('it closed the connection'))
    socket.on(isTls(egress) ? 'secureConnect' : 'connect', () => {
      if (target === null) return end('')
      readLine(socket, (line) => end(problemOf(line, target)))
      socket.write(requestFor(target, egress))
    })
  })

const isTls = ({ proxyUrl }: EgressSettings): boolean => proxyUrl.startsWith('https:')

const dial = (proxy: URL): Socket => {
  const { protocol, port } = proxy
  const host = bareHost(proxy)
  if (protocol !== 'https:') return connectPlain({ host, port: Number(port || 80) })
  // An address must not be told as a name (RFC 6066); the certificate is checked against it all the same.
  const named = isIP(host) === 0 ? { servername: host } : {}
  return connectTls({ host, port: Number(port || 443), ...named })
}

const requestFor = (target: URL, egress: EgressSettings): string => {
  const place = `${target.hostname}:${target.port || (target.protocol === 'https:' ? 443 : 80)}`
  const login = Object.entries(authorization(egress)).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n${login.join('')}\r\n`
}

const readLine = (socket: Socket, onLine: (line: string) => void): void => {
  let read = ''
  socket.on('data', (chunk: Buffer) => {
    read += chunk.toString('latin1')
    const end = read.indexOf('\r\n')
    if (end >= 0 || read.length > MAX_LINE_BYTES) onLine(read.slice(0, Math.max(0, end)))
  })
}

/** Many proxies tunnel to port 443 alone: for an upstream without TLS it is enough that they answer. */
const problemOf = (line: string, { protocol }: URL): string => {
  const [, digits = '0', words = ''] = /^HTTP\/1\.[01] (\d{3})(.*)/.exec(line) ?? []
  const status = Number(digits)
  if (status === 0) return 'it does not speak HTTP'
  if (status === 407) return 'it refuses its user and password'
  const isOpen = status < 300 || (protocol === 'http:' && status < 500)
  return isOpen ? '' : `it answered with status ${status}${shown(words)}`
}

const MAX_WORDS = 100

/** Whatever a proxy says is shown to people. */
const shown = (words: string): string => {
  const plain = words.replaceAll(/[^\x20-\x7e]/g, '').trim()
  return plain === '' ? '' : ` (${plain.slice(0, MAX_WORDS)})`
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : 'the connection failed'
