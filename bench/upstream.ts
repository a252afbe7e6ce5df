/**
 * The upstream that every candidate relays to, in a process of its own: as little work as possible, so that
 * what is measured is the way and not the end of it. It speaks just enough of OpenAI chat.
 *
 * The model says what is answered: `bench-json` a small whole answer, `bench-100x10` a stream of 100
 * chunks of about 170 bytes, 10 ms apart (0: as fast as they are taken).
 */
const head = 'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1750000000,'
const textOf = (rest: string) => `${head}"model":"bench",${rest}}\n\n`

const encoder = new TextEncoder()
const chunk = encoder.encode(
  textOf(
    '"choices":[{"index":0,"delta":{"content":" a few words of an answer"},"finish_reason":null}]',
  ),
)
const ending = encoder.encode(
  textOf('"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]') +
    textOf('"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":100,"total_tokens":112}') +
    'data: [DONE]\n\n',
)
const answer = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_750_000_000,
  model: 'bench',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'A short answer, as a small request would get it.' },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 10, total_tokens: 22 },
})
const models = JSON.stringify({
  object: 'list',
  data: ['bench-json', 'bench-100x0'].map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'bench',
  })),
})

type Sender = { readonly controller: ReadableStreamDefaultController<Uint8Array>; left: number }

/** Streams of one pace share a wheel: each turn of the timer serves one spoke, so that streams are not in step. */
const createWheel = (paceMs: number) => {
  const spokes = Array.from({ length: paceMs }, () => new Set<Sender>())
  let turn = 0
  setInterval(() => {
    const spoke = spokes[turn++ % paceMs]
    for (const sender of spoke ?? []) if (!sendNext(sender)) spoke?.delete(sender)
  }, 1)
  return {
    add: (sender: Sender) => void spokes[(turn + 1) % paceMs]?.add(sender),
    remove: (sender: Sender) => spokes.forEach((spoke) => spoke.delete(sender)),
  }
}

/** False when that was the last of it. */
const sendNext = (sender: Sender): boolean => {
  if (sender.left-- > 0) {
    sender.controller.enqueue(chunk)
    return true
  }
  sender.controller.enqueue(ending)
  sender.controller.close()
  return false
}

const wheels = new Map<number, ReturnType<typeof createWheel>>()
const wheelOf = (paceMs: number) => {
  const wheel = wheels.get(paceMs) ?? createWheel(paceMs)
  wheels.set(paceMs, wheel)
  return wheel
}

const pacedStream = (count: number, paceMs: number): ReadableStream<Uint8Array> => {
  const wheel = wheelOf(paceMs)
  let sender: Sender | undefined
  return new ReadableStream({
    start: (controller) => {
      sender = { controller, left: count - 1 }
      controller.enqueue(chunk)
      wheel.add(sender)
    },
    cancel: () => {
      if (sender !== undefined) wheel.remove(sender)
    },
  })
}

const fastStream = (count: number): ReadableStream<Uint8Array> => {
  let left = count
  return new ReadableStream({
    pull: (controller) => {
      const isOpen = sendNext({ controller, left: left-- })
      return isOpen ? undefined : Promise.resolve()
    },
  })
}

const streamHeaders = { 'content-type': 'text/event-stream' }
const jsonHeaders = { 'content-type': 'application/json' }

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 0,
  fetch: async (request) => {
    if (request.method === 'GET') return new Response(models, { headers: jsonHeaders })
    const [, count, paceMs] = /"bench-(\d+)x(\d+)"/.exec(await request.text()) ?? []
    if (count === undefined) return new Response(answer, { headers: jsonHeaders })
    const stream =
      paceMs === '0' ? fastStream(Number(count)) : pacedStream(Number(count), Number(paceMs))
    return new Response(stream, { headers: streamHeaders })
  },
})

console.log(server.port)
