/** A client that sees the bytes of an answer as they come, and how the connection ends. */
import { connect } from 'node:net'

export type Wire = {
  /** What came so far, chunk framing included. */
  text(): string
  /** Sizes of what came, read by read. */
  reads(): readonly number[]
  /** Resolves when this text has come. */
  until(text: string): Promise<void>
  /** Resolves when the answer is complete by the rules of HTTP. */
  readonly complete: Promise<void>
  /** How the server ended the connection. */
  readonly ended: Promise<'closed' | 'reset'>
  /** Stops reading. */
  pause(): void
  resume(): void
  /** Leaves. */
  leave(): void
}

export type WireRequest = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** A text goes as it is, anything else as JSON; undefined makes it a GET. */
  readonly body: unknown
}

export const sendRequest = (request: WireRequest): Wire => {
  const ending = Promise.withResolvers<'closed' | 'reset'>()
  const reads: Buffer[] = []
  const waits = new Set<() => boolean>()
  const text = () => Buffer.concat(reads).toString()
  const socket = connect(request.port, '127.0.0.1', () => socket.write(write(request)))
  const when = (isMet: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waits.add(() => {
        const isNow = isMet()
        if (isNow) resolve()
        return isNow
      })
      settle()
    })
  const settle = (): void => {
    for (const isMet of waits) if (isMet()) waits.delete(isMet)
  }
  socket.on('data', (chunk: Buffer) => {
    reads.push(chunk)
    settle()
  })
  socket.on('error', () => ending.resolve('reset'))
  socket.on('close', () => ending.resolve('closed'))
  return {
    text,
    reads: () => reads.map((read) => read.length),
    until: (wanted) => when(() => text().includes(wanted)),
    complete: when(() => isComplete(text())),
    ended: ending.promise,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    leave: () => socket.destroy(),
  }
}

const isComplete = (text: string): boolean => {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) return text.endsWith('\r\n0\r\n\r\n')
  return Buffer.byteLength(rest.join('\r\n\r\n')) >= Number(length)
}

const write = ({ path, headers, body }: WireRequest): string => {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '')
  const payload = body === undefined ? '' : text
  const fields = Object.entries({
    host: 'simulator',
    'user-agent': 'switchyard/0.0.0',
    ...(body === undefined
      ? {}
      : {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        }),
    ...headers,
  })
  const method = body === undefined ? 'GET' : 'POST'
  const lines = fields.map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${path} HTTP/1.1`, ...lines, '', payload].join('\r\n')
}
