/**
 * The upstream that every candidate relays to, in a process of its own: as little work as possible, so that
 * what is measured is the way and not the end of it. It speaks just enough of each protocol, told by the path.
 *
 * The model says what is answered: `bench-json` a small whole answer, `bench-100x10` a stream of 100
 * chunks of about 170 bytes, 10 ms apart (0: as fast as they are taken).
 */
import { vendorAnswers, type VendorAnswers } from './vendor-answers.ts'

const encoder = new TextEncoder()

type Frames = {
  readonly whole: string
  readonly opening: Uint8Array
  readonly chunk: Uint8Array
  readonly ending: Uint8Array
}

const framesOf = ({ whole, opening, chunk, ending }: VendorAnswers): Frames => ({
  whole,
  opening: encoder.encode(opening + chunk),
  chunk: encoder.encode(chunk),
  ending: encoder.encode(ending),
})

const paths: readonly (readonly [string, Frames])[] = [
  ['/v1/responses', framesOf(vendorAnswers['openai-responses'])],
  ['/v1/completions', framesOf(vendorAnswers['openai-completions'])],
  ['/v1/messages', framesOf(vendorAnswers.anthropic)],
  ['/v1beta/', framesOf(vendorAnswers.gemini)],
]
const chat = framesOf(vendorAnswers['openai-chat'])

const framesAt = (url: string): Frames => paths.find(([path]) => url.includes(path))?.[1] ?? chat

const models = JSON.stringify({
  object: 'list',
  data: ['bench-json', 'bench-100x0'].map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'bench',
  })),
})

type Sender = {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly frames: Frames
  left: number
}

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
  const { controller, frames } = sender
  if (sender.left-- > 0) {
    controller.enqueue(frames.chunk)
    return true
  }
  controller.enqueue(frames.ending)
  controller.close()
  return false
}

const wheels = new Map<number, ReturnType<typeof createWheel>>()
const wheelOf = (paceMs: number) => {
  const wheel = wheels.get(paceMs) ?? createWheel(paceMs)
  wheels.set(paceMs, wheel)
  return wheel
}

type StreamPlan = { readonly frames: Frames; readonly count: number; readonly paceMs: number }

const pacedStream = ({ frames, count, paceMs }: StreamPlan): ReadableStream<Uint8Array> => {
  const wheel = wheelOf(paceMs)
  let sender: Sender | undefined
  return new ReadableStream({
    start: (controller) => {
      sender = { controller, frames, left: count - 1 }
      controller.enqueue(frames.opening)
      wheel.add(sender)
    },
    cancel: () => {
      if (sender !== undefined) wheel.remove(sender)
    },
  })
}

const fastStream = ({ frames, count }: StreamPlan): ReadableStream<Uint8Array> => {
  let left = count - 1
  return new ReadableStream({
    start: (controller) => controller.enqueue(frames.opening),
    pull: (controller) => {
      const isOpen = sendNext({ controller, frames, left: left-- })
      return isOpen ? undefined : Promise.resolve()
    },
  })
}

const streamHeaders = { 'content-type': 'text/event-stream' }
const jsonHeaders = { 'content-type': 'application/json' }

/** Gemini has the model in its path. What is asked may be long, and the model is named at its beginning. */
const namedStream = (url: string, body: string): RegExpExecArray | null =>
  /bench-(?:[a-z-]+-)?(\d+)x(\d+)/.exec(url.includes('/v1beta/') ? url : body.slice(0, 4_096))

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 0,
  fetch: async (request) => {
    if (request.method === 'GET') return new Response(models, { headers: jsonHeaders })
    const frames = framesAt(request.url)
    const [, count, pace] = namedStream(request.url, await request.text()) ?? []
    if (count === undefined) return new Response(frames.whole, { headers: jsonHeaders })
    const plan = { frames, count: Number(count), paceMs: Number(pace) }
    return new Response(plan.paceMs === 0 ? fastStream(plan) : pacedStream(plan), {
      headers: streamHeaders,
    })
  },
})

console.log(server.port)
