/** Stands between the agents and Switchyard and writes down what is said; changes nothing. */

export type Heard = {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly status: number
  /** What Switchyard left out for the upstream. */
  readonly warnings: string
  /** As far as it was read. */
  answer: string
}

export type Tap = AsyncDisposable & {
  readonly url: string
  /** What was heard since the last time. */
  take(): readonly Heard[]
}

export const startTap = (target: string): Tap => {
  let heard: Heard[] = []
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    fetch: async (request) => {
      const { method, signal } = request
      const { pathname, search } = new URL(request.url)
      const body = await request.text()
      const headers = new Headers(request.headers)
      for (const name of ['host', 'content-length', 'connection']) headers.delete(name)
      const answer = await fetch(`${target}${pathname}${search}`, {
        method,
        headers,
        signal,
        decompress: false,
        ...(body === '' ? {} : { body }),
      })
      const exchange: Heard = {
        method,
        path: `${pathname}${search}`,
        headers: Object.fromEntries(headers),
        body,
        status: answer.status,
        warnings: answer.headers.get('x-switchyard-warnings') ?? '',
        answer: '',
      }
      heard.push(exchange)
      const { status } = answer
      return new Response(answer.body?.pipeThrough(listenTo(exchange)) ?? null, {
        status,
        headers: answer.headers,
      })
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    take: () => {
      const taken = heard
      heard = []
      return taken
    },
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

const listenTo = (exchange: Heard): TransformStream<Uint8Array, Uint8Array> => {
  const decoder = new TextDecoder()
  return new TransformStream({
    transform: (bytes, controller) => {
      exchange.answer += decoder.decode(bytes, { stream: true })
      controller.enqueue(bytes)
    },
  })
}
